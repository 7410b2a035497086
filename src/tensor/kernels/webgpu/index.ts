/** Our kernels for the WebGPU backend, which replace or complement the stock ones. Importing this registers them all. */
import './batch-norm.ts';
import './convolution.ts';
import './convolution-gradients.ts';
import './cross-entropy.ts';
import './elementwise.ts';
import './mat-mul.ts';
import './optimizer-steps.ts';
import './pooling.ts';
