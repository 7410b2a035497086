/** Starts TensorFlow.js on WebGPU, with our kernels in place of and beside the stock ones. */
import './kernels/webgpu/index.ts';
import { loadGradients } from './gradients.ts';
import * as tf from './tf.ts';

export async function startWebgpu(): Promise<void> {
  await loadGradients();
  if (!(await tf.setBackend('webgpu'))) throw new Error('the device refused.');
}
