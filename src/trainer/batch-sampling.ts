/**
 * The samples of each gradient step. For labelled samples alone: epochs in random order. For adversarial training: as many
 * labelled as unlabelled samples, the unlabelled in epochs, the few labelled drawn with replacement (WAAL's “redundancy
 * trick”, section 3.3).
 */
import { sampleSize } from '../protocol/dataset.ts';
import type { Rng } from '../random/rng.ts';
import { cachedInMemory } from './sample-cache.ts';
import type { SampleSet } from './sample-set.ts';

export interface PairedBatch {
  /** Samples of each kind. */
  size: number;
  /** The labelled ones first, then the unlabelled: `[2 · size, …shape]` row-major. */
  values: Float32Array;
  /** Of the labelled ones. */
  labels: Int32Array;
}

interface PairedSamples {
  labelled: SampleSet;
  unlabelled: SampleSet;
  /** Of one sample. */
  shape: readonly number[];
  /** Samples of each kind in a batch. */
  batch: number;
  /** Batches of each step. */
  perStep: number;
  rng: Rng;
}

/** The batches of a step, counted from 0; steps ascend. */
export async function pairedBatches({
  labelled,
  unlabelled,
  shape,
  batch,
  perStep,
  rng,
}: PairedSamples): Promise<(step: number) => Promise<PairedBatch[]>> {
  const size = sampleSize(shape);
  const labelledSamples = await cachedInMemory(labelled, size);
  const unlabelledSamples = await cachedInMemory(unlabelled, size);
  const labelledRng = rng.child('labelled batches');
  const order = repeatedPermutations(unlabelledSamples.count, rng.child('unlabelled batches'));
  const drawnBy = (draw: () => number) =>
    byStep(() => Array.from({ length: perStep }, () => Int32Array.from({ length: batch }, draw)));
  const labelledAt = drawnBy(() => labelledRng.integer(labelledSamples.count));
  const unlabelledAt = drawnBy(() => order.next().value);
  const pair = async (positions: Int32Array, others: Int32Array): Promise<PairedBatch> => {
    const [first, second] = await Promise.all([labelledSamples.read(positions), unlabelledSamples.read(others)]);
    const values = new Float32Array(2 * batch * size);
    values.set(first);
    values.set(second, batch * size);
    return { size: batch, values, labels: positions.map((position) => labelledSamples.labels[position]!) };
  };
  return (step) => {
    const others = unlabelledAt(step);
    return Promise.all(labelledAt(step).map((positions, i) => pair(positions, others[i]!)));
  };
}

/**
 * Draws of one stream by the number of their step, in ascending order. The draws of steps that are left out, because a
 * training is resumed, are made and dropped, so that the others stay the same.
 */
export function byStep<T>(draw: () => T): (step: number) => T {
  let drawn = 0;
  return (step) => {
    for (; drawn < step; drawn++) draw();
    drawn++;
    return draw();
  };
}

/**
 * The positions of an epoch in random order, batch by batch; the last batch of an epoch may be smaller. With
 * `samplesPerEpoch`, permutations continue across epochs, so that no position is drawn more than twice more often than
 * another.
 */
export function* shuffledBatches(
  { count, batch, samplesPerEpoch = count }: { count: number; batch: number; samplesPerEpoch?: number | undefined },
  rng: Rng,
): Generator<Int32Array, never, undefined> {
  const positions = repeatedPermutations(count, rng);
  for (;;) {
    const drawn = Int32Array.from({ length: samplesPerEpoch }, () => positions.next().value);
    if (samplesPerEpoch !== count) rng.shuffle(drawn); // an epoch of few samples mixes its permutations
    for (let start = 0; start < samplesPerEpoch; start += batch) yield drawn.subarray(start, start + batch);
  }
}

/** All positions in random order, then in another, and so on. */
function* repeatedPermutations(count: number, rng: Rng): Generator<number, never, undefined> {
  for (;;) yield* rng.permutation(count);
}
