/** ResNet-50 for small images: bottleneck blocks, of which the middle convolution halves the sides. */
import type { Model } from './model.ts';
import { buildResidualNetwork, convolution } from './parts/residual.ts';
import { widthParameter } from './parts/width.ts';

export const resnet50: Model = {
  about: {
    name: 'resnet-50',
    label: 'ResNet-50',
    summary: 'sixteen bottleneck blocks with batch norm',
    about:
      'Forty-nine convolutions with batch norm, in sixteen residual blocks of 1 × 1, 3 × 3 and 1 × 1, and the mean over the ' +
      'image: 2,048 features. Twenty-four million weights: for a GPU.',
    reference:
      'He, Zhang, Ren and Sun 2016, form for CIFAR-10; Fig. 18 of “Distribution aware active learning via Gaussian mixtures”',
    kinds: ['image'],
    provides: ['softmax', 'stages'],
    parameters: [widthParameter],
  },
  build: (inputs) =>
    buildResidualNetwork(inputs, {
      model: 'resnet-50',
      counts: [3, 4, 6, 3],
      expansion: 4,
      convolutions: (weights, { from, filters, to, strides }) => [
        convolution(weights, { size: 1, from, to: filters }),
        convolution(weights, { size: 3, from: filters, to: filters }, { strides }),
        convolution(weights, { size: 1, from: filters, to }, { activation: 'linear' }),
      ],
    }),
};
