/** Which column of a text table is the label, and the label of every row. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import { Problem } from '../../protocol/problem.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { listed } from '../plural.ts';
import { SELECTED_REASON, NONE, type FindingsList } from '../sources/findings.ts';
import { isMissing, numberIn } from './cells.ts';
import { arePartNames, LABEL_COLUMN_NAME, PART_COLUMN_NAME, testPartNames } from './column-names.ts';
import { MAX_TYPO_SHARE } from './feature-columns.ts';
import { indexTextLabels, maxClassesIn, samplesPerClass, type IndexedLabels } from './labels.ts';
import { indexNumericLabels } from './numeric-labels.ts';
import { missingWords } from './missing-words.ts';
import { squareImageShape } from './sample-layout.ts';
import type { TableReader } from './table-reader.ts';
import { rowCount, type CodedColumn, type TableScan } from './table-scan.ts';

interface GuessedColumn {
  at: number | undefined;
  /** A sentence. */
  why: string;
}

/** The index of a column by its name. @throws Problem `unfit` where there is none */
export function columnNamed({ columns }: TableScan, name: string): number {
  const at = columns.findIndex((one) => one.name === name);
  if (at >= 0) return at;
  const names = columns.map((one) => one.name);
  throw new Problem('unfit', `There is no column “${name}”.`, `Choose one of ${listed(names, 8)}.`);
}

/**
 * The label column: as selected; otherwise a column with a label's name, the last column of words, or the last or first
 * column if it has few different whole numbers.
 * @param part a column that has another use
 * @throws Problem `unfit` where the selected one does not exist
 */
export function labelColumn(
  { table, reader, part }: { table: TableScan; reader: TableReader; part: number | undefined },
  selected: ImportChoices['labelColumn'],
): GuessedColumn {
  const { columns, coded } = table;
  if (selected === null) return { at: undefined, why: SELECTED_REASON };
  if (selected !== undefined) return { at: columnNamed(table, selected), why: SELECTED_REASON };
  const rows = rowCount(table);
  const distinct = (at: number): number => coded.get(at)?.values.length ?? 0;
  const counts = (at: number): boolean => columns[at]!.counting && columns[at]!.numberCount === rows && rows > 2;
  const candidates = [...coded.keys()].filter(
    (at) => at !== part && distinct(at) >= 2 && distinct(at) <= maxClassesIn(rows) && !counts(at),
  );
  const named = candidates.find((at) => LABEL_COLUMN_NAME.test(columns[at]!.name));
  if (named !== undefined) return { at: named, why: 'Its name is that of a label.' };
  const wordy = candidates.filter((at) => columns[at]!.textCount > MAX_TYPO_SHARE * rows);
  if (wordy.length) return { at: wordy.at(-1), why: 'It is the last column of words that repeat.' };
  // “y” is a label beside many columns, and a coordinate beside “x”.
  const y = columns.some(({ name }) => /^x$/i.test(name))
    ? undefined
    : candidates.find((at) => /^y$/i.test(columns[at]!.name));
  if (y !== undefined) return { at: y, why: 'It is called y, and no column is called x.' };
  const few = (at: number): boolean => columns[at]!.integers && distinct(at) <= Math.min(200, rows / 3);
  if (reader.packed) {
    const at = candidates.find(few);
    return at === undefined
      ? NO_LABEL
      : { at, why: `It has few different whole numbers beside “${reader.packed.name}”.` };
  }
  const width = columns.length;
  const square = (count: number): boolean => squareImageShape(count) !== undefined;
  if (width <= 2 || (square(width) && !square(width - 1))) return NO_LABEL;
  const [at] = [width - 1, 0]
    .filter((one) => candidates.includes(one) && few(one))
    .filter((one) => modeCount(coded.get(one)!) < 0.9 * rows)
    .sort((a, b) => distinct(a) - distinct(b));
  if (at === undefined) return NO_LABEL;
  return { at, why: `It is the ${at ? 'last' : 'first'} column and has few different whole numbers.` };
}

const NO_LABEL: GuessedColumn = { at: undefined, why: 'No column has the name or the values of a label.' };

