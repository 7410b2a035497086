/** Our kernels for the WASM backend, over or beside the stock ones. Importing this registers them all. */
import './batch-mat-mul.ts';
import './conv2d-gradients.ts';
import './cross-entropy.ts';
import './dense.ts';
import './pool-relu.ts';
