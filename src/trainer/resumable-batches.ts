/**
 * Positions of the samples in batch n, for trainings that can be resumed at any step. The order within an epoch depends on
 * the epoch's number only; every batch is complete, and may reach into the next epoch.
 */
import type { Rng } from '../random/rng.ts';

/** @param rng its children give the orders; nothing is drawn from itself */
export function resumableBatches(count: number, size: number, rng: Rng): (number: number) => Int32Array {
  let cached: { epoch: number; order: Int32Array } | undefined;
  const orderOf = (epoch: number): Int32Array => {
    if (cached?.epoch !== epoch) cached = { epoch, order: rng.child('epoch', epoch).permutation(count) };
    return cached.order;
  };
  return (number) =>
    Int32Array.from({ length: size }, (_, i) => {
      const index = number * size + i;
      return orderOf(Math.floor(index / count))[index % count]!;
    });
}
