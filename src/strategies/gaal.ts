/**
 * GAAL: generates samples about which the learner is uncertain and queries the labels of these samples themselves (Zhu and Bento,
 * “Generative adversarial active learning”, 2017). The cost does not depend on the pool, which is not used.
 */
import { choiceParameter, withDefaults } from '../protocol/parameters.ts';
import type { AnnotatorKind } from '../protocol/synthesized-queries.ts';
import type { Strategy, StrategyContext } from './contracts/strategy.ts';
import { hasHyperplane } from './support/hyperplane.ts';
import { searchLatent, type LatentObjective, type LatentSearchOptions } from './support/latent-search.ts';
import { annotatorParameter, asalParametersNamed } from './support/synthesis-parameters.ts';

interface Settings {
  gan: string;
  ganSteps: number;
  objective: LatentObjective | 'auto';
  latentSteps: number;
  latentRate: number;
  answers: AnnotatorKind;
  assetSeed: number;
}

const parameters = [
  ...asalParametersNamed('gan', 'ganSteps'),
  choiceParameter('objective', {
    label: 'Uncertainty',
    about:
      'Objective of the latent points. By the learner: the least distance to the plane of a linear learner with two classes, as in the paper, and the greatest entropy otherwise.',
    default: 'auto',
    choices: { auto: 'by the learner', 'minimum-distance': 'least distance to the plane', entropy: 'greatest entropy' },
    requiresWhen: [
      { equals: 'entropy', keys: ['softmax'] },
      { equals: 'minimum-distance', keys: ['hyperplane'] },
    ],
  }),
  ...asalParametersNamed('latentSteps', 'latentRate'),
  annotatorParameter,
  ...asalParametersNamed('assetSeed'),
];

export const gaal: Strategy = {
  about: {
    name: 'gaal',
    label: 'GAAL',
    group: 'generative',
    summary: 'generated, uncertain samples, labelled themselves',
    about:
      'Optimises latent points of a generator until the learner is uncertain about the generated samples, and queries the labels of these synthesized samples. The learner is trained on the initial set and on them.',
    reference: 'Zhu & Bento, “Generative adversarial active learning”, 2017',
    parameters,
    requires: ['generator'],
    noSurface: 'No score per point: this strategy generates its queries',
  },
  async select(context) {
    const { gan, ganSteps, objective, latentSteps, latentRate, answers, assetSeed } = settingsOf(context.parameters);
    if (!context.requestAssets) throw new Error('A strategy with a generator needs a runner that prepares it.');
    const assets = await context.requestAssets({ gan, ...(ganSteps > 0 && { ganSteps }), seed: assetSeed });
    const { network } = context.learner;
    const search: LatentSearchOptions = {
      count: context.batchSize,
      rng: context.rng.child('latent'),
      steps: latentSteps,
      rate: latentRate,
      objective: objective !== 'auto' ? objective : hasHyperplane(network) ? 'minimum-distance' : 'entropy',
    };
    const { samples, objectives } = await searchLatent({ gan: assets.gan, learner: network }, search, context);
    return {
      indices: new Int32Array(0),
      scores: new Float32Array(0),
      synthesizedQueries: { form: 'sample', samplesPerQuery: 1, samples, acquisition: objectives, annotator: answers },
    };
  },
};

const settingsOf = (given: StrategyContext['parameters']): Settings =>
  withDefaults(parameters, given) as unknown as Settings;
