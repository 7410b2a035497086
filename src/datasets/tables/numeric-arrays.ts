/**
 * Arrays of numbers (IDX, NPY, NPZ, MAT) as data sets: which axes are samples, rows, columns and channels, which array
 * holds the labels, and the values as a stream.
 */
import type { OnProgress, SampleArray } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import type { ByteReader } from '../containers/byte-reader.ts';
import { decodeElements, byteWidth, type ElementType } from './element-types.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { indexNumericLabels, type FileLabels } from './labels.ts';
import {
  pixelScaling,
  emptyRange,
  rowLayout,
  pixelOrder,
  type PixelScaling,
  type SampleLayout,
  type ValueRange,
} from './sample-layout.ts';
import {
  checkDeclaredSize,
  PREVIEW_SAMPLES,
  concatenated,
  samplesPerBlock,
  plural,
  type SampleBlock,
  type ReadOptions,
  type SampleSource,
} from '../formats/sample-source.ts';

/** An array in a file, samples along the first axis, the last axis running fastest. */
export interface NumericArray {
  /** For messages: the file, and the array's name in it. */
  path: string;
  entry: FileEntry;
  shape: number[];
  type: ElementType;
  littleEndian: boolean;
  /** Rows and columns are swapped within a sample (MATLAB's order; EMNIST). */
  transposed?: boolean;
  /** A reader that stands before the first value. */
  open(signal?: AbortSignal): Promise<ByteReader>;
}

export interface ArrayPart {
  values: NumericArray;
  labels?: NumericArray;
  /** One label for all of them, where a file holds one class. */
  label?: number;
}

export interface ArraySet {
  format: string;
  name: string;
  train: ArrayPart[];
  test: ArrayPart[];
  warnings: string[];
  /** Changes labels before they are indexed (SVHN's 10 is the digit 0). */
  relabel?: (label: number) => number;
  /** Class names, where they are known beforehand. */
  classes?: string[];
  /** Class names for the values that occur, where these tell them. */
  nameClasses?: (classes: string[]) => string[];
}

const strideOf = (array: NumericArray): number => array.shape.slice(1).reduce((a, b) => a * b, 1);
const countOf = (array: NumericArray): number => array.shape[0] ?? 0;

/** @throws Problem `bad-file`, `unfit`, `unsupported` */
export async function openArrays(set: ArraySet, opening: ReadOptions): Promise<SampleSource> {
  const { signal, choices } = opening;
  const warnings = [...set.warnings];
  const test = set.test.filter(({ values, labels }) => {
    if (labels || !set.train.some((one) => one.labels)) return true;
    warnings.push(`“${values.path}” has no labels, so it is left out: a test part needs them.`);
    return false;
  });
  const parts = [...set.train, ...test];
  const first = parts[0]!.values;
  for (const { values, labels } of parts) {
    checkDeclaredSize(values.path, countOf(values), strideOf(values), byteWidth(values.type));
    const lengths = values.shape.slice(1).join(' × ');
    if (lengths !== first.shape.slice(1).join(' × '))
      throw new Problem(
        'bad-file',
        `“${first.path}” has samples of ${first.shape.slice(1).join(' × ')} values, but “${values.path}” of ${lengths}.`,
        'Drop files of one data set only.',
      );
    if (labels && countOf(labels) !== countOf(values))
      throw new Problem(
        'bad-file',
        `“${labels.path}” has ${plural(countOf(labels), 'label')}, but “${values.path}” has ${plural(countOf(values), 'sample')}.`,
        'Drop the two files that belong together.',
      );
  }

  const read: FileLabels[] = [];
  for (const { values, labels, label = -1 } of parts)
    read.push(
      labels
        ? { path: labels.path, labels: await readLabels(labels, set.relabel, signal) }
        : { path: values.path, labels: new Int32Array(countOf(values)).fill(label) },
    );
  const { labels, classes } = indexNumericLabels(read, set.classes);

  const flat = first.shape.length === 2;
  const bytes = parts.every(({ values }) => values.type === 'u1');
  // Bytes in the shape of images need no look at their range.
  const range = flat || !bytes ? await scanRange(parts, opening) : { min: 0, max: 255, integers: true };
  const layout = flat ? await flatLayout(first, range, opening) : imageLayout(first);
  const scaling = layout.kind === 'image' && !(bytes && !flat) ? pixelScaling(range) : { factor: 1, offset: 0 };
  if (scaling.note) warnings.push(scaling.note);
  const convert = converter(layout, scaling);

  return {
    format: set.format,
    name: choices.name ?? set.name,
    kind: layout.kind,
    shape: layout.shape,
    dtype: layout.kind === 'image' ? 'uint8' : 'float32',
    classes: set.nameClasses?.(classes) ?? classes,
    labels,
    testCount: test.reduce((sum, { values }) => sum + countOf(values), 0),
    warnings,
    choices: {
      ...(choices.name ? { name: choices.name } : {}),
      ...(flat ? { columns: (layout as { columns?: 'plane' | 'table' | 'pixels' }).columns } : {}),
      ...(flat && layout.kind === 'image'
        ? { imageSize: [layout.shape[0]!, layout.shape[1]!], channels: layout.shape[2] as 1 | 3 }
        : {}),
    },
    entries: parts.flatMap(({ values, labels: own }) => (own ? [values.entry, own.entry] : [values.entry])),
    preview: (stop) => previewSamples(set.train, convert, stop),
    async *blocks(onProgress, stop) {
      for (const { values } of parts)
        for await (const stretch of readBlocks(values, countOf(values), stop, onProgress))
          yield { values: convert(stretch) } satisfies SampleBlock;
    },
  };
}

