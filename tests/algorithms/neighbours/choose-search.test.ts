/** Choice of the neighbour search. The measurements behind the rule are in docs/matching.md. */
import { describe, expect, test } from 'vitest';
import { resolveSearchKind } from '../../../src/algorithms/neighbours/build-search.ts';

const million = { count: 1_000_000, dimensions: 50 };

describe('the search for neighbours', () => {
  test('is exact by default, for any size', () => {
    for (const count of [10, 1e4, 1e6, 16e6])
      for (const dimensions of [1, 5, 50, 500])
        for (const held of [true, false])
          expect(resolveSearchKind('auto', { count, dimensions }, held)).not.toBe('approximate');
  });

  test('is a full scan in many dimensions, and if the samples do not fit into memory', () => {
    expect(resolveSearchKind('auto', million, true)).toBe('exact');
    expect(resolveSearchKind('auto', { ...million, dimensions: 2 }, false)).toBe('exact');
  });

  test('is a tree in few dimensions, given enough samples', () => {
    expect(resolveSearchKind('auto', { ...million, dimensions: 2 }, true)).toBe('tree');
    expect(resolveSearchKind('auto', { count: 500, dimensions: 2 }, true)).toBe('exact');
  });

  test('is the requested one', () => {
    for (const kind of ['exact', 'tree', 'approximate'] as const)
      expect(resolveSearchKind(kind, million, true)).toBe(kind);
  });
});
