/** A pool's features stored in pieces, and the search for neighbours among them: in memory, or from the storage. */
import 'fake-indexeddb/auto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import type { StepControl } from '../../../src/runner/run-context.ts';
import { openPoolNeighbours, type PoolNeighbours } from '../../../src/runner/assets/pool-neighbours.ts';
import { AssetSession } from '../../../src/runner/assets/asset-session.ts';
import { LoadedNetworks } from '../../../src/runner/assets/loaded-networks.ts';
import { LruCache, type PoolSearch } from '../../../src/runner/assets/lru-cache.ts';
import type { AssetContext } from '../../../src/runner/assets/asset-context.ts';
import { matchWithoutReplacement } from '../../../src/algorithms/neighbours/match-without-replacement.ts';
import type { SearchChoice } from '../../../src/algorithms/neighbours/build-search.ts';
import type { DatasetInfo } from '../../../src/protocol/dataset.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { deleteAsset, listAssets, readArrays } from '../../../src/storage/assets.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { DatasetWriter } from '../../../src/storage/datasets.ts';
import { SampleReader } from '../../../src/storage/sample-reader.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';

beforeAll(async () => void (await chooseBackend('wasm')));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const COUNT = 700;
const SIZE = 12;
const COMPONENTS = 5;
/** Ninety values of a piece are eighteen samples: 33 pieces of a pool of 583. */
const PIECE = 90;
let stores = 0;

interface Setting {
  /** Bytes for features: ample where absent. */
  memory?: number;
  /** Called after each report, with how many there were. */
  reported?: (times: number) => void;
}

/** The pool is five of every six samples of a data set that is kept in memory. */
async function workshop(): Promise<(setting?: Setting) => AssetContext> {
  const db = await openDatabase(`neighbourhood-${stores++}`);
  const info = {
    ...{ id: 'cloud', name: 'Cloud', kind: 'table', shape: [SIZE], dtype: 'float32', classes: ['a', 'b'] },
    ...{ count: COUNT, testCount: 0, labelledCount: COUNT, chunkSize: 64, bytes: 4 * COUNT * SIZE, created: 0 },
    scale: { mean: new Array<number>(SIZE).fill(0), std: new Array<number>(SIZE).fill(1) },
    source: { kind: 'files', files: [] },
  } satisfies DatasetInfo;
  const rng = new Rng(3);
  const writer = new DatasetWriter(db, info.id, info.shape, info.dtype, info.chunkSize);
  // columns that differ in spread, so that components stand out
  await writer.add(Float32Array.from({ length: COUNT * SIZE }, (_, at) => rng.normal() / (1 + (at % SIZE))));
  await writer.finish(info, new Int32Array(COUNT));
  const pool = Int32Array.from({ length: COUNT }, (_, i) => i).filter((i) => i % 6 > 0);
  const samples = new SampleReader(db, info);
  return ({ memory = 2 ** 20, reported = () => undefined } = {}) => {
    let times = 0;
    const control: StepControl = {
      checkpoint: () => Promise.resolve(),
      stopwatch: () => () => 1,
      phase: () => () => reported(++times),
    };
    return {
      db,
      info,
      samples,
      pool,
      scaling: undefined,
      madeOn: 'test',
      control,
      cache: new LruCache<PoolSearch>(memory),
      loaded: new LoadedNetworks(),
    };
  };
}

const input = { of: 'pixels', components: COMPONENTS, seed: 1, pieceValues: PIECE } as const;

async function over(assetContext: AssetContext, search: SearchChoice = 'auto'): Promise<PoolNeighbours> {
  const found = await openPoolNeighbours(new AssetSession(assetContext), input, search);
  found.dispose();
  return found;
}

const questions = Float32Array.from({ length: 40 * COMPONENTS }, (_, at) => Math.sin(7 * at));
const checkpoint = () => Promise.resolve();
const matched = ({ search }: PoolNeighbours, queries = questions) =>
  matchWithoutReplacement(search, queries, { excluded: new Set([1, 5]), checkpoint });

test('matches from the storage are the same as those from memory', async () => {
  const shopOf = await workshop();
  const held = await over(shopOf());
  // less than a tenth of the features
  const streamed = await over(shopOf({ memory: 1000 }));
  const { indices, distances } = await matched(streamed);
  expect({ indices, distances }).toEqual(await matched(held));
  expect(new Set(indices).size).toBe(40);
  for (const labelled of [1, 5]) expect(indices).not.toContain(labelled);
  expect([held.search.kind, streamed.search.kind]).toEqual(['exact', 'exact']);
  await deleteAsset(shopOf().db, held.assets[0]!.id);
  expect((await matched(held)).indices).toHaveLength(40);
  await expect(matched(streamed)).rejects.toMatchObject({ code: 'missing' });
});

