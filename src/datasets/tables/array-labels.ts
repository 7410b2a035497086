/** Labels stored as arrays: one whole number per sample, or one row per sample with a single one in it (one-hot). */
import { Problem } from '../../protocol/problem.ts';
import { checkArraySize, readBlocks, sampleCount, valuesPerSample, type NumericArray } from './numeric-array.ts';

/**
 * @param relabel applied to labels that are numbers
 * @returns one label per sample
 * @throws Problem `bad-file`
 */
export async function readArrayLabels(
  array: NumericArray,
  relabel: (label: number) => number = (label) => label,
  signal?: AbortSignal,
): Promise<Float64Array> {
  checkArraySize(array);
  const width = valuesPerSample(array);
  const labels = new Float64Array(sampleCount(array));
  let sample = 0;
  for await (const block of readBlocks(array, { signal }))
    for (let from = 0; from < block.length; from += width, sample++)
      labels[sample] = width === 1 ? relabel(block[from]!) : indexOfOne(array, block, { from, width, sample });
  return labels;
}

/** The position of the single one in a row of zeros (or of minus ones). */
function indexOfOne(
  { path }: NumericArray,
  values: ArrayLike<number>,
  { from, width, sample }: { from: number; width: number; sample: number },
): number {
  let hot = -1;
  for (let k = 0; k < width; k++) {
    const value = values[from + k]!;
    if (value === 1 && hot < 0) hot = k;
    else if (value !== 0 && value !== -1) hot = width;
  }
  if (hot >= 0 && hot < width) return hot;
  throw new Problem(
    'bad-file',
    `“${path}” has ${width} values per label, and those of sample ${sample} are not zeros with a single one.`,
    'Save one label per sample.',
  );
}
