/** Which column of a text table is the label, which are features, and what the label's cells stand for. */
import { Problem } from '../../protocol/problem.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { indexNumericLabels, indexTextLabels, type IndexedLabels } from './labels.ts';
import { squareImageShape, type ValueRange } from './sample-layout.ts';
import { LABEL_COLUMN_NAME, type CodedColumn, type ScannedColumn, type TableScan } from './table-scan.ts';
import { plural } from '../formats/sample-source.ts';

const INDEX_COLUMN = /^(id|index|row|rowid|unnamed: 0|no\.?)$/i;
/** Words in more cells than this make a column of words; in fewer they are slips. */
const MAX_TYPO_SHARE = 0.05;

/**
 * The label's column: as chosen, by its name, else the last column of words, else a last or first column of few whole
 * numbers.
 */
export function labelColumn(
  { columns, coded }: TableScan,
  rows: number,
  chosen: string | null | undefined,
): number | undefined {
  if (chosen === null) return undefined;
  if (chosen !== undefined) {
    const at = columns.findIndex(({ name }) => name === chosen);
    if (at < 0)
      throw new Problem(
        'unfit',
        `There is no column “${chosen}”.`,
        `Choose one of ${columns
          .slice(0, 8)
          .map((one) => one.name)
          .join(', ')}.`,
      );
    return at;
  }
  const distinct = (at: number): number => coded.get(at)?.values.length ?? 0;
  const candidates = [...coded.keys()].filter((at) => distinct(at) >= 2 && distinct(at) <= Math.max(20, rows / 2));
  const named = candidates.find((at) => LABEL_COLUMN_NAME.test(columns[at]!.name));
  if (named !== undefined) return named;
  const wordy = candidates.filter((at) => columns[at]!.textCount > MAX_TYPO_SHARE * rows);
  if (wordy.length) return wordy.at(-1);
  // “y” is a label beside many columns, and a coordinate beside “x”.
  const y = columns.some(({ name }) => /^x$/i.test(name))
    ? undefined
    : candidates.find((at) => /^y$/i.test(columns[at]!.name));
  if (y !== undefined) return y;
  const width = columns.length;
  const square = (count: number): boolean => squareImageShape(count) !== undefined;
  if (width <= 2 || (square(width) && !square(width - 1))) return undefined;
  return [width - 1, 0]
    .filter((at) => candidates.includes(at) && columns[at]!.integers && distinct(at) <= Math.min(200, rows / 3))
    .filter((at) => modeCount(coded.get(at)!) < 0.9 * rows)
    .sort((a, b) => distinct(a) - distinct(b))[0];
}

/** How often the commonest word stands there: a corner of an image is nearly always background, a label is not. */
function modeCount({ values: words, codes }: CodedColumn): number {
  const counts = new Int32Array(words.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return counts.reduce((a, b) => Math.max(a, b), 0);
}

/** @throws Problem `bad-file` at a slip, `unfit` where no numbers are left */
export function featureColumns(
  path: string,
  { columns }: TableScan,
  label: number | undefined,
  rows: number,
  warnings: string[],
): number[] {
  const features: number[] = [];
  const leftOut: string[] = [];
  let filled = 0;
  for (const [at, column] of columns.entries()) {
    if (at === label || column.missingCount === rows) continue;
    if (column.textCount > MAX_TYPO_SHARE * rows || INDEX_COLUMN.test(column.name)) {
      leftOut.push(column.name);
      continue;
    }
    if (column.firstText) {
      const { path: file, row, text } = column.firstText;
      throw new Problem(
        'bad-file',
        `“${file}” has “${text.slice(0, 40)}” in row ${row}, column “${column.name}”, where numbers belong.`,
        'Mend the cell, or choose this column as the label.',
      );
    }
    filled += column.missingCount;
    features.push(at);
  }
  if (!features.length && rows < 2)
    throw new Problem('bad-file', `“${path}” is empty: it has no rows of data.`, 'Download it again.');
  if (!features.length)
    throw new Problem(
      'unfit',
      `“${path}” has no column of numbers to learn from.`,
      'Choose another column as the label.',
    );
  if (leftOut.length) warnings.push(`${plural(leftOut.length, 'column')} left out: ${leftOut.slice(0, 5).join(', ')}.`);
  if (filled) warnings.push(`${plural(filled, 'missing value')} filled with the column’s mean.`);
  return features;
}

export const rangeOf = (columns: readonly ScannedColumn[]): ValueRange => ({
  min: columns.reduce((least, { min }) => Math.min(least, min), Infinity),
  max: columns.reduce((most, { max }) => Math.max(most, max), -Infinity),
  integers: columns.every(({ integers }) => integers),
});

/** @throws Problem `unfit` where the column holds measurements, `bad-file` at a label out of range */
export function readLabelColumn(
  entries: readonly FileEntry[],
  { columns, coded, rows }: TableScan,
  label: number | undefined,
): IndexedLabels {
  const total = rows.reduce((a, b) => a + b, 0);
  if (label === undefined) return { labels: new Int32Array(total).fill(-1), classes: [] };
  const { name, integers, textCount: texts, min } = columns[label]!;
  const found = coded.get(label);
  const numbers = texts === 0;
  if (!found || (numbers && !integers && found.values.length > 20) || found.values.length > Math.max(20, total / 2))
    throw new Problem(
      'unfit',
      `The column “${name}” has too many different values to be classes: these look like measurements.`,
      'Choose another column as the label.',
    );
  if (!(numbers && integers && min >= -1)) return indexTextLabels(wordsOf(found));
  const values = found.values.map(Number);
  let from = 0;
  const parts = entries.map(({ path }, file) => {
    const codes = found.codes.slice(from, (from += rows[file]!));
    return { path, labels: codes.map((code) => (code < 0 ? -1 : values[code]!)) };
  });
  return indexNumericLabels(parts);
}

const wordsOf = ({ values: words, codes }: CodedColumn): (string | null)[] =>
  codes.map((code) => (code < 0 ? null : words[code]!));
