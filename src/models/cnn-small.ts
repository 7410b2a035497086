/** A small convolutional network, made to learn from few labels and to be quick in a browser. */
import { withDefaults } from '../spec/schema.ts';
import { convolution, dense, dropout, pooled } from '../tensor/layers.ts';
import type { Model } from './model.ts';
import { network } from './network.ts';
import { afterStage, asImages, flattened, imageShape } from './shapes.ts';
import { Weights } from './weights.ts';

const parameters = [
  {
    name: 'dropout',
    label: 'Dropout',
    about: 'The share of features left out at each training step.',
    kind: 'number' as const,
    default: 0.5,
    min: 0,
    max: 0.9,
    step: 0.05,
  },
];

export const cnnSmall: Model = {
  about: {
    name: 'cnn-small',
    label: 'Small CNN',
    summary: 'two convolutions, one hidden layer',
    about: 'Convolutions of 8 and 16 filters of 5 × 5, each with max-pooling, then 64 units with dropout.',
    reference: 'after LeCun, Bottou, Bengio and Haffner 1998',
    kinds: ['image'],
    parameters,
  },
  build(shape, classes, draws, given) {
    const { dropout: rate } = withDefaults(parameters, given) as { dropout: number };
    const [height, width, channels] = imageShape('cnn-small', shape, 16);
    const side = (length: number) => afterStage(afterStage(length, 5, 'valid'), 5, 'valid');
    const weights = new Weights(draws);
    const first = weights.convolution(5, channels, 8, 'he');
    const second = weights.convolution(5, 8, 16, 'he');
    const hidden = weights.dense(side(height) * side(width) * 16, 64, 'he');
    const last = weights.dense(64, classes, 'glorot');
    return network(weights, {
      shape,
      classes,
      featureSize: 64,
      features(samples, mode) {
        const low = pooled(convolution(asImages(samples), first.filter, first.bias, 'linear', 1, 'valid'));
        const high = pooled(convolution(low, second.filter, second.bias, 'linear', 1, 'valid'));
        const all = dense(flattened(high), hidden.weights, hidden.bias, 'relu');
        return mode.training && rate > 0 ? dropout(all, rate, mode.draws) : all;
      },
      head: (features) => dense(features, last.weights, last.bias, 'linear'),
    });
  },
};
