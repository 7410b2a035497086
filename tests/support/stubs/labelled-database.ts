/** A store with two groups of points whose labels a test may change without changing the points. */
import 'fake-indexeddb/auto';
import type { DatasetInfo } from '../../../src/protocol/dataset.ts';
import { Rng } from '../../../src/random/rng.ts';
import { openDatabase, type Database } from '../../../src/storage/database.ts';
import { DatasetWriter } from '../../../src/storage/datasets.ts';
import { datasetInfoOf } from '../dataset-info.ts';

let stores = 0;

export const COUNT = 120;
/** The last samples are the data set's own test part. */
export const TEST_COUNT = 30;

/** Sample i belongs to group i mod 2. */
export const groupOf = (i: number): number => i % 2;

/** @param labelOf the label in the store; the group where absent */
export async function labelledDatabase(
  change: Partial<DatasetInfo> = {},
  labelOf: (i: number) => number = groupOf,
): Promise<Database> {
  const db = await openDatabase(`labelled-${stores++}`);
  const info = datasetInfoOf({
    ...{ kind: 'plane', count: COUNT, testCount: TEST_COUNT, labelledCount: COUNT },
    scale: { mean: [0, 0], std: [2, 1] },
    ...change,
  });
  const rng = new Rng(7);
  const values = Float32Array.from({ length: 2 * COUNT }, (_, i) => rng.normal() + (i % 2 ? 0 : 4 * groupOf(i >> 1) - 2)); // prettier-ignore
  const writer = new DatasetWriter(db, info.id, info.shape, info.dtype, info.chunkSize);
  await writer.add(values);
  await writer.finish(
    info,
    Int32Array.from({ length: COUNT }, (_, i) => labelOf(i)),
  );
  return db;
}
