/** Which columns of a text table are features, and why the others are none. */
import { Problem } from '../../protocol/problem.ts';
import { SELECTED_REASON, type FindingsList } from '../sources/findings.ts';
import { listed, plural } from '../plural.ts';
import { isIdentifierName, isIndexName } from './column-names.ts';
import type { ValueRange } from './sample-layout.ts';
import type { TableReader } from './table-reader.ts';
import { allDistinct, rowCount, type ScannedColumn, type TableScan } from './table-scan.ts';

/** A column with words in more than this share of its cells is a column of words; in fewer they are typing errors. */
export const MAX_TYPO_SHARE = 0.05;
/** Rows from which on a column with a name that counts them is an index; in fewer, that may be chance. */
const MIN_COUNTED_ROWS = 16;
/** Columns to choose from; more of them would be no choice for a hand. */
const MAX_OFFERED = 200;

export interface ColumnUse {
  /** Of the first file, for messages. */
  path: string;
  reader: TableReader;
  table: TableScan;
  /** Columns that have another use: label and part. */
  used: readonly (number | undefined)[];
  /** Columns to leave out, by name; undefined to guess. */
  leftOut: readonly string[] | undefined;
}

/**
 * The indices of the feature columns. What is left out, and why, is told in the findings.
 * @throws Problem `bad-file` at a word among numbers or a number too large, `unfit` where no column of numbers is left
 */
export function featureColumns(use: ColumnUse, findings: FindingsList): number[] {
  const { path, reader, table, used, leftOut } = use;
  const { columns } = table;
  const rows = rowCount(table);
  const features: number[] = [];
  const without: string[] = [];
  for (const [at, column] of columns.entries()) {
    if (used.includes(at)) continue;
    const why = leftOut ? selectedReason(column, leftOut, rows) : reasonAgainst(use, at);
    if (why !== undefined) {
      findings.passOver(column.name, why);
      // An empty column is nothing to warn of, and nothing to choose.
      if (column.missingCount < rows || leftOut) without.push(column.name);
      continue;
    }
    checkCells(column);
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
  const missing = features.reduce((sum, at) => sum + columns[at]!.missingCount, 0);
  if (without.length)
    findings.warn('columns-left-out', `${plural(without.length, 'column')} left out: ${listed(without, 5)}.`);
  if (missing) findings.warn('missing-filled', `${plural(missing, 'missing value')} filled with the column’s mean.`);
  const options = columns.filter((_, at) => !used.includes(at)).map(({ name }) => name);
  if (!reader.packed && options.length <= MAX_OFFERED)
    findings.offer({
      key: 'leftOut',
      label: 'Columns left out',
      value: without,
      options,
      why: 'Columns of words, and columns that count or name the rows, say nothing about other samples.',
    });
  return features;
}

const selectedReason = ({ name, missingCount }: ScannedColumn, leftOut: readonly string[], rows: number) =>
  leftOut.includes(name) ? SELECTED_REASON : missingCount === rows ? 'It is empty.' : undefined;

/** Why a column is no feature; undefined where it is one. */
function reasonAgainst({ reader, table }: ColumnUse, at: number): string | undefined {
  const column = table.columns[at]!;
  const { packed, unnamed } = reader;
  const rows = rowCount(table);
  if (packed && (at < packed.at || at >= packed.at + packed.names.length))
    return `The samples are the numbers in “${packed.name}”.`;
  if (packed) return undefined;
  if (column.missingCount === rows) return 'It is empty.';
  if (column.textCount > MAX_TYPO_SHARE * rows) return 'It holds words.';
  if (isIndexName(column.name)) return 'It has the name of an index.';
  if (!column.integers || column.textCount) return undefined;
  if (isIdentifierName(column.name) && rows > 2 && allDistinct(column, rows))
    return 'It has the name of an identifier, and a number of its own in every row.';
  const counted = column.counting && rows > 2 && column.numberCount === rows;
  if (counted && (rows >= MIN_COUNTED_ROWS || (unnamed.has(at) && (column.min === 0 || column.min === 1))))
    return 'It counts the rows.';
  if (at === 0 && unnamed.has(at) && isShuffledIndex(column, rows))
    return 'It has no name and a number of its own in every row, as an index of rows that were mixed or selected.';
  return undefined;
}

/** Whole numbers from 0 up, all different: a permutation of a count, or a count with gaps. */
const isShuffledIndex = (column: ScannedColumn, rows: number): boolean =>
  rows > 2 &&
  column.min >= 0 &&
  allDistinct(column, rows) &&
  (column.increasing || column.max - column.min === rows - 1 || (rows >= MIN_COUNTED_ROWS && column.max <= 4 * rows));

/** @throws Problem `bad-file` at a word, or a number that is stored as infinity */
function checkCells({ name, firstText, firstTooLarge }: ScannedColumn): void {
  const fault = firstText ?? firstTooLarge;
  if (!fault) return;
  const where = `“${fault.path}” has “${fault.text.slice(0, 40)}” in line ${fault.line}, column “${name}”`;
  if (firstText)
    throw new Problem(
      'bad-file',
      `${where}, where numbers belong.`,
      'Repair the cell, or choose this column as the label.',
    );
  throw new Problem(
    'bad-file',
    `${where}, which is too large: numbers are stored with 32 bits, up to 3.4e38.`,
    'Repair the cell, or empty it to have it filled with the column’s mean.',
  );
}

export const rangeOf = (columns: readonly ScannedColumn[]): ValueRange => ({
  min: columns.reduce((least, { min }) => Math.min(least, min), Infinity),
  max: columns.reduce((most, { max }) => Math.max(most, max), -Infinity),
  integers: columns.every(({ integers }) => integers),
});
