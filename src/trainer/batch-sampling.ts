/**
 * Which samples a gradient step sees. Of labelled ones alone, epoch after epoch in an order of its own. For two players as
 * many labelled as unlabelled samples: the unlabelled come in epochs, the few labelled are drawn with replacement (WAAL's
 * “redundancy trick”, section 3.3).
 */
import type { Draws } from '../random/rng.ts';
import { remembered } from './sample-cache.ts';
import type { SampleSet } from './training-method.ts';

export interface Both {
  /** Samples of each kind. */
  size: number;
  /** The labelled ones first, then the unlabelled: `[2 · size, …shape]` row-major. */
  values: Float32Array;
  /** Of the labelled ones. */
  labels: Int32Array;
}

/** @param size values per sample */
export async function bothBatches(
  labelled: SampleSet,
  unlabelled: SampleSet,
  size: number,
  batch: number,
  draws: Draws,
): Promise<() => Promise<Both>> {
  const [few, many] = [await remembered(labelled, size), await remembered(unlabelled, size)];
  const chance = draws.child('labelled batches');
  const order = endless(many.count, draws.child('unlabelled batches'));
  return async () => {
    const positions = Int32Array.from({ length: batch }, () => chance.integer(few.count));
    const others = Int32Array.from({ length: batch }, () => order.next().value);
    const [first, second] = await Promise.all([few.read(positions), many.read(others)]);
    const values = new Float32Array(2 * batch * size);
    values.set(first);
    values.set(second, batch * size);
    return { size: batch, values, labels: positions.map((position) => few.labels[position]!) };
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
  order: Draws,
  epoch = count,
): Generator<Int32Array, never, undefined> {
  const each = endless(count, order);
  for (;;) {
    const drawn = Int32Array.from({ length: epoch }, () => each.next().value);
    if (epoch !== count) order.shuffle(drawn); // the rounds through few samples are mixed
    for (let start = 0; start < epoch; start += batch) yield drawn.subarray(start, start + batch);
  }
}

/** All positions in random order, then in another, and so on. */
function* endless(count: number, draws: Draws): Generator<number, never, undefined> {
  for (;;) yield* draws.permutation(count);
}
