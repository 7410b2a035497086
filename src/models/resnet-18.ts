/** ResNet-18 for small images: blocks of two convolutions of 3 × 3. */
import type { Model } from './model.ts';
import { buildResidualNetwork, convolution } from './parts/residual.ts';
import { widthParameter } from './parts/width.ts';

export const resnet18: Model = {
  about: {
    name: 'resnet-18',
    label: 'ResNet-18',
    summary: 'eight residual blocks with batch norm',
    about:
      'Seventeen convolutions with batch norm, paired in eight residual blocks, and the mean over the image: 512 features. ' +
      'Eleven million weights: for a GPU.',
    reference:
      'He, Zhang, Ren and Sun 2016, form for CIFAR-10; as in “Distribution aware active learning via Gaussian mixtures”',
    kinds: ['image'],
    provides: ['softmax', 'stages'],
    parameters: [widthParameter],
  },
  build: (inputs) =>
    buildResidualNetwork(inputs, {
      model: 'resnet-18',
      counts: [2, 2, 2, 2],
      expansion: 1,
      convolutions: (weights, { from, to, strides }) => [
        convolution(weights, { size: 3, from, to }, { strides }),
        convolution(weights, { size: 3, from: to, to }, { activation: 'linear' }),
      ],
    }),
};
