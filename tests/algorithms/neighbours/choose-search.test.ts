/** Which search is taken where nobody names one. The figures behind the rule are in docs/matching.md. */
import { describe, expect, test } from 'vitest';
import { resolveSearchKind } from '../../../src/algorithms/neighbours/build-search.ts';

const million = { count: 1_000_000, dimensions: 50 };

describe('the search for neighbours', () => {
  test('is exact where nobody asks for an approximate one, whatever the size', () => {
    for (const count of [10, 1e4, 1e6, 16e6])
      for (const dimensions of [1, 5, 50, 500])
        for (const held of [true, false])
          expect(resolveSearchKind('auto', { count, dimensions }, held)).not.toBe('approximate');
  });

  test('looks at all samples in many dimensions, and where they do not fit into memory', () => {
    expect(resolveSearchKind('auto', million, true)).toBe('exact');
    expect(resolveSearchKind('auto', { ...million, dimensions: 2 }, false)).toBe('exact');
  });

  test('is a tree in few dimensions, once there are enough samples to make it worth its while', () => {
    expect(resolveSearchKind('auto', { ...million, dimensions: 2 }, true)).toBe('tree');
    expect(resolveSearchKind('auto', { count: 500, dimensions: 2 }, true)).toBe('exact');
  });

  test('is the one asked for', () => {
    for (const kind of ['exact', 'tree', 'approximate'] as const)
      expect(resolveSearchKind(kind, million, true)).toBe(kind);
  });
});
