/**
 * Which samples batch number n holds, for trainings that are gone on with in their middle: epoch after epoch in an order
 * that depends on the epoch's number alone, and every batch whole, if need be from two epochs.
 */
import type { Rng } from '../random/rng.ts';

/** @param draws its children give the orders: nothing is drawn from itself */
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