/** Count of the most frequent value: a corner pixel of an image is nearly always background, a label is not. */
function modeCount({ values: words, codes }: CodedColumn): number {
  return samplesPerClass(codes, words.length).reduce((a, b) => Math.max(a, b), 0);
}

export interface PartColumn {
  at: number;
  /** False where it is not to be used; it is no label then either. */
  used: boolean;
  isTest(row: number): boolean;
}

/**
 * The column that says which part a row belongs to, and whether each row is of the test part.
 * @throws Problem `unfit` where the selected column does not exist or has other words
 */
export function partColumn(table: TableScan, selected: ImportChoices['partColumn']): PartColumn | undefined {
  const { columns, coded } = table;
  const guess = (): number | undefined =>
    [...coded.keys()].find((one) => {
      const { name, textCount } = columns[one]!;
      return textCount > 0 && PART_COLUMN_NAME.test(name) && arePartNames(coded.get(one)!.values);
    });
  const at = typeof selected === 'string' ? columnNamed(table, selected) : guess();
  if (at === undefined) return undefined;
  const column = coded.get(at);
  if (!column || !arePartNames(column.values))
    throw new Problem(
      'unfit',
      `The column “${columns[at]!.name}” does not say which rows train and which test.`,
      'Choose a column with words such as train and test.',
    );
  const names = testPartNames(column.values);
  const tests = column.values.map((word) => names.has(word));
  return { at, used: selected !== null, isTest: (row) => tests[column.codes[row]!] ?? false };
}

/** Offers label column and part column. */
export function offerColumns(
  findings: FindingsList,
  table: TableScan,
  { label, part, reader }: { label: GuessedColumn; part: PartColumn | undefined; reader: TableReader },
): void {
  const { packed } = reader;
  const names = table.columns
    .filter((_, at) => !packed || at < packed.at || at >= packed.at + packed.names.length)
    .map(({ name }) => name);
  findings.offer({
    key: 'labelColumn',
    label: 'Label column',
    value: label.at === undefined ? null : table.columns[label.at]!.name,
    options: [...names, NONE],
    why: label.why,
  });
  if (part !== undefined)
    findings.offer({
      key: 'partColumn',
      label: 'Column of the parts',
      value: part.used ? table.columns[part.at]!.name : null,
      options: [table.columns[part.at]!.name, NONE],
      why: 'Its words are names of parts, such as train and test.',
    });
}

/**
 * The labels of all rows; −1 for empty cells, and everywhere where there is no label column.
 * @throws Problem `unfit` where the column holds measurements, `bad-file` at a label out of range
 */
export function readLabelColumn(
  {
    entries,
    table,
    label,
    reader,
  }: {
    entries: readonly FileEntry[];
    table: TableScan;
    label: number | undefined;
    reader: TableReader;
  },
  choices: ImportChoices,
  findings: FindingsList,
): IndexedLabels {
  const { columns, coded, rows } = table;
  const total = rowCount({ rows });
  if (label === undefined) return { labels: new Int32Array(total).fill(-1), classes: [] };
  const { name, integers, textCount: texts } = columns[label]!;
  const found = coded.get(label);
  const numbers = texts === 0;
  if (!found || (numbers && !integers && found.values.length > 20) || found.values.length > maxClassesIn(total))
    throw new Problem(
      'unfit',
      `The column “${name}” has too many different values to be classes: these look like measurements.`,
      'Choose another column as the label.',
    );
  const words = missingWords(found, { numbers, choices }, findings);
  if (!(numbers && integers) || words.some((word) => word !== null && isMissing(word))) return indexTextLabels(words);
  const values = new Map(found.values.map((cell) => [cell, numberIn(cell, reader.decimal)]));
  let from = 0;
  const parts = entries.map(({ path }, file) => {
    const mine = words.slice(from, (from += rows[file]!));
    return { path, labels: mine.map((word) => (word === null ? NaN : values.get(word)!)) };
  });
  return indexNumericLabels(parts, { findings, minusOne: choices.minusOne, anyNumber: true });
}
