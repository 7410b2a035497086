/**
 * A seeded random order for equal scores. By the order in the file, a pool that is sorted by class would give batches of one
 * class. A function of the number given alone (of a sample, or of its place in the pool): the order does not depend on the order of
 * reading or the size of batches.
 */
import type { Rng } from '../random/rng.ts';

/** Of equal scores the sample with the lower value is first; distinct for distinct non-negative integers below 2³². */
export type TieOrder = (index: number) => number;

/** @param rng its child `ties` gives the order; nothing is drawn from itself */
export function tieOrder(rng: Rng): TieOrder {
  const ties = rng.child('ties');
  const [first, second] = [ties.integer(2 ** 32), ties.integer(2 ** 32)];
  return (index) => scrambled(scrambled(index ^ first) ^ second) >>> 0;
}

/** A permutation of the 32-bit integers: the finalizer of MurmurHash3. */
function scrambled(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** NaN as the least of all, so that it orders. */
export const numberOrLeast = (value: number): number => (Number.isNaN(value) ? -Infinity : value);

/** Positions in descending order of their values, NaN last. */
export const descending = (values: ArrayLike<number>, order: TieOrder): Int32Array =>
  inTieOrder(values.length, order).sort((a, b) => {
    const [first, second] = [numberOrLeast(values[a]!), numberOrLeast(values[b]!)];
    return first === second ? 0 : second - first;
  });

/** 0 … count − 1 in this order. */
export function inTieOrder(count: number, order: TieOrder): Int32Array {
  const places = Float64Array.from({ length: count }, (_, i) => order(i));
  return Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => places[a]! - places[b]!);
}
