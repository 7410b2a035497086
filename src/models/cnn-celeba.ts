/** The classifier of the ASAL paper for faces and scenes (supplement, Table 10), with one output for each class. */
import { withDefaults } from '../protocol/parameters.ts';
import { dense, pooledConvolution } from '../tensor/layers.ts';
import { dropoutParameter, applyDropout } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { sideAfterPooling, asImages, flattened, imageShape } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';
import { scaledFilters, widthParameter } from './parts/width.ts';

const parameters = [dropoutParameter(0.5), widthParameter];

export const cnnCelebA: Model = {
  about: {
    name: 'cnn-celeba',
    label: 'CNN (ASAL, CelebA)',
    summary: 'three convolutions, one hidden layer',
    about:
      'Three convolutions of 3 × 3 with 16, 32 and 64 filters and max-pooling, then 1024 units with dropout. ' +
      'Made for images of 64 × 64.',
    reference: 'Mayer and Timofte 2020 (ASAL), supplement, Table 10',
    kinds: ['image'],
    parameters,
  },
  build(shape, classes, rng, settings) {
    const { dropout: rate, width } = withDefaults(parameters, settings);
    const [height, imageWidth, channels] = imageShape('cnn-celeba', shape, 8);
    const weights = new Weights(rng);
    const filters = [16, 32, 64].map((count) => scaledFilters(count, width));
    const layers = filters.map((to, index) =>
      weights.convolution({ size: 3, from: filters[index - 1] ?? channels, to }, 'he'),
    );
    const side = (length: number) => filters.reduce((rest) => sideAfterPooling(rest, 3, 'same'), length);
    const trunkSize = side(height) * side(imageWidth) * filters.at(-1)!;
    const units = scaledFilters(1024, width);
    const hidden = weights.dense(trunkSize, units, 'he');
    const last = weights.dense(units, classes, 'glorot');
    return buildNetwork(weights, {
      shape,
      classes,
      stochastic: rate > 0,
      trunkSize,
      trunk: (samples) =>
        flattened(
          layers.reduce((x, { filter, bias }) => pooledConvolution(x, filter, bias, 'same'), asImages(samples)),
        ),
      neck: {
        size: units,
        apply: (values, mode) => applyDropout(dense(values, hidden.weights, hidden.bias, 'relu'), rate, mode),
      },
      head: (features) => dense(features, last.weights, last.bias, 'linear'),
    });
  },
};
