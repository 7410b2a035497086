/** LeNet-5 as the WAAL paper has it: features conv 10, conv 20 → 320 on 28 × 28, head 320-50-10 with dropout. */
import { withDefaults } from '../spec/schema.ts';
import { convolution, dense, pooled, withDropout } from '../tensor/layers.ts';
import type { Model } from './model.ts';
import { network } from './network.ts';
import { afterStage, asImages, flattened, imageShape } from './shapes.ts';
import { Weights } from './weights.ts';

const parameters = [
  {
    name: 'dropout',
    label: 'Dropout',
    about: 'The share of hidden units left out at each training step.',
    kind: 'number' as const,
    default: 0.5,
    min: 0,
    max: 0.9,
    step: 0.05,
  },
];

export const lenet5: Model = {
  about: {
    name: 'lenet-5',
    label: 'LeNet-5',
    summary: 'the network of the WAAL paper',
    about: 'Two valid convolutions of 5 × 5 with 10 and 20 filters and max-pooling, then 50 units with dropout.',
    reference: 'Shui, Zhou, Gagné and Wang 2020 (WAAL)',
    kinds: ['image'],
    parameters,
  },
  build(shape, classes, draws, given) {
    const { dropout: rate } = withDefaults(parameters, given) as { dropout: number };
    const [height, width, channels] = imageShape('lenet-5', shape, 16);
    const side = (length: number) => afterStage(afterStage(length, 5, 'valid'), 5, 'valid');
    const weights = new Weights(draws);
    const first = weights.convolution(5, channels, 10, 'he');
    const second = weights.convolution(5, 10, 20, 'he');
    const hidden = weights.dense(side(height) * side(width) * 20, 50, 'he');
    const last = weights.dense(50, classes, 'glorot');
    return network(weights, {
      shape,
      classes,
      featureSize: 50,
      features(samples, mode) {
        const low = pooled(convolution(asImages(samples), first.filter, first.bias, 'linear', 1, 'valid'));
        const high = pooled(convolution(low, second.filter, second.bias, 'linear', 1, 'valid'));
        const units = dense(flattened(high), hidden.weights, hidden.bias, 'relu');
        return mode.training && rate > 0 ? withDropout(units, rate, mode.draws) : units;
      },
      head: (features) => dense(features, last.weights, last.bias, 'linear'),
    });
  },
};
