/** Streams a source into the store: all of it, or nothing. */
import { sampleSize, type DatasetInfo, type OnProgress } from '../../protocol/dataset.ts';
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import type { Database } from '../../storage/database.ts';
import { chunkSizeFor, DatasetWriter } from '../../storage/datasets.ts';
import type { SampleSource } from '../formats/sample-source.ts';
import { ChannelStatistics } from './channel-statistics.ts';

/** @throws Problem `bad-file`, `full`, `cancelled`; the store is then as before */
export async function storeSource(
  db: Database,
  id: string,
  source: SampleSource,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<DatasetInfo> {
  const { kind, shape, dtype } = source;
  const stride = sampleSize(shape);
  const bytesEach = stride * (dtype === 'uint8' ? 1 : 4);
  const chunkSize = chunkSizeFor(bytesEach);
  const writer = new DatasetWriter(db, id, shape, dtype, chunkSize);
  const moments = new ChannelStatistics(kind, shape);
  const training = source.labels.length - source.testCount;
  const omitted = new Set<number>();
  try {
    let place = 0;
    for await (const block of source.blocks(onProgress, signal)) {
      throwIfAborted(signal);
      for (const one of block.omitted ?? []) omitted.add(one);
      const count = block.values.length / stride;
      // What is left out lies within the block's stretch, so that only its place in the file moves on.
      const trained = [...(block.omitted ?? [])].filter((one) => one < training).length;
      const here = Math.max(0, Math.min(count, training - place - trained));
      if (here) moments.add(block.values.subarray(0, here * stride));
      await writer.add(block.values);
      place += count + (block.omitted?.length ?? 0);
    }
    if (place !== source.labels.length)
      throw new Problem('bad-file', `“${source.name}” ended after ${place} of ${source.labels.length} samples.`);
    throwIfAborted(signal);
    const info = datasetInfo(id, source, omitted, chunkSize, bytesEach, moments);
    const included = (_: unknown, index: number): boolean => !omitted.has(index);
    const labels = omitted.size ? source.labels.filter(included) : source.labels;
    await writer.finish(info, labels, omitted.size ? source.names?.filter(included) : source.names);
    return info;
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

function datasetInfo(
  id: string,
  source: SampleSource,
  omitted: ReadonlySet<number>,
  chunkSize: number,
  bytesEach: number,
  moments: ChannelStatistics,
): DatasetInfo {
  const { labels, testCount } = source;
  const count = labels.length - omitted.size;
  const training = labels.length - testCount;
  if (!count) throw new Problem('bad-file', `Not one sample of “${source.name}” could be read.`);
  let labelledCount = 0;
  let testOmitted = 0;
  for (const [index, label] of labels.entries()) {
    if (omitted.has(index)) testOmitted += index >= training ? 1 : 0;
    else if (label >= 0) labelledCount++;
  }
  return {
    id,
    name: source.name,
    kind: source.kind,
    shape: source.shape,
    dtype: source.dtype,
    classes: source.classes,
    count,
    testCount: testCount - testOmitted,
    labelledCount,
    chunkSize,
    scale: moments.scale(),
    bytes: count * bytesEach,
    created: Date.now(),
    source: {
      kind: 'files',
      files: [...new Set(source.entries.map((entry) => entry.archive ?? entry.path))].slice(0, 20),
    },
  };
}
