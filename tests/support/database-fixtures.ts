/** A database of its own for each test, and small data sets to put into it. */
import 'fake-indexeddb/auto';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { DatasetWriter } from '../../src/storage/datasets.ts';
import { datasetInfoOf } from './dataset-info.ts';

let databaseCount = 0;

export const freshDatabase = (): Promise<Database> => openDatabase(`test-${++databaseCount}`);

export const infoOf = (id: string, count: number, parts: Partial<DatasetInfo> = {}): DatasetInfo =>
  datasetInfoOf({
    ...{ id, name: `Data ${id}`, shape: [3], classes: ['a', 'b'], scale: { mean: [0, 0, 0], std: [1, 1, 1] } },
    ...{ count, labelledCount: count, chunkSize: 4, bytes: count * 12 },
    ...parts,
  });

/** Value v of sample i is 10 i + v; labels alternate. */
export async function storeDataset(db: Database, info: DatasetInfo, block = 3): Promise<void> {
  const stride = info.shape.reduce((a, b) => a * b, 1);
  const writer = new DatasetWriter(db, info.id, info.shape, info.dtype, info.chunkSize);
  const values = Array.from({ length: info.count * stride }, (_, k) => 10 * Math.floor(k / stride) + (k % stride));
  const all = info.dtype === 'uint8' ? Uint8Array.from(values) : Float32Array.from(values);
  for (let from = 0; from < all.length; from += block * stride)
    await writer.add(all.subarray(from, from + block * stride));
  await writer.finish(
    info,
    Int32Array.from({ length: info.count }, (_, i) => i % 2),
  );
}
