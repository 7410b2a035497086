/** Which column of a text table is the label, which columns are features, and the label of every row. */
import { Problem } from '../../protocol/problem.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import type { FindingsList } from '../sources/findings.ts';
import { plural } from '../plural.ts';
import { indexNumericLabels, indexTextLabels, type IndexedLabels } from './labels.ts';
import { squareImageShape, type ValueRange } from './sample-layout.ts';
import { LABEL_COLUMN_NAME, rowCount, type CodedColumn, type ScannedColumn, type TableScan } from './table-scan.ts';

const INDEX_COLUMN = /^(id|index|row|rowid|unnamed: 0|no\.?)$/i;
/** A column with words in more than this share of its cells is a column of words; in fewer they are typing errors. */
const MAX_TYPO_SHARE = 0.05;

/**
 * The index of the label column: as selected; otherwise a column with a label's name, the last column of words, or the last
 * or first column if it has few different whole numbers. Undefined for no labels.
 * @param selected a column name, null for no labels, undefined to guess
 * @throws Problem `unfit` where there is no such column
 */
export function labelColumn(table: TableScan, selected: string | null | undefined): number | undefined {
  const { columns, coded } = table;
  const rows = rowCount(table);
  if (selected === null) return undefined;
  if (selected !== undefined) {
    const at = columns.findIndex(({ name }) => name === selected);
    if (at < 0)
      throw new Problem(
        'unfit',
        `There is no column “${selected}”.`,
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

/** Count of the most frequent value: a corner pixel of an image is nearly always background, a label is not. */
function modeCount({ values: words, codes }: CodedColumn): number {
  const counts = new Int32Array(words.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return counts.reduce((a, b) => Math.max(a, b), 0);
}

/**
 * The indices of the columns of numbers, without the label, running numbers and empty columns.
 * @param label index of the label column
 * Columns left out and missing values are told in the findings.
 * @throws Problem `bad-file` at a word among numbers, `unfit` where no column of numbers is left
 */
export function featureColumns(
  { path, table, label }: { path: string; table: TableScan; label: number | undefined },
  findings: FindingsList,
): number[] {
  const { columns } = table;
  const rows = rowCount(table);
  const features: number[] = [];
  const leftOut: string[] = [];
  let filled = 0;
  for (const [at, column] of columns.entries()) {
    if (at === label || column.missingCount === rows) continue;
    if (column.textCount > MAX_TYPO_SHARE * rows || INDEX_COLUMN.test(column.name)) {
      leftOut.push(column.name);
      findings.passOver(column.name, 'It holds words, or has the name of an index.');
      continue;
    }
    if (column.firstText) {
      const { path: file, row, text } = column.firstText;
      throw new Problem(
        'bad-file',
        `“${file}” has “${text.slice(0, 40)}” in row ${row}, column “${column.name}”, where numbers belong.`,
        'Repair the cell, or choose this column as the label.',
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
  if (leftOut.length)
    findings.warn(
      'columns-left-out',
      `${plural(leftOut.length, 'column')} left out: ${leftOut.slice(0, 5).join(', ')}.`,
    );
  if (filled) findings.warn('missing-filled', `${plural(filled, 'missing value')} filled with the column’s mean.`);
  return features;
}

export const rangeOf = (columns: readonly ScannedColumn[]): ValueRange => ({
  min: columns.reduce((least, { min }) => Math.min(least, min), Infinity),
  max: columns.reduce((most, { max }) => Math.max(most, max), -Infinity),
  integers: columns.every(({ integers }) => integers),
});

/**
 * The labels of all rows; −1 for empty cells, and everywhere where there is no label column.
 * @throws Problem `unfit` where the column holds measurements, `bad-file` at a label out of range
 */
export function readLabelColumn(
  entries: readonly FileEntry[],
  { columns, coded, rows }: TableScan,
  label: number | undefined,
): IndexedLabels {
  const total = rowCount({ rows });
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
