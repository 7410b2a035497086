/** Samples kept in memory: the same values as from their source, read once, and only where they are few enough. */
import { expect, test, vi } from 'vitest';
import { cachedInMemory } from '../../src/trainer/sample-cache.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';

/** Sample i has the values 10 i and 10 i + 1. */
const source = (count: number) => {
  const read = vi.fn((positions: ArrayLike<number>) =>
    Promise.resolve(
      Float32Array.from({ length: 2 * positions.length }, (_, at) => 10 * positions[at >> 1]! + (at % 2)),
    ),
  );
  return { count, labels: Int32Array.from({ length: count }, (_, i) => i % 3), read } satisfies SampleSet;
};

test('gives the source’s values in any order, with repeats, and reads it once', async () => {
  const given = source(6);
  const cached = await cachedInMemory(given, 2);
  expect([cached.count, cached.labels]).toEqual([6, given.labels]);
  for (const positions of [[0, 1, 2, 3, 4, 5], [2, 3], [5], [4, 2, 2, 0], [1, 2, 4], [3, 2, 1], []]) {
    // prettier-ignore
    const values = await cached.read(positions);
    expect([...values]).toEqual(positions.flatMap((i) => [10 * i, 10 * i + 1]));
  }
  expect(given.read).toHaveBeenCalledTimes(1);
});

test('consecutive samples are a view of the memory, others a copy of their own', async () => {
  const cached = await cachedInMemory(source(6), 2);
  const [one, same, other] = await Promise.all([cached.read([2, 3]), cached.read([2, 3]), cached.read([3, 2])]);
  expect(one.buffer).toBe(same.buffer);
  expect(other.buffer).not.toBe(one.buffer);
  // a gap at the end is one too
  expect((await cached.read([1, 2, 4])).buffer).not.toBe(one.buffer);
});

test('the limit is 64 MB of values of four bytes: at it they are kept, one sample beyond they are not', async () => {
  const size = 2 ** 20;
  const large = (count: number): SampleSet => ({
    count,
    labels: new Int32Array(count),
    read: (positions) => Promise.resolve(new Float32Array(positions.length)),
  });
  const [kept, left] = [large(16), large(17)];
  expect(await cachedInMemory(kept, size)).not.toBe(kept);
  expect(await cachedInMemory(left, size)).toBe(left);
});
