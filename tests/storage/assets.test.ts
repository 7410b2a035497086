/** Stored assets: found by their recipe, stored completely or not at all. */
import fc from 'fast-check';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { assetKey, canonicalJson, type AssetInfo, type AssetRecipe } from '../../src/protocol/assets.ts';
import {
  addPiece,
  deleteAsset,
  findAsset,
  listAssets,
  readArray,
  readArrays,
  readPiece,
  saveAsset,
} from '../../src/storage/assets.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { freshDatabase } from '../support/database-fixtures.ts';

const recipe: AssetRecipe = {
  kind: 'generator',
  version: 1,
  data: { id: 'strokes-n2500-s1', classes: ['5', '7'] },
  settings: { architecture: 'wgan-gp', width: 0.25, steps: 2500 },
  seed: 1,
};

const info = (id: string, parts: Partial<AssetInfo> = {}): AssetInfo => ({
  ...{ id, name: 'Generator', recipe, madeOn: 'wasm', done: 0, total: 10, bytes: 0, created: 0, updated: 0 },
  ...parts,
});

describe('a recipe’s key', () => {
  it('does not depend on the order of names, and differs for any other recipe', async () => {
    const turned = { ...recipe, settings: { steps: 2500, width: 0.25, architecture: 'wgan-gp' } };
    expect(await assetKey(turned)).toBe(await assetKey(recipe));
    const others: AssetRecipe[] = [
      { ...recipe, kind: 'auto-encoder' },
      { ...recipe, version: 2 },
      { ...recipe, seed: 2 },
      { ...recipe, data: { id: 'strokes-n2500-s1', classes: ['7', '5'] } },
      { ...recipe, settings: { architecture: 'wgan-gp', width: 0.25, steps: 2501 } },
      { ...recipe, from: [await assetKey(recipe)] },
    ];
    const keys = await Promise.all([recipe, ...others].map(assetKey));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toMatch(/^generator-[0-9a-f]{32}$/);
  });

  it('differs for any two values that differ in JSON', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.parse(JSON.stringify(one)) as never);
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(JSON.parse(canonicalJson(a))).toEqual(a);
        if (canonicalJson(a) === canonicalJson(b)) expect(a).toEqual(b);
      }),
    );
    expect(() => canonicalJson({ rate: NaN })).toThrow('NaN');
  });
});

describe('an asset', () => {
  it('is read back unchanged, larger than a piece or empty', async () => {
    const db = await freshDatabase();
    const large = Float32Array.from({ length: 2 ** 20 + 3 }, (_, i) => i);
    const small = { few: Int32Array.of(3, 1), none: new Float32Array(0), bytes: Uint8Array.of(7) };
    await saveAsset(db, info('a', { done: 3 }), { large, ...small });
    const { large: back, ...others } = await readArrays(db, 'a');
    expect(others).toEqual(small);
    expect(Buffer.from(back!.buffer).equals(Buffer.from(large.buffer))).toBe(true);
    expect(await readPiece(db, 'a', { array: 'large', n: 1 })).toEqual(large.slice(2 ** 20));
    expect((await findAsset(db, 'a'))?.done).toBe(3);
  });

  it('is replaced as a whole by a later checkpoint, and unchanged if that cannot be stored', async () => {
    const db = await freshDatabase();
    await saveAsset(db, info('a', { done: 1 }), { weights: Float32Array.of(1, 2), old: Float32Array.of(9) });
    await saveAsset(db, info('a', { done: 2 }), { weights: Float32Array.of(3) });
    expect(await readArrays(db, 'a')).toEqual({ weights: Float32Array.of(3) });
    const broken = Object.assign(Float32Array.of(5), { slice: () => (() => 0) as never });
    await expect(saveAsset(db, info('a', { done: 3 }), { weights: broken })).rejects.toThrow();
    expect(await readArrays(db, 'a')).toEqual({ weights: Float32Array.of(3) });
    expect((await findAsset(db, 'a'))?.done).toBe(2);
  });

  it('grows piece by piece, its record with it', async () => {
    const db = await freshDatabase();
    for (const n of [0, 1, 2])
      await addPiece(db, info('f', { done: n + 1 }), { array: 'features', n, values: Float32Array.of(n, n) });
    expect(await readArray(db, 'f', 'features')).toEqual(Float32Array.of(0, 0, 1, 1, 2, 2));
    expect((await findAsset(db, 'f'))?.done).toBe(3);
  });

  it('is deleted with all its arrays, and no other asset’s', async () => {
    const db = await freshDatabase();
    for (const id of ['a', 'ab', 'b']) await saveAsset(db, info(id), { weights: Float32Array.of(1) });
    await deleteAsset(db, 'a');
    expect((await listAssets(db)).map((one) => one.id).sort()).toEqual(['ab', 'b']);
    await expect(readArray(db, 'a', 'weights')).rejects.toMatchObject({ code: 'missing' });
    expect(await readArray(db, 'ab', 'weights')).toEqual(Float32Array.of(1));
  });
});

it('a database of the first version keeps its data sets and runs in the upgrade', async () => {
  const old = await openDB('upgraded', 1, {
    upgrade(db) {
      for (const name of ['datasets', 'runs']) db.createObjectStore(name, { keyPath: 'id' });
      for (const name of ['labels', 'names', 'chunks', 'events']) db.createObjectStore(name);
    },
  });
  await old.put('runs', { id: 'r', updated: 1 });
  old.close();
  const db = await openDatabase('upgraded');
  expect(await db.get('runs', 'r')).toMatchObject({ id: 'r' });
  await saveAsset(db, info('a'), {});
  expect(await listAssets(db)).toHaveLength(1);
});
