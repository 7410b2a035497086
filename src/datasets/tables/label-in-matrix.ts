/** A single matrix that holds the samples and, in its last or first column, their labels. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import { ByteReader } from '../containers/byte-reader.ts';
import { SELECTED_REASON, NONE, type FindingsList } from '../sources/findings.ts';
import type { ArrayPart, ArrayParts } from './array-source.ts';
import { byteWidth } from './element-types.ts';
import { readBlocks, sampleCount, valuesPerSample, type NumericArray } from './numeric-array.ts';
import { squareImageShape } from './sample-layout.ts';

const LAST = 'last column';
const FIRST = 'first column';
/** Labels have at most so many different values, and each of them this many samples on average. */
const MAX_LABELS = 200;
const MIN_SAMPLES_PER_LABEL = 3;

/**
 * The matrix as samples and labels, where one of its outer columns looks like labels or is selected; otherwise as samples alone.
 * The column is offered as a choice.
 * @throws Problem `bad-file`
 */
async function splitLabelColumn(
  array: NumericArray,
  { choices, signal }: { choices: ImportChoices; signal?: AbortSignal | undefined },
  findings: FindingsList,
): Promise<ArrayPart> {
  const width = valuesPerSample(array);
  if (array.shape.length !== 2 || width < 3) return { values: array };
  const selected = choices.labelColumn;
  const guess = selected === undefined ? await guessColumn(array, signal) : { at: selected, why: SELECTED_REASON };
  findings.offer({
    key: 'labelColumn',
    label: 'Labels in the matrix',
    value: guess.at,
    options: [LAST, FIRST, NONE],
    why: guess.why,
  });
  if (guess.at !== LAST && guess.at !== FIRST) return { values: array };
  const first = guess.at === FIRST;
  findings.warn('label-in-matrix', `The ${guess.at} of “${array.path}” is taken as the label.`);
  return {
    values: columnsOf(array, first ? 1 : 0, width - 1),
    labels: columnsOf(array, first ? 0 : width - 1, 1),
  };
}

/** The parts with the labels taken out of the matrix, where there is one matrix and no array of labels. @throws Problem `bad-file` */
export async function withLabelColumn<Parts extends ArrayParts>(
  parts: Parts,
  reading: { choices: ImportChoices; signal?: AbortSignal | undefined },
  findings: FindingsList,
): Promise<Parts> {
  const [only, ...more] = parts.train;
  if (!only || only.labels || more.length || parts.test.length || reading.choices.labels !== undefined) return parts;
  return { ...parts, train: [await splitLabelColumn(only.values, reading, findings)] };
}

async function guessColumn(array: NumericArray, signal?: AbortSignal): Promise<{ at: string | null; why: string }> {
  const width = valuesPerSample(array);
  const none = {
    at: null,
    why: 'Neither the last nor the first column has few different whole numbers, unlike the others.',
  };
  const square = (count: number): boolean => squareImageShape(count) !== undefined;
  if (square(width) && !square(width - 1)) return none;
  const candidates = [width - 1, 0];
  const found = candidates.map(() => new Map<number, number>());
  const wholes = candidates.map(() => true);
  let others = true;
  for await (const block of readBlocks(array, { signal }))
    for (let from = 0; from < block.length; from += width) {
      for (const [i, at] of candidates.entries()) {
        const value = block[from + at]!;
        wholes[i] &&= Number.isInteger(value) && value >= -1;
        if (found[i]!.size <= MAX_LABELS) found[i]!.set(value, (found[i]!.get(value) ?? 0) + 1);
      }
      for (let at = 1; others && at < width - 1; at++) others = Number.isInteger(block[from + at]!);
      // Neither can become a label again, whatever follows.
      if (found.every(({ size }, i) => !wholes[i] || size > MAX_LABELS)) return none;
    }
  const rows = sampleCount(array);
  const fits = (i: number): boolean => {
    const counts = [...found[i]!.values()];
    const few = counts.length >= 2 && counts.length <= Math.min(MAX_LABELS, rows / MIN_SAMPLES_PER_LABEL);
    return wholes[i]! && few && Math.max(...counts) < 0.9 * rows;
  };
  // Among columns that are all whole numbers, nothing but the shape of an image tells a label.
  if (others && !square(width - 1)) return none;
  const [best] = [0, 1].filter(fits).sort((a, b) => found[a]!.size - found[b]!.size);
  if (best === undefined) return none;
  const why = square(width - 1)
    ? 'It has few different whole numbers, and the other columns are as many as a square image has pixels.'
    : 'It has few different whole numbers beside columns of fractions.';
  return { at: best ? FIRST : LAST, why };
}

/** Some neighbouring columns of a matrix, as a stream. */
function columnsOf(array: NumericArray, from: number, count: number): NumericArray {
  const width = byteWidth(array.type);
  const rowBytes = valuesPerSample(array) * width;
  return {
    ...array,
    shape: [sampleCount(array), count],
    async open(signal) {
      const reader = await array.open(signal);
      const rowsPerRead = Math.max(1, Math.floor(2 ** 20 / rowBytes));
      let left = sampleCount(array);
      const stream = new ReadableStream<Uint8Array>({
        async pull(controller) {
          if (!left) {
            // A byte too many stands for data after the array.
            if (!(await reader.atEnd())) controller.enqueue(new Uint8Array(1));
            return controller.close();
          }
          const rows = Math.min(left, rowsPerRead);
          const bytes = await reader.read(rows * rowBytes);
          const out = new Uint8Array(rows * count * width);
          for (let row = 0; row < rows; row++) {
            const start = row * rowBytes + from * width;
            out.set(bytes.subarray(start, start + count * width), row * count * width);
          }
          left -= rows;
          controller.enqueue(out);
        },
        cancel: () => reader.close(),
      });
      return new ByteReader({ path: array.path, stream: () => stream }, signal);
    },
  };
}
