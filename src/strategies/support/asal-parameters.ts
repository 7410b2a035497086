/** Parameters of ASAL, with the values of the paper. */
import { choiceParameter, integerParameter, numberParameter } from '../../protocol/parameters.ts';
import { ganRecipes } from '../../generative/recipes/gan-recipes.ts';

export const asalParameters = [
  choiceParameter('gan', {
    label: 'Generator',
    about: 'How it is trained, once for the pool; “by the data” takes the reduced WGAN-GP for its size.',
    default: 'auto',
    choices: {
      auto: 'by the data',
      ...Object.fromEntries(ganRecipes.map(({ name, label }) => [name, label])),
    } as Record<string, string>,
  }),
  integerParameter('ganSteps', {
    label: 'Generator’s steps',
    about: 'Gradient steps of the generator; 0 for as many as its recipe has.',
    default: 0,
    min: 0,
    max: 1_000_000,
    step: 100,
  }),
  choiceParameter('features', {
    label: 'Neighbours by',
    about: 'Features in which the real sample nearest to a generated one is searched.',
    default: 'pixels',
    choices: {
      pixels: 'the values themselves (ASAL-Gray, -RGB)',
      'auto-encoder': 'an auto-encoder’s code',
      discriminator: 'the discriminator’s penultimate layer',
      classifier: 'the learner’s penultimate layer, recomputed in each cycle',
    },
    requiresWhen: [{ equals: 'classifier', keys: ['features'] }],
  }),
  integerParameter('components', {
    label: 'Components',
    about:
      'Principal components of the features that distances are measured in, of the learner’s too; 50 in the paper.',
    default: 50,
    min: 1,
    max: 500,
  }),
  choiceParameter('search', {
    label: 'Search',
    about:
      'How the nearest real samples are found. All but the approximate index are exact; its recall is shown on the page and stored in the log.',
    default: 'auto',
    choices: {
      auto: 'exact, the fastest for this size',
      exact: 'exact, looking at all samples',
      tree: 'exact, by a k-d tree',
      approximate: 'approximate, by inverted lists',
    },
  }),
  choiceParameter('objective', {
    label: 'Uncertainty',
    about:
      'Objective of the latent points: the greatest entropy, or the least distance to the plane of a linear learner.',
    default: 'entropy',
    choices: { entropy: 'greatest entropy', 'minimum-distance': 'least distance to the plane' },
    requiresWhen: [
      { equals: 'entropy', keys: ['softmax'] },
      { equals: 'minimum-distance', keys: ['hyperplane'] },
    ],
  }),
  integerParameter('latentSteps', {
    label: 'Latent steps',
    about: 'Steps of Adam on the latent points; 100 in the paper.',
    default: 100,
    min: 0,
    max: 10_000,
    step: 10,
  }),
  numberParameter('latentRate', {
    label: 'Latent rate',
    about: 'Learning rate of these steps; the paper gives none.',
    default: 0.01,
    min: 0.0001,
    max: 10,
    step: 0.001,
  }),
  choiceParameter('variant', {
    label: 'Matching',
    about:
      'The nearest of each generated sample; or several times as many generated samples, or several neighbours of each, of which the most uncertain are kept (supplement, Fig. 16).',
    default: 'match',
    choices: {
      match: 'the nearest of each',
      generate: 'generate more, keep the most uncertain',
      neighbours: 'several nearest, keep the most uncertain',
    },
  }),
  integerParameter('multiple', {
    label: 'Multiple',
    about: 'Generated samples per query, or neighbours of each.',
    default: 5,
    min: 1,
    max: 100,
  }),
  integerParameter('assetSeed', {
    label: 'Generator’s seed',
    about:
      'Of the generator and all that is prepared; runs with other seeds share what was prepared with the same one.',
    default: 1,
    min: 0,
    max: 1_000_000,
  }),
];
