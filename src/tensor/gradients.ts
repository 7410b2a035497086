/** The stock ops' gradients, which the core package leaves out, and ours in place of those that have none themselves. */
import { registerLeakyRelu } from './layers/activation.ts';
import { registerMaxPool } from './layers/pooling.ts';
import { registerHigherOrderGradients } from './layers/higher-order-gradients.ts';
import * as tf from './tf.ts';

/** Registers them; once is enough. */
export async function loadGradients(): Promise<void> {
  if (tf.env().getBool('IS_NODE')) {
    // Node cannot read the core's separate files; there the umbrella package brings them. Hidden from the bundler.
    const umbrella = '@tensorflow/tfjs';
    await import(/* @vite-ignore */ umbrella);
  } else await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  registerLeakyRelu();
  registerMaxPool();
  registerHigherOrderGradients();
}
