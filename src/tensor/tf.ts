/** TensorFlow.js as the rooms above know it: the core's ops, none of the umbrella package's other backends. */
export * from '@tensorflow/tfjs-core';
