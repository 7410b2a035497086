/** Whole runs of ADBA: no sample of the data is encoded twice, and the log is that of a run that encodes at each read. */
import { afterEach, expect, test, vi } from 'vitest';
import { LruCache } from '../../src/runner/assets/lru-cache.ts';
import { LatentPoints } from '../../src/runner/samples/latent-points.ts';
import { listAssets } from '../../src/storage/assets.ts';
import { adba, onWasm, planeDatabase, runOn, synthesisSpec } from '../support/synthesis-runs.ts';
import { ignoreMessages, labWith, withoutTimes } from '../support/test-lab.ts';

afterEach(() => void vi.restoreAllMocks());

const spec = synthesisSpec(adba(), {
  pool: { train: 60, validation: 20, test: 30 },
  query: { size: 3, cycles: 4 },
  arms: [adba(), { ...adba({ reach: 2 }), name: 'shorter strips' }],
});

/** The batches of samples of the data that are encoded; those of maps and previews are not. */
function countBatches(): Int32Array[] {
  const batches: Int32Array[] = [];
  const { read } = LatentPoints.prototype;
  vi.spyOn(LatentPoints.prototype, 'read').mockImplementation(function (this: LatentPoints, indices, how) {
    const encode = (batch: Int32Array) => {
      batches.push(batch);
      return how.encode(batch);
    };
    return read.call(this, indices, { ...how, encode });
  });
  return batches;
}

test('no sample is encoded twice in a run, and the log is the same', async () => {
  const batches = countBatches();
  const log = await runOn(await planeDatabase(), spec);
  // of both arms: labelled, validation and test samples, and the rest of the pool, each in one batch
  expect(batches).toHaveLength(4);
  expect(new Set(batches.flatMap((batch) => [...batch])).size).toBe(60 + 20 + 30);
  vi.spyOn(LruCache.prototype, 'get').mockReturnValue(undefined);
  const uncached = await runOn(await planeDatabase(), spec);
  expect(batches.length).toBeGreaterThan(40);
  expect(withoutTimes(uncached)).toEqual(withoutTimes(log));
});

test('a run that is resumed in each cycle has the same log', async () => {
  const log = await runOn(await planeDatabase(), spec);
  const db = await planeDatabase();
  const { id } = await labWith(db, onWasm).create(spec, 'groups');
  for (let cycle = 0; cycle <= spec.query.cycles; cycle++) {
    const lab = labWith(db, onWasm);
    await lab.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
    await lab.stop(id);
  }
  expect(withoutTimes(await labWith(db, onWasm).log(id))).toEqual(withoutTimes(log));
});

test('points of an encoder that was deleted and built again are not those of before', async () => {
  const db = await planeDatabase();
  const lab = labWith(db, onWasm);
  const { id } = await lab.create(spec, 'groups');
  await lab.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
  const encoder = (await listAssets(db)).find(({ recipe }) => recipe.kind === 'encoder')!;
  await db.use((connection) => connection.delete('assets', encoder.id));
  const batches = countBatches();
  await lab.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
  // the samples of the first cycle's lines, equal for both arms, have left the pool
  expect(new Set(batches.flatMap((batch) => [...batch])).size).toBe(60 - 3 + 20 + 30);
  await lab.stop(id);
});
