/** What of ASAL can be set, with what the paper says. */
import type { ParameterInfo } from '../../protocol/catalogue.ts';
import { ganRecipes } from '../../generative/recipes/gan-recipes.ts';

export const asalParameters: ParameterInfo[] = [
  {
    name: 'gan',
    label: 'Generator',
    about: 'How it is trained, once for the pool; “by the data” takes the reduced WGAN-GP for its size.',
    kind: 'choice',
    default: 'auto',
    choices: [
      { value: 'auto', label: 'by the data' },
      ...ganRecipes.map(({ name, label }) => ({ value: name, label })),
    ],
  },
  {
    name: 'ganSteps',
    label: 'Generator’s steps',
    about: 'Gradient steps of the generator; 0 for as many as the way of training says.',
    kind: 'integer',
    default: 0,
    min: 0,
    max: 1_000_000,
    step: 100,
  },
  {
    name: 'features',
    label: 'Neighbours by',
    about: 'Features in which the real sample nearest to a generated one is searched.',
    kind: 'choice',
    default: 'pixels',
    choices: [
      { value: 'pixels', label: 'the values themselves (ASAL-Gray, -RGB)' },
      { value: 'auto-encoder', label: 'an auto-encoder’s code' },
      { value: 'discriminator', label: 'the discriminator’s penultimate layer' },
      { value: 'classifier', label: 'the learner’s penultimate layer, recomputed in each cycle' },
    ],
  },
  {
    name: 'components',
    label: 'Components',
    about: 'Principal components of the features that distances are measured in; 50 in the paper.',
    kind: 'integer',
    default: 50,
    min: 1,
    max: 500,
    step: 1,
  },
  {
    name: 'search',
    label: 'Search',
    about:
      'How the nearest real samples are found. All but the approximate index find the very nearest; that one misses some, and the log and the page say which share it finds.',
    kind: 'choice',
    default: 'auto',
    choices: [
      { value: 'auto', label: 'exact, the fastest for this size' },
      { value: 'exact', label: 'exact, looking at all samples' },
      { value: 'tree', label: 'exact, by a k-d tree' },
      { value: 'approximate', label: 'approximate, by inverted lists' },
    ],
  },
  {
    name: 'objective',
    label: 'Uncertainty',
    about: 'What latent points are moved to: the greatest entropy, or the plane of a linear learner.',
    kind: 'choice',
    default: 'entropy',
    choices: [
      { value: 'entropy', label: 'greatest entropy' },
      { value: 'minimum-distance', label: 'least distance to the plane' },
    ],
  },
  {
    name: 'latentSteps',
    label: 'Latent steps',
    about: 'Steps of Adam on the latent points; 100 in the paper.',
    kind: 'integer',
    default: 100,
    min: 0,
    max: 10_000,
    step: 10,
  },
  {
    name: 'latentRate',
    label: 'Latent rate',
    about: 'Learning rate of these steps; the paper gives none.',
    kind: 'number',
    default: 0.01,
    min: 0.0001,
    max: 10,
    step: 0.001,
  },
  {
    name: 'variant',
    label: 'Matching',
    about:
      'The nearest of each generated sample; or several times as many generated samples, or several neighbours of each, of which the most uncertain are kept (supplement, Fig. 16).',
    kind: 'choice',
    default: 'match',
    choices: [
      { value: 'match', label: 'the nearest of each' },
      { value: 'generate', label: 'generate more, keep the most uncertain' },
      { value: 'neighbours', label: 'several nearest, keep the most uncertain' },
    ],
  },
  {
    name: 'multiple',
    label: 'Multiple',
    about: 'Generated samples per query, or neighbours of each.',
    kind: 'integer',
    default: 5,
    min: 1,
    max: 100,
    step: 1,
  },
  {
    name: 'assetSeed',
    label: 'Generator’s seed',
    about:
      'Of the generator and all that is prepared; runs with other seeds share what was prepared with the same one.',
    kind: 'integer',
    default: 1,
    min: 0,
    max: 1_000_000,
    step: 1,
  },
];
