/** Starts TensorFlow.js on WebGPU. */
import '@tensorflow/tfjs-backend-webgpu';
import { loadGradients } from './gradients.ts';
import * as tf from './tf.ts';

export async function startWebgpu(): Promise<void> {
  await loadGradients();
  if (!(await tf.setBackend('webgpu'))) throw new Error('the device refused.');
}
