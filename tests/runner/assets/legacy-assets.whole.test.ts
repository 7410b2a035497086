/** Assets of version 0.1.0, in files or in the database, are used under present keys: finished or unfinished. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { generateDataset } from '../../../src/datasets/generators/index.ts';
import { assetKey, type AssetInfo } from '../../../src/protocol/assets.ts';
import type { LogEvent, UsedAsset } from '../../../src/protocol/events.ts';
import { parseSpec, type Spec } from '../../../src/protocol/spec.ts';
import { importAsset } from '../../../src/storage/asset-transfer.ts';
import { findAsset, listAssets, moveAsset, readArrays, readPiece, saveAsset } from '../../../src/storage/assets.ts';
import { openDatabase, type Database } from '../../../src/storage/database.ts';
import { traceFromArrays } from '../../../src/storage/training-trace.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { freshDatabase } from '../../support/database-fixtures.ts';
import { ignoreMessages, labWith } from '../../support/test-lab.ts';

const FOLDER = new URL('../fixtures/', import.meta.url);
const specOf = (name: string): Spec => parseSpec(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));
const HALF_MADE = 'generator-f1934f57dd14f47206761fa6d66ffdbb.asset';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.asset') && name !== HALF_MADE);

let count = 0;

/** A database with the experiment's data set and the assets of these files. */
async function databaseWith(spec: Spec, names: readonly string[]): Promise<{ db: Database; imported: AssetInfo[] }> {
  const db = await openDatabase(`legacy-${count++}`);
  const { dataset } = spec;
  if (dataset.source !== 'built-in') throw new Error('The fixtures are of built-in data.');
  await generateDataset(dataset, db, { onProgress: () => undefined });
  const imported: AssetInfo[] = [];
  for (const name of names)
    imported.push(await importAsset(db, new Blob([readFileSync(new URL(name, FOLDER))]), () => Promise.resolve([])));
  return { db, imported };
}

async function run(db: Database, spec: Spec): Promise<LogEvent[]> {
  const lab = labWith(db, { chooseBackend: () => chooseBackend('wasm') });
  const [info] = await db.getAll('datasets');
  const { id } = await lab.create(spec, info!.id);
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  return lab.log(id);
}

const assetsOf = (log: readonly LogEvent[]): UsedAsset[] =>
  log.flatMap((event) => (event.type === 'queried' ? (event.prepared?.assets ?? []) : []));

beforeAll(async () => void (await chooseBackend('wasm')));

describe('assets of version 0.1.0', () => {
  test('are used by an experiment that requests them, and move to present keys', async () => {
    const spec = specOf('plane.json');
    const { db, imported } = await databaseWith(spec, files);
    const before = new Map(imported.map((info) => [info.recipe.kind, info]));
    expect([...before.keys()].sort()).toEqual(['classifier', 'encoder', 'features', 'generator', 'index']); // prettier-ignore
    const log = await run(db, spec);
    const used = new Map(assetsOf(log).map((one) => [one.kind, one]));
    expect([...used.keys()].sort()).toEqual(['encoder', 'features', 'generator', 'index']);
    // the seconds that building it once took: nothing was built here
    for (const { recipe, seconds } of imported)
      if (recipe.kind !== 'classifier') expect(used.get(recipe.kind)?.seconds).toBe(seconds);
    const after = await listAssets(db);
    expect(after).toHaveLength(imported.length);
    for (const { id, recipe, created } of after) {
      expect(id).toBe(await assetKey(recipe));
      expect(imported.map((one) => one.created)).toContain(created);
      expect(JSON.stringify(recipe.settings)).not.toContain('label":');
    }
    const generator = after.find(({ id }) => id === used.get('generator')!.id)!;
    expect(generator.id).not.toBe(before.get('generator')!.id);
    expect(generator).toMatchObject({ recipeName: 'plane-wgan-gp', size: 'plane', usual: 1000, total: 20 });
    expect(used.get('features')!.id).toBe(before.get('features')!.id); // of pixels: no label was in that key
    expect(tf.memory().numTensors).toBe(0);
  });

  test('that are unfinished are resumed', async () => {
    const spec = specOf('half-made.json');
    const { db, imported } = await databaseWith(spec, [HALF_MADE]);
    expect(imported[0]).toMatchObject({ done: 100, total: 220 });
    const { readings } = traceFromArrays(await readArrays(db, imported[0]!.id));
    expect(readings).toHaveLength(100 * 6);
    await run(db, spec);
    const generator = (await listAssets(db)).find(({ recipe }) => recipe.kind === 'generator')!;
    expect(generator).toMatchObject({ done: 220, total: 220, created: imported[0]!.created });
    expect(generator.seconds).toBeGreaterThan(imported[0]!.seconds!);
    expect(await findAsset(db, imported[0]!.id)).toBeUndefined();
    const resumed = traceFromArrays(await readArrays(db, generator.id)).readings;
    expect(resumed).toHaveLength(220 * 6);
    expect(resumed.slice(0, 600)).toEqual(readings);
  });
});

describe('moving an asset to another key', () => {
  const info: AssetInfo = {
    ...{ id: 'old', name: 'Features', madeOn: 'wasm', done: 2, total: 3, bytes: 20, created: 1, updated: 2 },
    recipe: { kind: 'features', version: 1, data: 'moons', settings: {}, seed: 1 },
  };
  const arrays = { values: Float32Array.of(1, 2, 3, 4, 5), mean: Float64Array.of(6) };
  const toNew = (stored: AssetInfo): AssetInfo => ({ ...stored, id: 'new' });
  const stored = async (): Promise<Database> => {
    const db = await freshDatabase();
    await saveAsset(db, info, arrays, { values: 2 });
    return db;
  };

  test('moves its arrays with all pieces, and leaves nothing under the old key', async () => {
    const db = await stored();
    await saveAsset(db, { ...info, id: 'older' }, arrays);
    await moveAsset(db, 'old', toNew);
    expect((await listAssets(db)).map(({ id }) => id).sort()).toEqual(['new', 'older']);
    expect(await findAsset(db, 'new')).toEqual(toNew(info));
    expect(await readArrays(db, 'new')).toEqual(arrays);
    expect(await readPiece(db, 'new', { array: 'values', n: 1 })).toEqual(Float32Array.of(3, 4));
    expect(await readArrays(db, 'old')).toEqual({});
    await moveAsset(db, 'old', toNew);
    expect(await listAssets(db)).toHaveLength(2);
  });

  test.each([
    ['stays where it has come further', 3, 7],
    ['is replaced where it has not', 1, 1],
  ])('one that is there already %s', async (_, done, first) => {
    const db = await stored();
    await saveAsset(db, { ...info, id: 'new', done }, { values: Float32Array.of(7) });
    await moveAsset(db, 'old', toNew);
    expect((await readArrays(db, 'new'))['values']![0]).toBe(first);
    expect((await listAssets(db)).map(({ id }) => id)).toEqual(['new']);
  });

  test('changes nothing when the storage is full', async () => {
    const db = await stored();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(moveAsset(db, 'old', toNew)).rejects.toMatchObject({ code: 'full' });
    put.mockRestore();
    expect(await findAsset(db, 'old')).toEqual(info);
    expect(await readArrays(db, 'old')).toEqual(arrays);
  });
});
