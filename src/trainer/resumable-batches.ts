/**
 * Which samples batch number n holds, for trainings that are gone on with in their middle: epoch after epoch in an order
 * that depends on the epoch's number alone, and every batch whole, if need be from two epochs.
 */
import type { Draws } from '../random/rng.ts';

/** @param draws its children give the orders: nothing is drawn from itself */
export function numberedBatches(count: number, size: number, draws: Draws): (number: number) => Int32Array {
  let known: { epoch: number; order: Int32Array } | undefined;
  const orderOf = (epoch: number): Int32Array => {
    if (known?.epoch !== epoch) known = { epoch, order: draws.child('epoch', epoch).permutation(count) };
    return known.order;
  };
  return (number) =>
    Int32Array.from({ length: size }, (_, i) => {
      const place = number * size + i;
      return orderOf(Math.floor(place / count))[place % count]!;
    });
}
