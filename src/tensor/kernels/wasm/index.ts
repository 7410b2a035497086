/** Our kernels for the WASM backend, over or beside the stock ones. Importing this registers them all. */
import './batch-norm.ts';
import './conv2d.ts';
import './cross-entropy.ts';
import './elements.ts';
import './optimizer-steps.ts';
import './products.ts';
import './transform.ts';
