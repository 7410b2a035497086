/** Shipped assets are used in place of building them; where one is missing or damaged, it is built. */
import { describe, expect, test, vi } from 'vitest';
import { storePretrained, type PretrainedSource } from '../../../src/runner/assets/pretrained.ts';
import { assetKey, type AssetInfo, type AssetRecipe } from '../../../src/protocol/assets.ts';
import type { LogEvent } from '../../../src/protocol/events.ts';
import type { Problem } from '../../../src/protocol/problem.ts';
import { encodeAsset } from '../../../src/storage/asset-file.ts';
import { findAsset, listAssets, readArrays } from '../../../src/storage/assets.ts';
import { openDatabase, type Database } from '../../../src/storage/database.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import { ignoreMessages, freshDatabase, labWith, realRegistry, specOf, withoutTimes } from '../../support/test-lab.ts';

const recipe: AssetRecipe = { kind: 'generator', version: 1, data: 'moons', settings: { steps: 3 }, seed: 1 };
const arrays = { generator: Float32Array.of(1, 2, 3) };
const infoOf = async (change: Partial<AssetInfo> = {}): Promise<AssetInfo> => ({
  ...{ id: await assetKey(recipe), name: 'Generator', recipe, madeOn: 'wasm', done: 3, total: 3, bytes: 12 },
  ...{ created: 1, updated: 1, ...change },
});
let stores = 0;
const store = (): Promise<Database> => openDatabase(`shipped-${stores++}`);

describe('a shipped asset', () => {
  test('is stored like one that was built here', async () => {
    const [db, info] = [await store(), await infoOf()];
    const file = await encodeAsset(info, arrays);
    const kept = await storePretrained({ db, pretrained: (id) => Promise.resolve(id === info.id ? file : undefined) }, [
      info.id,
    ]);
    expect(kept).toEqual({ ...info, updated: kept!.updated });
    expect(await findAsset(db, info.id)).toEqual(kept);
    expect(await readArrays(db, info.id)).toEqual(arrays);
  });

  test('that is missing or damaged leaves the storage unchanged', async () => {
    const [db, info] = [await store(), await infoOf()];
    const other = { ...info, recipe: { ...recipe, seed: 2 }, id: await assetKey({ ...recipe, seed: 2 }) };
    const half = { ...info, done: 2 };
    const sources: (PretrainedSource | undefined)[] = [
      undefined,
      () => Promise.resolve(undefined),
      () => Promise.reject(new TypeError('Failed to fetch')),
      () => Promise.resolve(new Blob(['<!doctype html><title>Not found</title>'])),
      async () => (await encodeAsset(info, arrays)).slice(0, 60),
      () => encodeAsset(other, arrays),
      () => encodeAsset(half, arrays),
    ];
    for (const pretrained of sources) expect(await storePretrained({ db, pretrained }, [info.id])).toBeUndefined();
    expect(await listAssets(db)).toEqual([]);
  });

  test('without room in the storage is a problem at once', async () => {
    const [db, info] = [await store(), await infoOf()];
    vi.spyOn(db, 'use').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    const outcome = storePretrained({ db, pretrained: () => encodeAsset(info, arrays) }, [info.id]);
    await expect(outcome).rejects.toMatchObject({ code: 'full' } satisfies Partial<Problem>);
  });
});

describe('a run with ASAL', () => {
  const spec = specOf({
    pool: { train: 60, test: 30 },
    arms: [{ strategy: 'asal', parameters: { ganSteps: 8, latentSteps: 10 } }],
    training: { epochs: 20, batch: 8, learningRate: 0.05, patience: 0 },
    seeds: [1],
  });

  async function runWith(shipped: PretrainedSource): Promise<{ log: LogEvent[]; db: Database }> {
    const db = await freshDatabase({ kind: 'plane' });
    const lab = labWith(db, {
      chooseBackend: () => chooseBackend('wasm'),
      registry: { ...realRegistry, pretrained: shipped },
    });
    const { id } = await lab.create(spec, 'groups');
    expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
    return { log: await lab.log(id), db };
  }

  test('uses the shipped generator, fetched once, with the log of a run that trained it', async () => {
    const asked: string[] = [];
    const trained = await runWith(async (id) => void asked.push(id));
    const generator = (await listAssets(trained.db)).find((one) => one.recipe.kind === 'generator')!;
    expect(asked).toContain(generator.id);
    // weights that no training here comes to would show in the log
    const file = await encodeAsset({ ...generator, madeOn: 'elsewhere' }, await readArrays(trained.db, generator.id));
    let fetched = 0;
    const found = await runWith((id) => Promise.resolve(id === generator.id ? (fetched++, file) : undefined));
    expect(fetched).toBe(1);
    expect((await findAsset(found.db, generator.id))?.madeOn).toBe('elsewhere');
    expect(withoutTimes(found.log)).toEqual(withoutTimes(trained.log));
  });

  test('trains the generator where the shipped one cannot be fetched', async () => {
    const { log, db } = await runWith(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(log.at(-1)).toMatchObject({ type: 'finished' });
    const generator = (await listAssets(db)).find((one) => one.recipe.kind === 'generator')!;
    expect(generator).toMatchObject({ done: 8, total: 8 });
    // done, it is kept without what only a further step would need
    const kept = Object.keys(await readArrays(db, generator.id));
    expect(kept).toEqual(expect.arrayContaining(['generator', 'critic']));
    expect(kept.filter((name) => name.endsWith('slots'))).toEqual([]);
  });
});
