/** Registers the gradients of stock operations, which the core package omits, and our own for those that lack one. */
import { registerLeakyRelu } from './layers/activation.ts';
import { registerMaxPool } from './layers/pooling.ts';
import { registerHigherOrderGradients } from './layers/higher-order-gradients.ts';
import * as tf from './tf.ts';

/** Needs to be called once. */
export async function loadGradients(): Promise<void> {
  if (tf.env().getBool('IS_NODE')) {
    // Node cannot read the core's separate files; the umbrella package includes them. Hidden from the bundler.
    const umbrella = '@tensorflow/tfjs';
    await import(/* @vite-ignore */ umbrella);
  } else await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  registerLeakyRelu();
  registerMaxPool();
  registerHigherOrderGradients();
}
