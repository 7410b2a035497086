/**
 * Batches for two players: as many labelled as unlabelled samples in each. The unlabelled come epoch after epoch in an order
 * of its own; the few labelled are drawn with replacement (WAAL's “redundancy trick”, section 3.3).
 */
import type { Draws } from '../chance/draws.ts';
import { remembered } from './samples.ts';
import type { SampleSet } from './training.ts';

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

/** All positions in random order, then in another, and so on. */
function* endless(count: number, draws: Draws): Generator<number, never, undefined> {
  for (;;) yield* draws.permutation(count);
}
