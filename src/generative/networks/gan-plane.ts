/** A small GAN for points of the plane and rows of tables: two perceptrons, as in the toy experiments of Gulrajani et al. 2017. */
import { integerParameter, withDefaults } from '../../protocol/parameters.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import { dense } from '../../tensor/layers.ts';
import { reshape, type Tensor2D } from '../../tensor/tf.ts';
import { buildCritic } from './build-critic.ts';
import type { Critic, GanModel } from './generative-networks.ts';
import { flattened } from '../../models/parts/shapes.ts';
import { Weights } from '../../models/parts/weights.ts';

const parameters = [
  integerParameter('units', {
    label: 'Units',
    about: 'Units in each of the three hidden layers of generator and critic.',
    default: 64,
    min: 4,
    max: 1024,
  }),
  integerParameter('latent', {
    label: 'Latent dimensions',
    about: 'Length of a latent point.',
    default: 2,
    min: 1,
    max: 128,
  }),
];

const LAYERS = 3;

const hiddenLayers = (weights: Weights, from: number, units: number) =>
  Array.from({ length: LAYERS }, (_, layer) => weights.dense(layer === 0 ? from : units, units, 'he'));

export const ganPlane: GanModel = {
  about: {
    name: 'gan-plane',
    label: 'Perceptrons',
    summary: 'for points of the plane',
    about: 'Three hidden layers in the generator and in the critic; quick enough to be watched while it learns.',
    reference: 'after Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville 2017 (WGAN-GP), toy data',
    kinds: ['plane', 'table'],
    parameters,
  },
  generator(shape, rng, settings) {
    const { units, latent } = withDefaults(parameters, settings);
    const weights = new Weights(rng);
    const hidden = hiddenLayers(weights, latent, units);
    const last = weights.dense(units, sampleSize(shape), 'glorot');
    return {
      shape,
      latent,
      generate(z) {
        const values = hidden.reduce<Tensor2D>((x, layer) => dense(x, layer.weights, layer.bias, 'relu'), z);
        return reshape(dense(values, last.weights, last.bias, 'linear'), [-1, ...shape]);
      },
      variables: weights.variables,
      state: weights.state,
      dispose: () => weights.dispose(),
    };
  },
  critic(shape, rng, settings) {
    const { units } = withDefaults(parameters, settings);
    const weights = new Weights(rng);
    const hidden = hiddenLayers(weights, sampleSize(shape), units);
    const last = weights.dense(units, 1, 'glorot');
    const features: Critic['features'] = (samples) =>
      hidden.reduce((x, layer) => dense(x, layer.weights, layer.bias, 'leaky-relu'), flattened(samples));
    return buildCritic(weights, { shape, featureSize: units, stochastic: false, features, last });
  },
};
