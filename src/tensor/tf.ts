/** TensorFlow.js for all other rooms: the ops of the core, without the other backends of the umbrella package. */
export * from '@tensorflow/tfjs-core';
