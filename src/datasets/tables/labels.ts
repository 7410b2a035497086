/** Labels as in files (numbers or words) to label indices: 0 … classes − 1, or −1 for no label. */
/** A column with more distinct values than this holds measurements, not labels. */
export const MAX_CLASSES = 10_000;
/** In so many rows, a column with more distinct values than this does not repeat them as labels do. */
export const maxClassesIn = (rows: number): number => Math.max(20, rows / 2);

export interface IndexedLabels {
  /** −1 for no label. */
  labels: Int32Array;
  classes: string[];
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

/** Samples per class; samples without a label (−1) are not counted. */
export function samplesPerClass(labels: Iterable<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