test('queries are projected to the components of the pool: each real sample is its own nearest neighbour', async () => {
  const assetContext = (await workshop())();
  const found = await openPoolNeighbours(new AssetSession(assetContext), input, 'auto');
  const some = Int32Array.of(0, 17, 18, 582);
  const queries = await found.featuresOf(
    await assetContext.samples.normalised(some.map((place) => assetContext.pool[place]!)),
  );
  found.dispose();
  const { indices, distances } = await found.search.nearest(queries, { k: 1, excluded: new Set(), checkpoint });
  expect([...indices]).toEqual([...some]);
  for (const distance of distances) expect(distance).toBeLessThan(1e-9);
});

test.each<SearchChoice>(['exact', 'tree'])(
  '%s finds the same neighbours as the default, in memory and from the storage',
  async (search) => {
    const shopOf = await workshop();
    const usual = await matched(await over(shopOf()));
    expect(await matched(await over(shopOf(), search))).toEqual(usual);
    const again = await over(shopOf(), search);
    expect(again.search.kind).toBe(search);
    expect(await matched(again)).toEqual(usual);
  },
);

test('an approximate index has its recall in its record, also after loading', async () => {
  const shopOf = await workshop();
  const made = await over(shopOf(), 'approximate');
  const again = await over(shopOf(), 'approximate');
  expect(made.search.recall).toBeLessThan(1);
  expect(again.search).toMatchObject({ kind: 'approximate', recall: made.search.recall });
  expect(await matched(again)).toEqual(await matched(made));
  const [index] = (await listAssets(shopOf().db)).filter(({ recipe }) => recipe.kind === 'index');
  expect(index?.recall).toBe(made.search.recall);
  expect(index?.recipe.from).toEqual([made.assets[0]!.id]);
});

test.each<SearchChoice>(['tree', 'approximate'])('%s in too little memory is refused with a remedy', async (search) => {
  const shopOf = await workshop();
  const refusal: unknown = await over(shopOf({ memory: 1000 }), search).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Problem);
  expect(refusal).toMatchObject({ code: 'unfit' });
  expect((refusal as Problem).remedy).toContain('exact');
});

describe('features', () => {
  test('that are unfinished are resumed at the next piece, to the same bits', async () => {
    const shopOf = await workshop();
    const stop = new Error('stopped');
    const interrupted = over(
      shopOf({
        reported(times) {
          if (times === 20) throw stop;
        },
      }),
    );
    await expect(interrupted).rejects.toBe(stop);
    const { db } = shopOf();
    const [half] = await listAssets(db);
    expect(half!.done).toBeGreaterThan(0);
    expect(half!.done).toBeLessThan(half!.total);
    expect((await over(shopOf())).assets[0]!.id).toBe(half!.id);
    const elsewhere = (await workshop())();
    await over(elsewhere);
    expect(await readArrays(db, half!.id)).toEqual(await readArrays(elsewhere.db, half!.id));
    const [record] = await listAssets(db);
    expect(record).toMatchObject({ done: 583, total: 583, seconds: 2 });
    expect(record!.bytes).toBe(
      Object.values(await readArrays(db, half!.id)).reduce((sum, array) => sum + array.byteLength, 0),
    );
  });

  test('are built once: the next step takes them from the cache, the next run from the storage', async () => {
    const shopOf = await workshop();
    const assetContext = shopOf();
    const first = await over(assetContext);
    expect((await over(assetContext)).search).toBe(first.search);
    let reports = 0;
    await over(shopOf({ reported: () => reports++ }));
    expect(reports).toBe(0);
    expect(await listAssets(assetContext.db)).toHaveLength(1);
  });

  test('that were deleted are built again', async () => {
    // room for the norms of the samples, not for the samples
    const assetContext = (await workshop())({ memory: 5000 });
    const first = await matched(await over(assetContext));
    await deleteAsset(assetContext.db, (await listAssets(assetContext.db))[0]!.id);
    expect(await matched(await over(assetContext))).toEqual(first);
  });
});

test('the cache evicts the least recently used entry, and never exceeds its limit', () => {
  const shelf = new LruCache<string>(100);
  shelf.set('a', 'A', 40);
  shelf.set('b', 'B', 40);
  expect(shelf.get('a')).toBe('A');
  shelf.set('c', 'C', 40);
  expect(['a', 'b', 'c'].map((key) => shelf.get(key))).toEqual(['A', undefined, 'C']);
  shelf.set('d', 'D', 101);
  expect(['a', 'c', 'd'].map((key) => shelf.get(key))).toEqual(['A', 'C', undefined]);
  shelf.set('a', 'A again', 100);
  expect(['a', 'c'].map((key) => shelf.get(key))).toEqual(['A again', undefined]);
});
