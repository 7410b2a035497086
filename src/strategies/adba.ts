/**
 * ADBA: a linear learner in the latent space of a generator. A query is a line through an uncertain latent point of the pool,
 * perpendicular to the learner's boundary; the annotator names the place where the class changes, which labels a strip of eleven
 * latent points (Huijser and van Gemert, “Active decision boundary annotation with deep generative models”, ICCV 2017, in the
 * form of the comparison by Mayer and Timofte 2020, section 5.3: the same generator, eleven images, one label per strip).
 */
import { integerParameter, numberParameter, withDefaults } from '../protocol/parameters.ts';
import { STRIP_LENGTH, type AnnotatorKind } from '../protocol/synthesized-queries.ts';
import { sampleGenerator } from '../generative/gan-sampling.ts';
import type { AssetRequest } from './contracts/generation.ts';
import type { Strategy, StrategyContext } from './contracts/strategy.ts';
import { hyperplaneOf } from './support/hyperplane.ts';
import { lineAcrossBoundary, pointsAlong } from './support/latent-line.ts';
import { minimumDistance } from './minimum-distance.ts';
import { lowerBound } from './support/sorted-indices.ts';
import { annotatorParameter, asalParametersNamed } from './support/synthesis-parameters.ts';

interface Settings {
  gan: string;
  ganSteps: number;
  encoderSteps: number;
  reach: number;
  answers: AnnotatorKind;
  assetSeed: number;
}

const parameters = [
  ...asalParametersNamed('gan', 'ganSteps'),
  integerParameter('encoderSteps', {
    label: 'Encoder’s steps',
    about:
      'Gradient steps of the network that finds the latent point of a real sample; 0 for as many as suit the generator.',
    default: 0,
    min: 0,
    max: 1_000_000,
    step: 100,
  }),
  numberParameter('reach', {
    label: 'Reach of a line',
    about: 'How far a strip goes to each side of the boundary, in standard deviations of a latent point.',
    default: 3,
    min: 0.1,
    max: 20,
    step: 0.1,
  }),
  annotatorParameter,
  ...asalParametersNamed('assetSeed'),
];

export const adba: Strategy = {
  about: {
    name: 'adba',
    label: 'ADBA',
    group: 'generative',
    summary: 'where along a strip the class changes',
    about:
      'The learner lives in the latent space of a generator. Through the pool’s most uncertain latent points it draws lines across its boundary and asks where along each the class changes; eleven labelled latent points come of one answer. Two classes and a linear learner only.',
    reference: 'Huijser & van Gemert, “Active decision boundary annotation with deep generative models”, ICCV 2017',
    parameters,
    requires: ['hyperplane', 'generator'],
    noSurface: 'No score per point: this strategy generates its queries',
  },
  latentSpaceAssets: (given) => assetRequest(settingsOf(given)),
  async select(context) {
    const settings = settingsOf(context.parameters);
    if (!context.requestAssets) throw new Error('A strategy with a generator needs a runner that prepares it.');
    const { gan } = await context.requestAssets(assetRequest(settings));
    const plane = await hyperplaneOf(context.learner.network);
    const { indices: throughIndices, scores: acquisition } = await minimumDistance.select(context);
    const { latent } = gan.generator;
    const positions = throughIndices.map((index) => lowerBound(context.poolIndices, index));
    const points = await context.learner.pool.read(positions);
    const ends = new Float32Array(2 * points.length);
    for (let i = 0; i < positions.length; i++)
      ends.set(lineAcrossBoundary(points.slice(i * latent, (i + 1) * latent), plane, settings.reach), 2 * i * latent);
    const samples = await sampleGenerator(gan, pointsAlong(ends, latent, STRIP_LENGTH), context);
    return {
      indices: new Int32Array(0),
      scores: new Float32Array(0),
      synthesizedQueries: {
        form: 'strip',
        samplesPerQuery: STRIP_LENGTH,
        samples,
        acquisition,
        ends,
        throughIndices,
        annotator: settings.answers,
      },
    };
  },
};

const settingsOf = (given: StrategyContext['parameters']): Settings =>
  withDefaults(parameters, given) as unknown as Settings;

const assetRequest = ({ gan, ganSteps, encoderSteps, assetSeed }: Settings): AssetRequest => ({
  gan,
  ...(ganSteps > 0 && { ganSteps }),
  encoder: encoderSteps > 0 ? { steps: encoderSteps } : {},
  seed: assetSeed,
});
