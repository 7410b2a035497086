/** Streams a source into the database: all of it, or nothing. */
import { sampleSize, type DatasetInfo, type OnProgress } from '../../protocol/dataset.ts';
import { omit } from '../../protocol/design/omit.ts';
import type { ImportChoices, ReadingChoices } from '../../protocol/import/import-choices.ts';
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import type { Database } from '../../storage/database.ts';
import { chunkSizeFor, DatasetWriter } from '../../storage/datasets.ts';
import { ChannelStatistics } from '../sources/channel-statistics.ts';
import type { SampleSource } from '../sources/sample-source.ts';

interface StoreOptions {
  /** Key of the data set. */
  id: string;
  /** What was chosen, not guessed. */
  choices: ImportChoices;
  onProgress: OnProgress;
  signal?: AbortSignal;
}

/** @throws Problem `bad-file`, `bad-image`, `full`, `cancelled`; the database is then as before */
export async function storeSource(
  db: Database,
  source: SampleSource,
  { id, choices, onProgress, signal }: StoreOptions,
): Promise<DatasetInfo> {
  const { kind, shape, dtype } = source;
  const stride = sampleSize(shape);
  const bytesPerSample = stride * (dtype === 'uint8' ? 1 : 4);
  const chunkSize = chunkSizeFor(bytesPerSample);
  const writer = new DatasetWriter(db, id, shape, dtype, chunkSize);
  const statistics = new ChannelStatistics(kind, shape);
  const training = source.labels.length - source.testCount;
  const omitted = new Set<number>();
  try {
    let position = 0;
    for await (const block of source.blocks(onProgress, signal)) {
      throwIfAborted(signal);
      for (const one of block.omitted ?? []) omitted.add(one);
      const count = block.values.length / stride;
      // Omitted samples lie within the block's range of positions.
      const omittedTraining = (block.omitted ?? []).filter((one) => one < training).length;
      const trainingCount = Math.max(0, Math.min(count, training - position - omittedTraining));
      if (trainingCount) statistics.add(block.values.subarray(0, trainingCount * stride));
      await writer.add(block.values);
      position += count + (block.omitted?.length ?? 0);
    }
    if (position !== source.labels.length)
      throw new Problem('bad-file', `“${source.name}” ended after ${position} of ${source.labels.length} samples.`);
    throwIfAborted(signal);
    const { count, ...counts } = countSamples(source, omitted);
    const info: DatasetInfo = {
      id,
      name: source.name,
      kind,
      shape,
      dtype,
      classes: source.classes,
      count,
      ...counts,
      chunkSize,
      scale: statistics.scale(),
      bytes: count * bytesPerSample,
      created: Date.now(),
      source: { kind: 'files', files: fileNames(source), ...readingChoices(choices) },
    };
    const included = (_: unknown, index: number): boolean => !omitted.has(index);
    const labels = omitted.size ? source.labels.filter(included) : source.labels;
    await writer.finish(info, labels, omitted.size ? source.names?.filter(included) : source.names);
    return info;
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** @throws Problem `bad-file` where all samples are omitted */
function countSamples(
  { name, labels, testCount }: SampleSource,
  omitted: ReadonlySet<number>,
): Pick<DatasetInfo, 'count' | 'testCount' | 'labelledCount'> {
  const count = labels.length - omitted.size;
  if (!count) throw new Problem('bad-file', `Not one sample of “${name}” could be read.`);
  const training = labels.length - testCount;
  let labelledCount = 0;
  let testOmitted = 0;
  for (const [index, label] of labels.entries()) {
    if (omitted.has(index)) testOmitted += index >= training ? 1 : 0;
    else if (label >= 0) labelledCount++;
  }
  return { count, testCount: testCount - testOmitted, labelledCount };
}

/** All choices but the name, where there are any. */
function readingChoices(given: ImportChoices): { choices?: ReadingChoices } {
  const choices = omit(given, 'name');
  return Object.keys(choices).length ? { choices } : {};
}

/** The first twenty dropped files of the data set. */
const fileNames = ({ entries }: SampleSource): string[] =>
  [...new Set(entries.map((entry) => entry.archive ?? entry.path))].slice(0, 20);
