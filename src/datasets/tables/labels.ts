/** Labels as in files (numbers or words) to label indices: 0 … classes − 1, or −1 for no label. */
import { Problem } from '../../protocol/problem.ts';

/** A column with more distinct values than this holds measurements, not labels. */
export const MAX_CLASSES = 10_000;

/** The labels of one file. */
export interface FileLabels {
  path: string;
  /** −1 for no label. */
  labels: ArrayLike<number>;
}

export interface IndexedLabels {
  labels: Int32Array;
  classes: string[];
}

const outOfRange = (path: string, value: number, place: number, range: string): Problem =>
  new Problem(
    'bad-file',
    `“${path}” has a label out of range: ${value} at sample ${place.toLocaleString('en')}, where labels run ${range}.`,
    'The file is damaged, or its labels belong to other data.',
  );

/**
 * Whole numbers as labels. Where names are given, every label must have one; otherwise the values that occur are the
 * classes. A rare value far from the others is taken as a damaged byte and refused.
 * @throws Problem `bad-file` with file and position
 */
export function indexNumericLabels(parts: readonly FileLabels[], names?: readonly string[]): IndexedLabels {
  const total = parts.reduce((sum, part) => sum + part.labels.length, 0);
  const labels = new Int32Array(total);
  const counts = new Map<number, number>();
  let at = 0;
  for (const { path, labels: given } of parts)
    for (let i = 0; i < given.length; i++) {
      const value = given[i]!;
      if (!Number.isInteger(value) || value > 2 ** 31 - 1)
        throw new Problem('bad-file', `“${path}” has a label that is no whole number: ${value} at sample ${i}.`);
      if (value < -1 || (names && value >= names.length))
        throw outOfRange(path, value, i, names ? `from 0 to ${names.length - 1}` : 'from 0 up');
      labels[at++] = value;
      if (value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  if (names) return { labels, classes: [...names] };

  if (counts.size > MAX_CLASSES)
    throw new Problem(
      'unfit',
      `“${parts[0]?.path ?? ''}” has ${counts.size.toLocaleString('en')} different labels: these are measurements, not classes.`,
    );
  const values = [...counts.keys()].sort((a, b) => a - b);
  const stray = outlierValue(values, counts);
  if (stray !== undefined) {
    const last = values[values.indexOf(stray) - 1]!;
    for (const { path, labels: given } of parts) {
      const place = Array.prototype.indexOf.call(given, stray);
      if (place >= 0) throw outOfRange(path, stray, place, `from ${values[0]} to ${last}`);
    }
  }
  const index = new Map(values.map((value, i) => [value, i]));
  for (let i = 0; i < total; i++) if (labels[i]! >= 0) labels[i] = index.get(labels[i]!)!;
  return { labels, classes: values.map(String) };
}

/** A value after a gap that is rare compared with the others, or both far away and not common. */
function outlierValue(values: readonly number[], counts: ReadonlyMap<number, number>): number | undefined {
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    if (value === values[i - 1]! + 1) continue;
    const count = counts.get(value)!;
    const mean = (total - count) / (values.length - 1);
    const rare = count * 20 < mean;
    const far = value >= 2 * values.length + 8 && count * 5 < total;
    if (rare || far) return value;
  }
  return undefined;
}

/**
 * Words as labels (null for none): classes in numeric order where all words are numbers, otherwise in natural order. Letters
 * that systems write with different code points are the same (Unicode's form NFC).
 */
export function indexTextLabels(given: readonly (string | null)[]): IndexedLabels {
  const words = given.map((word) => word?.normalize('NFC') ?? null);
  const distinct = [...new Set(words.filter((word): word is string => word !== null))];
  const numeric = distinct.every((word) => word.trim() !== '' && Number.isFinite(Number(word)));
  distinct.sort(numeric ? (a, b) => Number(a) - Number(b) : naturalOrder);
  const index = new Map(distinct.map((word, i) => [word, i]));
  const labels = Int32Array.from(words, (word) => (word === null ? -1 : index.get(word)!));
  return { labels, classes: distinct };
}

const collator = new Intl.Collator('en', { numeric: true });

/** "cat2" before "cat10"; 0 only for equal texts. */
export const naturalOrder = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** Samples per class; samples without a label are not counted. */
export function samplesPerClass(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
