/**
 * The two mixtures of "Distribution aware active learning via Gaussian mixtures", section 3.2: ψ_L of labelled features in
 * closed form, and ψ_U of unlabelled ones by EM that begins at ψ_L, so that a component keeps its class.
 */
import { choiceParameter, integerParameter } from '../../protocol/parameters.ts';
import type { Rng } from '../../random/rng.ts';
import { fitBatchAveraged } from './batch-averaging.ts';
import { fitMixture } from './em.ts';
import { RunningMoments, varianceFloor } from './initialisation.ts';
import { labelledMixture } from './labelled-mixture.ts';
import type { FeatureRows, Mixture, RowStream } from './mixture.ts';

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
  unlabelled: FeatureRows;
  classes: number;
  rng: Rng;
  checkpoint(): Promise<void>;
}

/** Without unlabelled rows ψ_U is ψ_L. Both have one variance floor, from all rows of both. */
export async function fitMixturePair(inputs: PairInputs): Promise<MixturePair> {
  const { unlabelled, fit, iterations, rng, checkpoint } = inputs;
  const moments = new RunningMoments();
  moments.add(inputs.labelled);
  moments.add(unlabelled);
  const floor = varianceFloor(moments.result());
  const labelled = labelledMixture(inputs.labelled, inputs.labels, { components: inputs.classes, floor });
  if (unlabelled.count === 0) return { labelled, unlabelled: labelled };
  const options = { iterations, floor, rng, checkpoint };
  if (fit === 'batches')
    return { labelled, unlabelled: await fitBatchAveraged(rowBatches(unlabelled), labelled, options) };
  return { labelled, unlabelled: (await fitMixture(() => [unlabelled], labelled, options)).mixture };
}

const rowBatches =
  ({ values, count, size }: FeatureRows): RowStream =>
  () =>
    Array.from({ length: Math.ceil(count / BATCH_ROWS) }, (_, b) => {
      const to = Math.min(count, (b + 1) * BATCH_ROWS);
      return { values: values.subarray(b * BATCH_ROWS * size, to * size), count: to - b * BATCH_ROWS, size };
    });
