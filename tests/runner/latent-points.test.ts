/** The memory of latent points: every point once, whole batches, a bound. */
import { expect, test, vi } from 'vitest';
import { LruCache } from '../../src/runner/assets/lru-cache.ts';
import { LatentPoints, readLatentPoints } from '../../src/runner/samples/latent-points.ts';

const LATENT = 2;
const BATCH = 4;
/** Bytes of the block of 1,024 points that memory grows by. */
const BLOCK_BYTES = 1024 * LATENT * 4;

const encoding = () => ({
  batchSize: BATCH,
  encode: vi.fn((indices: Int32Array) => Promise.resolve(Float32Array.from([...indices].flatMap((i) => [i, -i])))),
});
const expected = (indices: readonly number[]) => Float32Array.from(indices.flatMap((i) => [i, -i]));
const encoded = ({ encode }: ReturnType<typeof encoding>) => encode.mock.calls.flatMap(([indices]) => [...new Set(indices)]); // prettier-ignore

test('a sample is encoded once, whatever is read with it, and repeated ones come as asked', async () => {
  const points = new LatentPoints(LATENT, BLOCK_BYTES);
  const how = encoding();
  for (const asked of [[7, 3, 7], [3], [9, 8, 7, 6, 5, 4, 3], [], [6, 6, 30_000]])
    expect(await points.read(Int32Array.from(asked), how)).toEqual(expected(asked));
  expect(encoded(how).sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 30_000]);
});

test('all batches have the same number of samples', async () => {
  const points = new LatentPoints(LATENT, BLOCK_BYTES);
  const how = encoding();
  for (const asked of [[1], [1, 2, 3, 4, 5, 6, 7], [8, 9]]) await points.read(Int32Array.from(asked), how);
  expect(how.encode.mock.calls.map(([indices]) => indices.length)).toEqual([BATCH, BATCH, BATCH, BATCH]);
});

test('beyond the limit points are encoded at each read, with the same values', async () => {
  const points = new LatentPoints(LATENT, BLOCK_BYTES);
  const all = Array.from({ length: 1030 }, (_, i) => i);
  await points.read(Int32Array.from(all), encoding());
  const again = encoding();
  expect(await points.read(Int32Array.from(all), again)).toEqual(expected(all));
  expect(encoded(again)).toEqual([1024, 1025, 1026, 1027, 1028, 1029]);
  expect(points.bytes).toBe(BLOCK_BYTES);
});

test('two reads at once keep a sample once', async () => {
  const points = new LatentPoints(LATENT, 2 * BLOCK_BYTES);
  const all = Int32Array.from({ length: 1024 }, (_, i) => i);
  const [how, other] = [encoding(), encoding()];
  await Promise.all([points.read(all, how), points.read(all, other)]);
  expect(points.bytes).toBe(BLOCK_BYTES);
  const again = encoding();
  expect(await points.read(all, again)).toEqual(expected([...all]));
  expect(encoded(again)).toEqual([]);
});

test('a run keeps the points of the encoders that it used last, within its bound', async () => {
  const cache = new LruCache<LatentPoints>(2 * BLOCK_BYTES);
  const read = async (key: string) => {
    const how = encoding();
    await readLatentPoints(cache, { key, latent: LATENT }, Int32Array.of(1), how);
    return how.encode.mock.calls.length;
  };
  expect([await read('a'), await read('b'), await read('a'), await read('b')]).toEqual([1, 1, 0, 0]);
  expect([await read('c'), await read('b'), await read('a')]).toEqual([1, 0, 1]);
});
