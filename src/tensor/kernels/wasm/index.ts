/** Our kernels for the WASM backend, which replace or complement the stock ones. Importing this registers them all. */
import './batch-norm.ts';
import './conv2d.ts';
import './cross-entropy.ts';
import './elementwise.ts';
import './optimizer-steps.ts';
import './mat-mul.ts';
import './transform.ts';
