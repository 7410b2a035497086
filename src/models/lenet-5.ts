/** LeNet-5 as the WAAL paper has it: features conv 10, conv 20 → 320 on 28 × 28, head 320-50-10 with dropout. */
import { withDefaults } from '../spec/schema.ts';
import { convolution, dense, pooled } from '../tensor/layers.ts';
import { dropoutParameter, thinned } from './dropout.ts';
import type { Model } from './model.ts';
import { network } from './network.ts';
import { afterStage, asImages, flattened, imageShape } from './shapes.ts';
import { Weights } from './weights.ts';

const parameters = [dropoutParameter(0.5)];

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
    const trunkSize = side(height) * side(width) * 20;
    const hidden = weights.dense(trunkSize, 50, 'he');
    const last = weights.dense(50, classes, 'glorot');
    return network(weights, {
      shape,
      classes,
      stochastic: rate > 0,
      trunkSize,
      trunk(samples) {
        const low = pooled(convolution(asImages(samples), first.filter, first.bias, 'linear', 1, 'valid'));
        return flattened(pooled(convolution(low, second.filter, second.bias, 'linear', 1, 'valid')));
      },
      neck: {
        size: 50,
        of: (values, mode) => thinned(dense(values, hidden.weights, hidden.bias, 'relu'), rate, mode),
      },
      head: (features) => dense(features, last.weights, last.bias, 'linear'),
    });
  },
};
