/** Progress of assets: readings and sample grids during a run and stored with the asset; and locks on assets in use. */
import { expect, test, vi } from 'vitest';
import { inMemoryLocks } from '../../../src/runner/control/locks.ts';
import type { RunMessage } from '../../../src/runner/control/run-messages.ts';
import { assetLockPrefix, type AssetInfo } from '../../../src/protocol/assets.ts';
import { readingNames, type AssetProgress } from '../../../src/protocol/asset-progress.ts';
import { listAssets } from '../../../src/storage/assets.ts';
import type { Database } from '../../../src/storage/database.ts';
import { readTrace } from '../../../src/storage/training-trace.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { ignoreMessages, freshDatabase, labWith, specOf } from '../../support/test-lab.ts';

const wasm = { chooseBackend: () => chooseBackend('wasm') };
const asking = (ganSteps: number) =>
  specOf({
    pool: { train: 60, test: 30 },
    query: { size: 3, cycles: 1 },
    arms: [{ strategy: 'asal', parameters: { ganSteps, latentSteps: 3 } }],
    training: { epochs: 5, batch: 8, learningRate: 0.05, patience: 0 },
    seeds: [1],
  });
const planes = (): Promise<Database> => freshDatabase({ kind: 'plane' });
const generator = async (db: Database): Promise<AssetInfo> =>
  (await listAssets(db)).find(({ recipe }) => recipe.kind === 'generator')!;

const unlimited = IDBObjectStore.prototype.put;

/** The steps that there are readings of. */
const stepsOf = (readings: Float32Array): number[] =>
  Array.from(readings).filter((_, i) => i % (1 + readingNames.generator.length) === 0);

test('a run reports the progress of its generator, and stores the last readings with the asset', async () => {
  const db = await planes();
  const lab = labWith(db, wasm);
  const { id } = await lab.create(asking(12), 'groups');
  const told: AssetProgress[] = [];
  await lab.start(
    id,
    { scope: 'run', delay: 0 },
    (message: RunMessage) => void (message.type === 'asset-progress' && told.push(message.assetProgress)),
  );
  const last = told.findLast(({ asset }) => asset.recipe.kind === 'generator')!;
  expect(last).toMatchObject({ asset: { done: 12, total: 12, usual: 1000 }, sinceResume: { from: 0 } });
  expect(stepsOf(last.readings)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(last.sheet).toMatchObject({ step: 12, of: 'samples', shape: [2] });
  expect(last.sheet!.values).toHaveLength(2 * 400);
  expect(last.sheet!.values.every(Number.isFinite)).toBe(true);
  expect(await readTrace(db, last.asset.id)).toEqual({ readings: last.readings, sheet: last.sheet });
  expect(tf.memory().numTensors).toBe(0);
  // the next run has it at once, and shows nothing
  const again = vi.fn();
  const other = await lab.create(asking(12), 'groups');
  await lab.start(
    other.id,
    { scope: 'run', delay: 0 },
    (message) => void (message.type === 'asset-progress' && again()),
  );
  expect(again).not.toHaveBeenCalled();
});

test('an asset is locked while its run is active, and not while the run is paused', async () => {
  const db = await planes();
  const locks = inMemoryLocks();
  const lab = labWith(db, { ...wasm, locks });
  const { id } = await lab.create({ ...asking(2), query: { size: 3, cycles: 3 } }, 'groups');
  const holders = async (): Promise<string[]> => {
    const { id: asset } = await generator(db);
    return (await locks.held()).filter((name) => name.startsWith(assetLockPrefix(asset)));
  };
  let during: string[] = [];
  const paused = await lab.start(id, { scope: 'run', delay: 0 }, async (message) => {
    if (message.type !== 'events' || message.info.stepsDone !== 1) return;
    during = await holders();
    void lab.pause(id);
  });
  expect(paused).toBe('paused');
  expect(during).toHaveLength(1);
  expect(await holders()).toEqual([]);
  let again: string[] = [];
  const rest = lab.start(id, { scope: 'run', delay: 0 }, async (message) => {
    // the run waits for who hears of events, not for who hears of progress
    if (again.length === 0 && message.type === 'events') again = await holders();
  });
  await rest;
  expect(again).toHaveLength(1);
  expect(await holders()).toEqual([]);
});

test('a full storage ends the run with a problem, and the run resumes once there is room', async () => {
  const db = await planes();
  const lab = labWith(db, wasm);
  const { id } = await lab.create(asking(4), 'groups');
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  put.mockImplementation(function (this: IDBObjectStore, ...given: Parameters<IDBObjectStore['put']>) {
    if (this.name === 'assetArrays') throw new DOMException('no room', 'QuotaExceededError');
    return unlimited.apply(this, given);
  });
  const full = { code: 'full', message: expect.stringContaining('“WGAN-GP for the plane: Groups”') };
  await expect(lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).rejects.toMatchObject(full);
  expect(await listAssets(db)).toEqual([]);
  put.mockRestore();
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  expect(await generator(db)).toMatchObject({ done: 4, total: 4 });
  expect(tf.memory().numTensors).toBe(0);
});
