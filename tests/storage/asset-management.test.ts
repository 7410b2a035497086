/** Manual operations on assets: delete, export, import, and the stored training trace. */
import { describe, expect, it } from 'vitest';
import { assetKey, assetLockName, type AssetInfo, type AssetRecipe } from '../../src/protocol/assets.ts';
import type { TrainingTrace } from '../../src/protocol/asset-progress.ts';
import { deleteUnusedAsset, importAsset, exportAsset } from '../../src/storage/asset-transfer.ts';
import { decodeAsset } from '../../src/storage/asset-file.ts';
import { addPiece, findAsset, listAssets, readArrays, readPiece, saveAsset } from '../../src/storage/assets.ts';
import type { Database } from '../../src/storage/database.ts';
import { readTrace, traceToArrays, traceFromArrays } from '../../src/storage/training-trace.ts';
import { freshDatabase } from '../support/database-fixtures.ts';

const recipe: AssetRecipe = { kind: 'generator', version: 1, data: { dataset: 'a' }, settings: { steps: 10 }, seed: 1 };
const id = await assetKey(recipe);
const info = (parts: Partial<AssetInfo> = {}): AssetInfo => ({
  ...{ id, name: 'WGAN: a', recipe, madeOn: 'wasm', done: 10, total: 10, bytes: 12, created: 1, updated: 2 },
  ...parts,
});
const weights = Float32Array.of(1, 2, 3);
const nobody = (): Promise<string[]> => Promise.resolve([]);

async function kept(parts: Partial<AssetInfo> = {}): Promise<Database> {
  const db = await freshDatabase();
  await saveAsset(db, info(parts), { weights });
  return db;
}

describe('deleting', () => {
  it('is refused while a run uses the asset, and possible afterwards', async () => {
    const db = await kept();
    const refusal = deleteUnusedAsset(db, id, ['run:r', assetLockName(id, 'r')]);
    await expect(refusal).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining('“WGAN: a”') });
    expect(await listAssets(db)).toHaveLength(1);
    await deleteUnusedAsset(db, id, ['run:r', assetLockName(`${id}0`, 'r')]);
    expect(await listAssets(db)).toEqual([]);
  });
});

describe('an exported asset', () => {
  it('is equal after the import', async () => {
    const file = await exportAsset(await kept({ seconds: 5, usual: 40 }), id);
    const other = await freshDatabase();
    expect(await importAsset(other, file, nobody)).toMatchObject({ id, seconds: 5, usual: 40, done: 10 });
    expect(await readArrays(other, id)).toEqual({ weights });
  });

  it('replaces only an asset with fewer finished units, unless a run uses it', async () => {
    const file = await exportAsset(await kept(), id);
    const further = await kept({ done: 10, updated: 9 });
    expect(await importAsset(further, file, nobody)).toMatchObject({ updated: 9 });
    const half = await kept({ done: 5 });
    const used = (): Promise<string[]> => Promise.resolve([assetLockName(id, 'r')]);
    await expect(importAsset(half, file, used)).rejects.toMatchObject({ code: 'busy' });
    expect(await findAsset(half, id)).toMatchObject({ done: 5 });
    await importAsset(half, file, nobody);
    expect(await findAsset(half, id)).toMatchObject({ done: 10 });
  });

  it('in pieces has the same pieces afterwards', async () => {
    const db = await freshDatabase();
    const pieces = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6), Float32Array.of(7)];
    for (const [n, values] of pieces.entries()) await addPiece(db, info(), { array: 'values', n, values });
    const other = await freshDatabase();
    await importAsset(other, await exportAsset(db, id), nobody);
    for (const [n, piece] of pieces.entries())
      expect(await readPiece(other, id, { array: 'values', n })).toEqual(piece);
  });

  it('is consistent, even if a checkpoint is written while it is read', async () => {
    const db = await kept({ done: 1 });
    const file = exportAsset(db, id);
    await saveAsset(db, info({ done: 2 }), { weights: Float32Array.of(4, 5, 6) });
    const whole = await decodeAsset(await file);
    expect([[1, weights], [2, Float32Array.of(4, 5, 6)]]).toContainEqual([whole.info.done, whole.arrays['weights']]); // prettier-ignore
  });

  it('that has been deleted is a problem', async () => {
    await expect(exportAsset(await freshDatabase(), id)).rejects.toMatchObject({ code: 'missing' });
  });
});

describe('the trace of a training', () => {
  const traces: TrainingTrace = {
    readings: Float32Array.of(5, 1, 2, 3, 4, NaN),
    sheet: { step: 5, of: 'pairs', shape: [2, 1, 1], values: Uint8Array.of(1, 2, 3, 4) },
  };

  it('is read back as stored', async () => {
    const db = await freshDatabase();
    await saveAsset(db, info(), { weights, ...traceToArrays(traces) });
    expect(await readTrace(db, id)).toEqual(traces);
    expect(traceFromArrays(await readArrays(db, id))).toEqual(traces);
  });

  it('is empty for an asset without it, or with an incomplete sample sheet', async () => {
    expect(await readTrace(await kept(), id)).toEqual({ readings: new Float32Array(0) });
    const broken = { ...traceToArrays(traces), sheet: Uint8Array.of(1, 2, 3) };
    expect(traceFromArrays(broken)).toEqual({ readings: traces.readings });
  });
});
