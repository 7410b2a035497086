/** The LeNet of the ASAL paper (supplement, Table 5): conv 32, conv 64, 1024 units. */
import { dense, pooledConvolution } from '../tensor/layers.ts';
import { applyDropout } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { sideAfterPooling, asImages, flattened, imageShape } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';

/** Of the 1024 units, in training. */
const DROPOUT = 0.5;

export const lenet: Model = {
  about: {
    name: 'lenet',
    label: 'LeNet (ASAL)',
    summary: 'the network of the ASAL paper',
    about:
      'Two convolutions of 5 × 5 with 32 and 64 filters and max-pooling, then 1024 units with dropout. ' +
      'Over three million weights: slow without a GPU.',
    reference: 'Mayer and Timofte 2020 (ASAL), supplement, Table 5',
    kinds: ['image'],
    parameters: [],
  },
  build(shape, classes, rng) {
    const [height, width, channels] = imageShape('lenet', shape, 4);
    const side = (length: number) => sideAfterPooling(sideAfterPooling(length, 5, 'same'), 5, 'same');
    const weights = new Weights(rng);
    const first = weights.convolution({ size: 5, from: channels, to: 32 }, 'he');
    const second = weights.convolution({ size: 5, from: 32, to: 64 }, 'he');
    const trunkSize = side(height) * side(width) * 64;
    const hidden = weights.dense(trunkSize, 1024, 'he');
    const last = weights.dense(1024, classes, 'glorot');
    return buildNetwork(weights, {
      shape,
      classes,
      stochastic: true,
      trunkSize,
      trunk(samples) {
        const low = pooledConvolution(asImages(samples), first.filter, first.bias, 'same');
        return flattened(pooledConvolution(low, second.filter, second.bias, 'same'));
      },
      neck: {
        size: 1024,
        apply: (values, mode) => applyDropout(dense(values, hidden.weights, hidden.bias, 'relu'), DROPOUT, mode),
      },
      head: (features) => dense(features, last.weights, last.bias, 'linear'),
    });
  },
};
