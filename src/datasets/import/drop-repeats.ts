/** A data set without its repeated samples: in the preview where they are known, otherwise compared when it is imported. */
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import type { SampleBlock, SampleSource } from '../sources/sample-source.ts';
import { findRepeats } from './find-repeats.ts';

/** The same source without the samples at these positions of its training part. @throws Problem `unfit` where none is left */
export function withoutSamples(source: SampleSource, dropped: Int32Array): SampleSource {
  const { labels, names, files, shape } = source;
  const gone = new Set(dropped);
  requireRest(source, gone.size);
  const stays = (_: unknown, position: number): boolean => !gone.has(position);
  /** New positions by old ones; those of dropped samples are not asked for. */
  const places = new Int32Array(labels.length);
  for (let position = 0, place = 0; position < labels.length; position++) {
    places[position] = place;
    if (!gone.has(position)) place++;
  }
  return {
    ...source,
    labels: labels.filter(stays),
    ...(names && { names: names.filter(stays) }),
    ...(files && { files: files.filter(stays) }),
    async preview(signal) {
      const { values, positions } = await source.preview(signal);
      const rest = rowsWhere(values, sampleSize(shape), (row) => !gone.has(positions[row]!));
      return { values: rest, positions: positions.filter((one) => !gone.has(one)).map((one) => places[one]!) };
    },
    async *blocks(onProgress, signal) {
      for await (const { values, omitted } of withOmitted(source.blocks(onProgress, signal), { gone, shape }))
        yield { values, omitted: omitted.filter((one) => !gone.has(one)).map((one) => places[one]!) };
    },
  };
}

/**
 * The same source, whose repeated samples are found and left out when it is read for the import: all samples are read twice.
 * @throws Problem `unfit` on reading, where no training sample is left
 */
export function withoutRepeats(source: SampleSource): SampleSource {
  return {
    ...source,
    async *blocks(onProgress, signal) {
      const comparing: typeof onProgress = ({ done, total }) =>
        onProgress({ phase: 'Comparing samples', done: done / 2, total });
      const { dropped } = await findRepeats(source, { onProgress: comparing, ...(signal && { signal }) });
      requireRest(source, dropped.length);
      const storing: typeof onProgress = ({ done, total, ...phase }) =>
        onProgress({ ...phase, done: (total + done) / 2, total });
      yield* withOmitted(source.blocks(storing, signal), { gone: new Set(dropped), shape: source.shape });
    },
  };
}

function requireRest({ name, labels, testCount }: SampleSource, dropped: number): void {
  if (dropped < labels.length - testCount) return;
  throw new Problem(
    'unfit',
    `All samples of “${name}” are in its test part too, so that no pool is left without them.`,
    'Keep repeated samples, or drop the training part alone.',
  );
}

/** The blocks without the samples at these positions, which count as omitted beside those that do not decode. */
async function* withOmitted(
  blocks: AsyncGenerator<SampleBlock>,
  { gone, shape }: { gone: ReadonlySet<number>; shape: readonly number[] },
): AsyncGenerator<Required<SampleBlock>> {
  const stride = sampleSize(shape);
  let start = 0;
  for await (const { values, omitted = [] } of blocks) {
    const missing = new Set(omitted);
    const end = start + values.length / stride + omitted.length;
    const present: number[] = [];
    const left = [...omitted];
    for (let position = start; position < end; position++) {
      if (missing.has(position)) continue;
      present.push(position);
      if (gone.has(position)) left.push(position);
    }
    yield { values: rowsWhere(values, stride, (row) => !gone.has(present[row]!)), omitted: left };
    start = end;
  }
}

/** The rows that fulfil a condition; the same array where all do. */
function rowsWhere(values: SampleArray, stride: number, stays: (row: number) => boolean): SampleArray {
  const rows = Array.from({ length: values.length / stride }, (_, row) => row).filter(stays);
  if (rows.length * stride === values.length) return values;
  const out =
    values instanceof Uint8Array ? new Uint8Array(rows.length * stride) : new Float32Array(rows.length * stride);
  rows.forEach((row, at) => out.set(values.subarray(row * stride, (row + 1) * stride), at * stride));
  return out;
}
