/**
 * The two mixtures of "Distribution aware active learning via Gaussian mixtures", section 3.2: ψ_L of labelled features in
 * closed form, and ψ_U of unlabelled ones by EM that begins at ψ_L, so that a component keeps its class.
 */
import { choiceParameter, integerParameter } from '../../protocol/parameters.ts';
import type { Rng } from '../../random/rng.ts';
import { fitBatchAveraged } from './batch-averaging.ts';
import { chunks, type FeatureSource } from '../feature-source.ts';
import { blockRows, fitMixture } from './em.ts';
import { RunningMoments, varianceFloor } from './initialisation.ts';
import { labelledMixture } from './labelled-mixture.ts';
import type { FeatureRows, Mixture } from './mixture.ts';

/** Rows per batch where ψ_U is fitted batch by batch, as in the paper. */
const BATCH_ROWS = 1000;

export interface MixturePair {
  labelled: Mixture;
  unlabelled: Mixture;
}

/** Parameters of the fit of ψ_U, for training methods and strategies that fit mixtures. */
export const mixtureFitParameters = [
  choiceParameter('fit', {
    label: 'Unlabelled mixture',
    about: 'Fitted to all samples at once, or batch by batch with the batches’ mixtures averaged, as in the paper.',
    default: 'exact',
    choices: { exact: 'Exact', batches: 'Batches, averaged' },
  }),
  integerParameter('iterations', {
    label: 'EM iterations',
    about: 'Number of EM iterations per fit.',
    default: 10,
    min: 1,
    max: 200,
  }),
];

export interface MixtureFitOptions {
  fit: 'exact' | 'batches';
  iterations: number;
}

interface PairInputs extends MixtureFitOptions {
  labelled: FeatureRows;
  /** Of the labelled rows. */
  labels: ArrayLike<number>;
  unlabelled: FeatureSource;
  classes: number;
  rng: Rng;
  checkpoint(): Promise<void>;
}

/**
 * Without unlabelled rows ψ_U is ψ_L. Both have one variance floor, from all rows of both. The unlabelled rows are read in two passes
 * for the floor and one for each iteration, or for all batches; the result is the same to the last bit whatever batches they come in.
 */
export async function fitMixturePair(inputs: PairInputs): Promise<MixturePair> {
  const { unlabelled, fit, iterations, rng, checkpoint } = inputs;
  const moments = new RunningMoments();
  moments.add(inputs.labelled);
  await moments.addSource(unlabelled);
  const floor = varianceFloor(moments.result());
  const labelled = labelledMixture(inputs.labelled, inputs.labels, { components: inputs.classes, floor });
  if (unlabelled.count === 0) return { labelled, unlabelled: labelled };
  const options = { iterations, floor, rng, checkpoint };
  if (fit === 'batches')
    return { labelled, unlabelled: await fitBatchAveraged(() => chunks(unlabelled, BATCH_ROWS), labelled, options) };
  const blocks = () => chunks(unlabelled, blockRows(unlabelled.dimensions));
  return { labelled, unlabelled: (await fitMixture(blocks, labelled, options)).mixture };
}
