/** A pool's features kept piece by piece, and real neighbours found among them: from memory or, where that is small, from the store. */
import 'fake-indexeddb/auto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Draws } from '../../src/random/rng.ts';
import type { StepPacing } from '../../src/runner/run-context.ts';
import { neighbourhoodOf, type Neighbourhood } from '../../src/runner/assets/pool-neighbours.ts';
import { Shelf, type Searchable } from '../../src/runner/assets/lru-cache.ts';
import type { Workshop } from '../../src/runner/assets/asset-context.ts';
import { matchWithoutReplacement } from '../../src/algorithms/neighbours/match-without-replacement.ts';
import type { WantedSearch } from '../../src/algorithms/neighbours/build-search.ts';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { deleteAsset, listAssets, readArrays } from '../../src/storage/assets.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { DatasetWriter } from '../../src/storage/datasets.ts';
import { Samples } from '../../src/storage/sample-reader.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';

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
async function workshop(): Promise<(setting?: Setting) => Workshop> {
  const db = await openDatabase(`neighbourhood-${stores++}`);
  const info = {
    ...{ id: 'cloud', name: 'Cloud', kind: 'table', shape: [SIZE], dtype: 'float32', classes: ['a', 'b'] },
    ...{ count: COUNT, testCount: 0, labelledCount: COUNT, chunkSize: 64, bytes: 4 * COUNT * SIZE, created: 0 },
    scale: { mean: new Array<number>(SIZE).fill(0), std: new Array<number>(SIZE).fill(1) },
    source: { kind: 'files', files: [] },
  } satisfies DatasetInfo;
  const draws = new Draws(3);
  const writer = new DatasetWriter(db, info.id, info.shape, info.dtype, info.chunkSize);
  // columns that differ in spread, so that components stand out
  await writer.add(Float32Array.from({ length: COUNT * SIZE }, (_, at) => draws.normal() / (1 + (at % SIZE))));
  await writer.finish(info, new Int32Array(COUNT));
  const pool = Int32Array.from({ length: COUNT }, (_, i) => i).filter((i) => i % 6 > 0);
  const samples = new Samples(db, info);
  return ({ memory = 2 ** 20, reported = () => undefined } = {}) => {
    let times = 0;
    const pacing: StepPacing = {
      gate: () => Promise.resolve(),
      watch: () => () => 1,
      phase: () => () => reported(++times),
    };
    return {
      db,
      info,
      samples,
      pool,
      scaling: undefined,
      madeOn: 'test',
      pacing,
      shelf: new Shelf<Searchable>(memory),
    };
  };
}

const sources = { gan: { pair: undefined as never, id: '' } };

async function over(shop: Workshop, search: WantedSearch = 'auto'): Promise<Neighbourhood> {
  const found = await neighbourhoodOf(shop, { of: 'pixels', components: COMPONENTS, search }, sources, 1, PIECE);
  found.dispose();
  return found;
}

const questions = Float32Array.from({ length: 40 * COMPONENTS }, (_, at) => Math.sin(7 * at));
const gate = () => Promise.resolve();
const matched = ({ search }: Neighbourhood, queries = questions) =>
  matchWithoutReplacement(search, queries, new Set([1, 5]), gate);

test('from the store the matches are the very ones that they are from memory', async () => {
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

test('imagined samples are measured in the same components as the pool: each real one is its own nearest', async () => {
  const shop = (await workshop())();
  const found = await neighbourhoodOf(
    shop,
    { of: 'pixels', components: COMPONENTS, search: 'auto' },
    sources,
    1,
    PIECE,
  );
  const some = Int32Array.of(0, 17, 18, 582);
  const queries = await found.featuresOf(await shop.samples.normalised(some.map((place) => shop.pool[place]!)));
  found.dispose();
  const { indices, distances } = await found.search.nearest(queries, 1, new Set(), gate);
  expect([...indices]).toEqual([...some]);
  for (const distance of distances) expect(distance).toBeLessThan(1e-9);
});

test.each<WantedSearch>(['exact', 'tree'])(
  '%s finds what the default finds, now and from the store',
  async (search) => {
    const shopOf = await workshop();
    const usual = await matched(await over(shopOf()));
    expect(await matched(await over(shopOf(), search))).toEqual(usual);
    const again = await over(shopOf(), search);
    expect(again.search.kind).toBe(search);
    expect(await matched(again)).toEqual(usual);
  },
);

test('an approximate index says in its record, and after it was read again, which share it finds', async () => {
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

test.each<WantedSearch>(['tree', 'approximate'])(
  '%s in less memory than it takes is refused, with what to do',
  async (search) => {
    const shopOf = await workshop();
    const refusal: unknown = await over(shopOf({ memory: 1000 }), search).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Problem);
    expect(refusal).toMatchObject({ code: 'unfit' });
    expect((refusal as Problem).remedy).toContain('exact');
  },
);

describe('features', () => {
  test('that were given up half-way go on with the next piece, to the last bit as if nothing had been', async () => {
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

  test('are made once: by the next step they are taken from the shelf, by the next run from the store', async () => {
    const shopOf = await workshop();
    const shop = shopOf();
    const first = await over(shop);
    expect((await over(shop)).search).toBe(first.search);
    let reports = 0;
    await over(shopOf({ reported: () => reports++ }));
    expect(reports).toBe(0);
    expect(await listAssets(shop.db)).toHaveLength(1);
  });

  test('that were deleted meanwhile are made again', async () => {
    // room for the norms of the samples, not for the samples
    const shop = (await workshop())({ memory: 5000 });
    const first = await matched(await over(shop));
    await deleteAsset(shop.db, (await listAssets(shop.db))[0]!.id);
    expect(await matched(await over(shop))).toEqual(first);
  });
});

test('the shelf gives up what was not used for longest, and never holds more than it may', () => {
  const shelf = new Shelf<string>(100);
  shelf.put('a', 'A', 40);
  shelf.put('b', 'B', 40);
  expect(shelf.find('a')).toBe('A');
  shelf.put('c', 'C', 40);
  expect(['a', 'b', 'c'].map((key) => shelf.find(key))).toEqual(['A', undefined, 'C']);
  shelf.put('d', 'D', 101);
  expect(['a', 'c', 'd'].map((key) => shelf.find(key))).toEqual(['A', 'C', undefined]);
  shelf.put('a', 'A again', 100);
  expect(['a', 'c'].map((key) => shelf.find(key))).toEqual(['A again', undefined]);
});
