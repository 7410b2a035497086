/**
 * Which samples a gradient step sees. Of labelled ones alone, epoch after epoch in an order of its own. For two players as
 * many labelled as unlabelled samples: the unlabelled come in epochs, the few labelled are drawn with replacement (WAAL's
 * “redundancy trick”, section 3.3).
 */
import type { Rng } from '../random/rng.ts';
import { cachedInMemory } from './sample-cache.ts';
import type { SampleSet } from './training-method.ts';

export interface PairedBatch {
  /** Samples of each kind. */
  size: number;
  /** The labelled ones first, then the unlabelled: `[2 · size, …shape]` row-major. */
  values: Float32Array;
  /** Of the labelled ones. */
  labels: Int32Array;
}

/** @param size values per sample */
export async function pairedBatches(
  labelled: SampleSet,
  unlabelled: SampleSet,
  size: number,
  batch: number,
  rng: Rng,
): Promise<() => Promise<PairedBatch>> {
  const [labelledSamples, unlabelledSamples] = [
    await cachedInMemory(labelled, size),
    await cachedInMemory(unlabelled, size),
  ];
  const labelledRng = rng.child('labelled batches');
  const order = repeatedPermutations(unlabelledSamples.count, rng.child('unlabelled batches'));
  return async () => {
    const positions = Int32Array.from({ length: batch }, () => labelledRng.integer(labelledSamples.count));
    const unlabelledPositions = Int32Array.from({ length: batch }, () => order.next().value);
    const [first, second] = await Promise.all([
      labelledSamples.read(positions),
      unlabelledSamples.read(unlabelledPositions),
    ]);
    const values = new Float32Array(2 * batch * size);
    values.set(first);
    values.set(second, batch * size);
    return { size: batch, values, labels: positions.map((position) => labelledSamples.labels[position]!) };
  };
}

/**
 * The positions of an epoch in random order, in batches; the last one of an epoch may be smaller. An epoch has every
 * position once, or, where it is a number of draws, every one as often as any other but for two times, since rounds go on
 * across epochs.
 */
export function* shuffledBatches(
  count: number,
  batch: number,
  rng: Rng,
  samplesPerEpoch = count,
): Generator<Int32Array, never, undefined> {
  const each = repeatedPermutations(count, rng);
  for (;;) {
    const drawn = Int32Array.from({ length: samplesPerEpoch }, () => each.next().value);
    if (samplesPerEpoch !== count) rng.shuffle(drawn); // the rounds through few samples are mixed
    for (let start = 0; start < samplesPerEpoch; start += batch) yield drawn.subarray(start, start + batch);
  }
}

/** All positions in random order, then in another, and so on. */
function* repeatedPermutations(count: number, rng: Rng): Generator<number, never, undefined> {
  for (;;) yield* rng.permutation(count);
}
