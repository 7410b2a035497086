/**
 * All-CNN-C, made of convolutions only (ASAL, supplement, Table 7, classifier), with stride 2 in place of pooling. The last
 * convolution, 1 × 1 to the classes, commutes with the mean over the image; here the mean is first, so that its 192
 * values are the features and the convolution is the head.
 */
import { withDefaults } from '../protocol/parameters.ts';
import { convolution, meanPooled } from '../tensor/layers.ts';
import { dropoutParameter, applyDropout } from './parts/dropout.ts';
import { linearLayer, tapped } from './parts/blocks.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { asImages, imageShape } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';
import { scaledFilters, widthParameter } from './parts/width.ts';

const parameters = [dropoutParameter(0.5), widthParameter];

interface ConvolutionSpec {
  size: number;
  filters: number;
  strides?: number;
  pad?: 'valid';
}

/** The seventh is valid, as in Springenberg et al., who average over 6 × 6 places of a 32 × 32 image. */
const CONVOLUTIONS: readonly ConvolutionSpec[] = [
  { size: 3, filters: 96 },
  { size: 3, filters: 96 },
  { size: 3, filters: 96, strides: 2 },
  { size: 3, filters: 192 },
  { size: 3, filters: 192 },
  { size: 3, filters: 192, strides: 2 },
  { size: 3, filters: 192, pad: 'valid' },
  { size: 1, filters: 192 },
];

export const allCnn: Model = {
  about: {
    name: 'all-cnn',
    label: 'All-CNN',
    summary: 'nine convolutions, no pooling',
    about:
      'Nine convolutions of up to 192 filters; stride takes the place of pooling, and dropout follows each stride. ' +
      '1.4 million weights: slow without a GPU.',
    reference:
      'Springenberg, Dosovitskiy, Brox and Riedmiller 2015 (All-CNN-C); as in Mayer and Timofte 2020 (ASAL), supplement, Table 7',
    kinds: ['image'],
    provides: ['dropout', 'softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { dropout: rate, width } = withDefaults(parameters, settings);
    const [, , channels] = imageShape(shape, { model: 'all-cnn', minSide: 9 });
    const weights = new Weights(rng);
    let from = channels;
    const layers = CONVOLUTIONS.map(({ size, filters, ...how }) => {
      const to = scaledFilters(filters, width);
      const layer = { ...weights.convolution({ size, from, to }, 'he'), ...how };
      from = to;
      return layer;
    });
    const last = weights.dense(from, classes, 'glorot');
    return buildNetwork(weights, {
      ...{ shape, classes, trunkSize: from, stochastic: rate > 0 },
      // to each stride, and from the last one on
      stageSizes: [96, 192, 192].map((filters) => scaledFilters(filters, width)),
      trunk(samples, mode, tap) {
        let x = asImages(samples);
        for (const { filter, bias, strides, pad } of layers) {
          x = convolution(x, filter, bias, 'relu', strides, pad);
          if (strides === 2) x = tapped(applyDropout(x, rate, mode), tap);
        }
        return meanPooled(tapped(x, tap));
      },
      head: linearLayer(last),
    });
  },
};
