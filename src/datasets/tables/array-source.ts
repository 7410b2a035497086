/** Arrays of samples, with arrays of labels or one label each, as one data set. */
import type { SampleArray } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { plural } from '../plural.ts';
import { concatenated, PREVIEW_SAMPLES } from '../sources/blocks.ts';
import type { FindingsList } from '../sources/findings.ts';
import type { ReadOptions, SamplePreview, SampleSource } from '../sources/sample-source.ts';
import { readArrayLabels } from './array-labels.ts';
import { arrayLayout, sampleEncoder } from './array-layout.ts';
import { indexTextLabels, type IndexedLabels } from './labels.ts';
import { indexNumericLabels, type FileLabels } from './numeric-labels.ts';
import { checkArraySize, readBlocks, sampleCount, type NumericArray } from './numeric-array.ts';
import { offerColumnChoices } from './sample-layout.ts';

export interface ArrayPart {
  values: NumericArray;
  labels?: NumericArray;
  /** One label for all samples, where a file holds one class. */
  label?: number;
}

export interface ArrayParts {
  train: ArrayPart[];
  test: ArrayPart[];
}

export interface ArraySet extends ArrayParts {
  format: string;
  name: string;
  findings: FindingsList;
  /** Changes labels before they are indexed (SVHN's 10 is the digit 0). */
  relabel?: (label: number) => number;
  /** Class names, where they are known beforehand. */
  classes?: string[];
  /** Class names derived from the label values that occur. */
  nameClasses?: ((classes: string[]) => string[]) | undefined;
}

/** @throws Problem `bad-file`, `unfit`, `unsupported` */
export async function openArrays(set: ArraySet, opening: ReadOptions): Promise<SampleSource> {
  const { findings } = set;
  const test = labelledTestParts(set);
  const parts = [...set.train, ...test];
  checkParts(parts);
  const { labels, classes } = await readPartLabels(parts, set, opening);
  const layout = await arrayLayout(
    parts.map(({ values }) => values),
    opening,
  );
  if (layout.scaling.note) findings.warn('scaled', layout.scaling.note);
  offerColumnChoices(findings, layout);
  const encode = sampleEncoder(layout);

  return {
    format: set.format,
    name: set.name,
    kind: layout.kind,
    shape: layout.shape,
    dtype: layout.kind === 'image' ? 'uint8' : 'float32',
    classes: set.nameClasses?.(classes) ?? classes,
    labels,
    testCount: test.reduce((sum, { values }) => sum + sampleCount(values), 0),
    findings,
    quickToRead: true,
    entries: parts.flatMap(({ values, labels: own }) => (own ? [values.entry, own.entry] : [values.entry])),
    preview: (signal) => previewSamples(set.train, encode, signal),
    async *blocks(onProgress, signal) {
      for (const { values } of parts)
        for await (const block of readBlocks(values, { signal, onProgress })) yield { values: encode(block) };
    },
  };
}

/** Test parts without labels are left out where the training part has some. */
function labelledTestParts({ train, test, findings }: ArraySet): ArrayPart[] {
  return test.filter(({ values, labels }) => {
    if (labels || !train.some((one) => one.labels)) return true;
    findings.warn('unlabelled-test', `“${values.path}” has no labels, so it is left out: a test part needs them.`);
    findings.passOver(values.path, 'A test part needs labels.');
    return false;
  });
}

/** @throws Problem `bad-file` where the shapes of samples differ, or the numbers of samples and labels */
function checkParts(parts: readonly ArrayPart[]): void {
  const lengthsOf = ({ shape }: NumericArray): string => shape.slice(1).join(' × ');
  const first = parts[0]!.values;
  for (const { values, labels } of parts) {
    checkArraySize(values);
    if (lengthsOf(values) !== lengthsOf(first))
      throw new Problem(
        'bad-file',
        `“${first.path}” has samples of ${lengthsOf(first)} values, but “${values.path}” of ${lengthsOf(values)}.`,
        'Drop files of one data set only.',
      );
    if (labels && sampleCount(labels) !== sampleCount(values))
      throw new Problem(
        'bad-file',
        `“${labels.path}” has ${plural(sampleCount(labels), 'label')}, but “${values.path}” has ${plural(sampleCount(values), 'sample')}.`,
        'Drop the two files that belong together.',
      );
  }
}

async function readPartLabels(
  parts: readonly ArrayPart[],
  { relabel, classes, findings }: ArraySet,
  { choices: { minusOne }, signal }: ReadOptions,
): Promise<IndexedLabels> {
  if (parts.some(({ labels }) => labels?.words)) return readWordLabels(parts);
  const read: FileLabels[] = [];
  for (const { values, labels, label = NaN } of parts)
    read.push(
      labels
        ? { path: labels.path, labels: await readArrayLabels(labels, relabel, signal) }
        : { path: values.path, labels: new Float64Array(sampleCount(values)).fill(label) },
    );
  return indexNumericLabels(read, { names: classes, minusOne, findings });
}

/** Labels that are words in every part. @throws Problem `bad-file` where they are numbers in another part */
function readWordLabels(parts: readonly ArrayPart[]): IndexedLabels {
  const words = parts.flatMap(({ values, labels }) => {
    if (labels && !labels.words)
      throw new Problem(
        'bad-file',
        `“${labels.path}” has numbers as labels, where others have words.`,
        'Save them alike.',
      );
    return labels?.words ?? new Array<null>(sampleCount(values)).fill(null);
  });
  return indexTextLabels(words.map((word) => word || null));
}

/** The first samples of every file, because a file may hold one class. */
async function previewSamples(
  parts: readonly ArrayPart[],
  encode: (values: ArrayLike<number>) => SampleArray,
  signal?: AbortSignal,
): Promise<SamplePreview> {
  const blocks: SampleArray[] = [];
  const positions: number[] = [];
  let before = 0;
  for (const { values } of parts.slice(0, PREVIEW_SAMPLES)) {
    const count = Math.min(Math.ceil(PREVIEW_SAMPLES / parts.length), sampleCount(values));
    for await (const block of readBlocks(values, { count, signal })) blocks.push(encode(block));
    for (let i = 0; i < count; i++) positions.push(before + i);
    before += sampleCount(values);
  }
  return { values: concatenated(blocks), positions };
}