/** Some of every file, because a file may hold one class. */
async function previewSamples(
  parts: readonly ArrayPart[],
  convert: (values: ArrayLike<number>) => SampleArray,
  signal?: AbortSignal,
): ReturnType<SampleSource['preview']> {
  const blocks: SampleArray[] = [];
  const places: number[] = [];
  let before = 0;
  for (const { values } of parts.slice(0, PREVIEW_SAMPLES)) {
    const count = Math.min(Math.ceil(PREVIEW_SAMPLES / parts.length), countOf(values));
    for await (const stretch of readBlocks(values, count, signal)) blocks.push(convert(stretch));
    for (let i = 0; i < count; i++) places.push(before + i);
    before += countOf(values);
  }
  return { values: concatenated(blocks), places };
}

/** The values of the first samples, in blocks; where all are read, what follows them is a fault. */
async function* readBlocks(
  array: NumericArray,
  count: number,
  signal?: AbortSignal,
  onProgress?: OnProgress,
): AsyncGenerator<ArrayLike<number>> {
  const each = strideOf(array) * byteWidth(array.type);
  const step = samplesPerBlock(each);
  const reader = await array.open(signal);
  try {
    for (let from = 0; from < count; from += step) {
      const length = Math.min(step, count - from);
      yield decodeElements(await reader.read(length * each), array.type, array.littleEndian);
      onProgress?.({ phase: `Reading ${array.path}`, done: from + length, total: count });
    }
    if (count === countOf(array) && !(await reader.atEnd()))
      throw new Problem(
        'bad-file',
        `“${array.path}” holds more data than its header says (${plural(count, 'sample')}).`,
        'It is damaged. Download it again.',
      );
  } finally {
    await reader.close();
  }
}

/** @throws Problem `bad-file` at a value that is no number */
async function scanRange(parts: readonly ArrayPart[], { onProgress, signal }: ReadOptions): Promise<ValueRange> {
  const range = emptyRange();
  for (const { values } of parts)
    for await (const stretch of readBlocks(values, countOf(values), signal, onProgress))
      for (let i = 0; i < stretch.length; i++) {
        const value = stretch[i]!;
        if (!Number.isFinite(value))
          throw new Problem('bad-file', `“${values.path}” holds a value that is no finite number (${value}).`);
        if (value < range.min) range.min = value;
        if (value > range.max) range.max = value;
        if (range.integers && !Number.isInteger(value)) range.integers = false;
      }
  return range;
}

async function flatLayout(
  array: NumericArray,
  range: ValueRange,
  { choices, signal }: ReadOptions,
): Promise<SampleLayout> {
  for await (const some of readBlocks(array, Math.min(100, countOf(array)), signal)) {
    const layout = rowLayout(array.path, strideOf(array), range, choices, some);
    const [height = 0, width = 0, channels = 1] = layout.shape;
    if (layout.kind === 'image' && array.transposed) layout.order = pixelOrder([height, width, channels], true, true);
    return layout;
  }
  throw new Problem('bad-file', `“${array.path}” is empty.`);
}

/** Three axes: grey images. Four: the channels are where one or three are, last or first. */
function imageLayout(array: NumericArray): SampleLayout {
  const [, a = 0, b = 0, c, ...more] = array.shape;
  const sideways = array.transposed ?? false;
  const image = (height: number, width: number, channels: number, planar: boolean): SampleLayout => {
    const shape: [number, number, number] = sideways ? [width, height, channels] : [height, width, channels];
    return { kind: 'image', shape, order: pixelOrder(shape, planar, sideways) };
  };
  if (a && b && !more.length) {
    if (c === undefined) return image(a, b, 1, false);
    if (c === 1 || c === 3) return image(a, b, c, false);
    if (a === 1 || a === 3) return image(b, c, a, true);
  }
  throw new Problem(
    'unsupported',
    `“${array.path}” has the shape ${array.shape.join(' × ')}, which are neither rows of numbers nor images of one or three channels.`,
    'Save samples × height × width × channels.',
  );
}

function converter(
  { kind, shape, order }: SampleLayout,
  rule: PixelScaling,
): (values: ArrayLike<number>) => SampleArray {
  if (kind !== 'image') return (values) => Float32Array.from(values);
  const stride = shape.reduce((a, b) => a * b, 1);
  const plain = rule.factor === 1 && rule.offset === 0;
  return (values) => {
    if (plain && !order && values instanceof Uint8Array) return values;
    const out = new Uint8Array(values.length);
    for (let from = 0; from < values.length; from += stride)
      for (let i = 0; i < stride; i++) {
        const value = values[from + (order ? order[i]! : i)]!;
        out[from + i] = plain ? value : Math.round(value * rule.factor + rule.offset);
      }
    return out;
  };
}

/** A column of labels, or one row per sample with a single one in it. */
async function readLabels(
  array: NumericArray,
  relabel: ((label: number) => number) | undefined,
  signal?: AbortSignal,
): Promise<ArrayLike<number>> {
  const count = countOf(array);
  const width = strideOf(array);
  checkDeclaredSize(array.path, count, width, byteWidth(array.type));
  const out = new Float64Array(count);
  let at = 0;
  for await (const stretch of readBlocks(array, count, signal))
    for (let from = 0; from < stretch.length; from += width, at++) {
      if (width === 1) out[at] = relabel ? relabel(stretch[from]!) : stretch[from]!;
      else out[at] = oneHot(array.path, stretch, from, width, at);
    }
  return out;
}

function oneHot(path: string, values: ArrayLike<number>, from: number, width: number, sample: number): number {
  let hot = -1;
  for (let k = 0; k < width; k++) {
    const value = values[from + k]!;
    // Zeros (or minus ones) with a single one among them.
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
