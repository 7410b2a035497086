/**
 * BatchBALD: the batch whose labels, together, say most about the weights, chosen greedily (Kirsch, van Amersfoort &
 * Gal 2019, algorithm 1). What one more sample adds never grows as the batch does (the joint information is submodular),
 * so that a sample's old gain bounds its new one: in each step only the samples that could still win are looked at.
 */
import { integerParameter } from '../protocol/parameters.ts';
import { dropoutPasses } from '../trainer/dropout-passes.ts';
import { mutualInformation, passesParameter } from './bald.ts';
import { allocateFeatures } from './support/feature-points.ts';
import { JointLabellings } from './support/joint-labellings.ts';
import { inputBatches, checkedLearner } from './support/learner-batches.ts';
import type { Strategy, StrategyContext } from './contracts/strategy.ts';

/** Samples looked at together. */
const BLOCK_SAMPLES = 32;

export const batchBald: Strategy = {
  about: {
    name: 'batch-bald',
    label: 'BatchBALD',
    summary: 'highest joint mutual information of the batch',
    about:
      'BALD for the batch as a whole: a sample that is redundant with one already selected adds nothing. Joint labellings are enumerated while they are few, and sampled above that. Needs a model with dropout.',
    reference:
      'Kirsch, van Amersfoort & Gal, “BatchBALD: efficient and diverse batch acquisition for deep Bayesian active learning”, NeurIPS 2019',
    parameters: [
      passesParameter(20),
      integerParameter('histories', {
        label: 'Joint labellings',
        about: 'Maximum number of labellings of the batch that are enumerated; above it they are sampled.',
        default: 10_000,
        min: 100,
        max: 100_000,
        step: 100,
      }),
    ],
    requires: ['dropout', 'softmax'],
  },
  async select(context) {
    const { network, pool, parameters } = checkedLearner(batchBald, context);
    const passes = parameters['passes'] as number;
    const width = passes * network.classes;
    const passProbabilities = allocateFeatures(pool.count, width);
    const bounds = new Float64Array(pool.count);
    for await (const batch of inputBatches(network, pool, context)) {
      const probabilities = await dropoutPasses(network, batch, passes, context.rng);
      passProbabilities.set(probabilities, batch.positions[0]! * width);
      batch.positions.forEach((position, i) => {
        const score = mutualInformation(probabilities, i, passes, network.classes);
        bounds[position] = Number.isNaN(score) ? -Infinity : score;
      });
    }
    const maxHistories = parameters['histories'] as number;
    const labellings = new JointLabellings(passes, network.classes, maxHistories, context.rng.child('labels'));
    return selectGreedily(passProbabilities, width, bounds, labellings, context);
  },
};

/** @param bounds each sample's gain with nothing chosen yet; overwritten */
async function selectGreedily(
  passProbabilities: Float32Array,
  width: number,
  bounds: Float64Array,
  labellings: JointLabellings,
  { batchSize: size, poolIndices, checkpoint, progress }: StrategyContext,
): Promise<{ indices: Int32Array; scores: Float32Array }> {
  const indices = new Int32Array(size);
  const scores = new Float32Array(size);
  let remaining = Array.from(bounds, (_, position) => position);
  for (let step = 0; step < size; step++) {
    remaining.sort((a, b) => bounds[b]! - bounds[a]! || a - b);
    let best = remaining[0]!;
    let gain = step === 0 ? bounds[best]! : -Infinity;
    for (let from = 0; step > 0 && from < remaining.length && bounds[remaining[from]!]! > gain; from += BLOCK_SAMPLES) {
      const block = remaining.slice(from, from + BLOCK_SAMPLES);
      const samples = new Float32Array(block.length * width);
      block.forEach((position, i) =>
        samples.set(passProbabilities.subarray(position * width, (position + 1) * width), i * width),
      );
      (await labellings.gains(samples)).forEach((value, i) => {
        const position = block[i]!;
        bounds[position] = Number.isNaN(value) ? -Infinity : value;
        if (value > gain || (value === gain && position < best)) {
          gain = value;
          best = position;
        }
      });
      await checkpoint();
    }
    indices[step] = poolIndices[best]!;
    scores[step] = gain;
    remaining = remaining.filter((position) => position !== best);
    if (step + 1 < size) labellings.add(passProbabilities.slice(best * width, (best + 1) * width));
    progress(step + 1, size);
  }
  return { indices, scores };
}
