/**
 * BatchBALD: the batch whose labels have the greatest joint mutual information with the weights, chosen greedily (Kirsch, van
 * Amersfoort & Gal 2019, algorithm 1). The joint information is submodular: the gain of a sample never grows with the batch.
 * An earlier gain therefore bounds the present one, and each step computes only the gains that could still be the greatest.
 */
import { numberOrLeast, tieOrder } from '../algorithms/tie-order.ts';
import { integerParameter, withDefaults } from '../protocol/parameters.ts';
import { mutualInformation, passesParameter } from './bald.ts';
import type { Selection, Strategy, StrategyContext } from './contracts/strategy.ts';
import { checkedLearner } from './support/checked-learner.ts';
import { allocateFeatures } from './support/feature-points.ts';
import { JointLabellings } from './support/joint-labellings.ts';
import { rowOf } from './support/uncertainty.ts';

/** Samples whose gains are computed together. */
const BLOCK_SAMPLES = 32;

const parameters = [
  passesParameter(20),
  integerParameter('histories', {
    label: 'Joint labellings',
    about: 'Maximum number of labellings of the batch that are enumerated; above it they are sampled.',
    default: 10_000,
    min: 100,
    max: 100_000,
    step: 100,
  }),
];

export const batchBald: Strategy = {
  about: {
    name: 'batch-bald',
    label: 'BatchBALD',
    group: 'bayesian',
    summary: 'highest joint mutual information of the batch',
    about:
      'BALD for the batch as a whole: a sample that is redundant with one already selected adds nothing. Joint labellings are enumerated while they are few, and sampled above that. Needs a model with dropout.',
    reference:
      'Kirsch, van Amersfoort & Gal, “BatchBALD: efficient and diverse batch acquisition for deep Bayesian active learning”, NeurIPS 2019',
    parameters,
    requires: ['dropout', 'softmax'],
    noSurface: 'No score per point: this strategy chooses the batch as a whole',
  },
  async select(context) {
    checkedLearner(batchBald, context);
    const { classes, poolSize } = context;
    const { passes, histories } = withDefaults(parameters, context.parameters);
    const width = passes * classes;
    const predictions = allocateFeatures(poolSize, width);
    const bounds = new Float64Array(poolSize);
    let position = 0;
    for await (const view of context.predict({ passes })) {
      predictions.set(view.passes, position * width);
      for (let i = 0; i < view.indices.length; i++)
        bounds[position++] = numberOrLeast(mutualInformation(rowOf(view.passes, i, width), classes));
    }
    const labellings = new JointLabellings({ passes, classes, limit: histories, rng: context.rng.child('labels') });
    return selectGreedily({ predictions, width, bounds }, labellings, context);
  },
};

interface PassesOfPool {
  /** `[poolSize, width]`, a row of `passes · classes` probabilities per sample. */
  predictions: Float32Array;
  width: number;
  /** Upper bound of each sample's gain: at first the gain in an empty batch; overwritten. */
  bounds: Float64Array;
}

async function selectGreedily(
  { predictions, width, bounds }: PassesOfPool,
  labellings: JointLabellings,
  { batchSize, poolIndices, rng, checkpoint, progress }: StrategyContext,
): Promise<Selection> {
  const order = tieOrder(rng);
  const place = Float64Array.from(poolIndices, (index) => order(index));
  const indices = new Int32Array(batchSize);
  const scores = new Float32Array(batchSize);
  let remaining = Array.from(bounds, (_, position) => position);
  for (let step = 0; step < batchSize; step++) {
    remaining.sort((a, b) => bounds[b]! - bounds[a]! || place[a]! - place[b]!);
    let best = remaining[0]!;
    let gain = step === 0 ? bounds[best]! : -Infinity;
    for (let from = 0; step > 0 && from < remaining.length && bounds[remaining[from]!]! > gain; from += BLOCK_SAMPLES) {
      const block = remaining.slice(from, from + BLOCK_SAMPLES);
      const samples = new Float32Array(block.length * width);
      block.forEach((position, i) => samples.set(rowOf(predictions, position, width), i * width));
      (await labellings.gains(samples)).forEach((computed, i) => {
        const position = block[i]!;
        bounds[position] = numberOrLeast(computed);
        if (computed > gain || (computed === gain && place[position]! < place[best]!)) {
          gain = computed;
          best = position;
        }
      });
      await checkpoint();
    }
    indices[step] = poolIndices[best]!;
    scores[step] = gain;
    remaining = remaining.filter((position) => position !== best);
    if (step + 1 < batchSize) labellings.add(rowOf(predictions, best, width).slice());
    progress(step + 1, batchSize);
  }
  return { indices, scores };
}
