/**
 * BatchBALD: the batch whose labels, together, say most about the weights, chosen greedily (Kirsch, van Amersfoort &
 * Gal 2019, algorithm 1). What one more sample adds never grows as the batch does (the joint information is submodular),
 * so that a sample's old gain bounds its new one: in each step only the samples that could still win are looked at.
 */
import { dropoutPasses } from '../trainer/dropout-passes.ts';
import { informationOf, passesParameter } from './bald.ts';
import { room } from './support/feature-points.ts';
import { Histories } from './support/joint-labellings.ts';
import { batchesOf, prepared } from './support/learner-batches.ts';
import type { Strategy, StrategyContext } from './contracts/strategy.ts';

/** Samples looked at together. */
const BLOCK = 32;

export const batchBald: Strategy = {
  about: {
    name: 'batch-bald',
    label: 'BatchBALD',
    summary: 'most said about the weights by all together',
    about:
      'As BALD, but for the batch as a whole: a sample that would tell the same as one already chosen adds nothing. Joint labellings are all counted while they are few, and drawn above that. Needs a model with dropout.',
    reference:
      'Kirsch, van Amersfoort & Gal, “BatchBALD: efficient and diverse batch acquisition for deep Bayesian active learning”, NeurIPS 2019',
    parameters: [
      passesParameter(20),
      {
        name: 'histories',
        label: 'Joint labellings',
        about: 'How many labellings of the batch are kept; above that many they are drawn.',
        kind: 'integer',
        default: 10_000,
        min: 100,
        max: 100_000,
        step: 100,
      },
    ],
    needs: ['dropout', 'softmax'],
  },
  async select(context) {
    const { network, pool, parameters } = prepared(batchBald, context);
    const passes = parameters['passes'] as number;
    const width = passes * network.classes;
    const said = room(pool.count, width);
    const bounds = new Float64Array(pool.count);
    for await (const batch of batchesOf(network, pool, context)) {
      const probabilities = await dropoutPasses(network, batch, passes, context.draws);
      said.set(probabilities, batch.positions[0]! * width);
      batch.positions.forEach((position, i) => {
        const score = informationOf(probabilities, i, passes, network.classes);
        bounds[position] = Number.isNaN(score) ? -Infinity : score;
      });
    }
    const most = parameters['histories'] as number;
    const histories = new Histories(passes, network.classes, most, context.draws.child('labels'));
    return greedy(said, width, bounds, histories, context);
  },
};

/** @param bounds each sample's gain with nothing chosen yet; overwritten */
async function greedy(
  said: Float32Array,
  width: number,
  bounds: Float64Array,
  histories: Histories,
  { size, poolIndices, gate, progress }: StrategyContext,
): Promise<{ indices: Int32Array; scores: Float32Array }> {
  const indices = new Int32Array(size);
  const scores = new Float32Array(size);
  let left = Array.from(bounds, (_, position) => position);
  for (let chosen = 0; chosen < size; chosen++) {
    left.sort((a, b) => bounds[b]! - bounds[a]! || a - b);
    let best = left[0]!;
    let gain = chosen === 0 ? bounds[best]! : -Infinity;
    for (let from = 0; chosen > 0 && from < left.length && bounds[left[from]!]! > gain; from += BLOCK) {
      const block = left.slice(from, from + BLOCK);
      const samples = new Float32Array(block.length * width);
      block.forEach((position, i) => samples.set(said.subarray(position * width, (position + 1) * width), i * width));
      (await histories.gains(samples)).forEach((value, i) => {
        const position = block[i]!;
        bounds[position] = Number.isNaN(value) ? -Infinity : value;
        if (value > gain || (value === gain && position < best)) {
          gain = value;
          best = position;
        }
      });
      await gate();
    }
    indices[chosen] = poolIndices[best]!;
    scores[chosen] = gain;
    left = left.filter((position) => position !== best);
    if (chosen + 1 < size) histories.add(said.slice(best * width, (best + 1) * width));
    progress(chosen + 1, size);
  }
  return { indices, scores };
}
