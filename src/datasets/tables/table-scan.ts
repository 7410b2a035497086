/** One pass over a text table: statistics of its columns, and the values of columns that may be labels. */
import type { OnProgress } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { isMissing, isNumber, numberIn } from './cells.ts';
import { isIdentifierName, isIndexName, LABEL_COLUMN_NAME, PART_COLUMN_NAME } from './column-names.ts';
import { MAX_FLOAT } from './element-types.ts';
import { MAX_CLASSES } from './labels.ts';
import type { TableReader } from './table-reader.ts';

const MAX_ROWS = 20_000_000;
/** Numbers of a column that are told apart; with more of them all are taken as different. */
const MAX_DISTINCT_NUMBERS = 1_000_000;

/** A cell of a column: its file, its line in it (from 1, as an editor counts) and its text. */
export interface NotedCell {
  path: string;
  line: number;
  text: string;
}

export interface ScannedColumn {
  name: string;
  numberCount: number;
  missingCount: number;
  textCount: number;
  /** The first cell that is not a number, and the first one that 32-bit floats cannot hold. */
  firstText?: NotedCell;
  firstTooLarge?: NotedCell;
  min: number;
  max: number;
  sum: number;
  integers: boolean;
  /** Each number is the one before plus one; each number is greater than the one before. */
  counting: boolean;
  increasing: boolean;
  last: number;
  /** Of columns that may be identifiers: their different numbers. */
  distinct?: Set<number>;
}

/** A column's cells as indices into a list of distinct values; −1 where empty. */
export interface CodedColumn {
  values: string[];
  codes: number[];
  /** Index of each value, for the scan. */
  codeOf: Map<string, number>;
}

export interface TableScan {
  columns: ScannedColumn[];
  /** Rows per file, in the files' order. */
  rows: number[];
  coded: Map<number, CodedColumn>;
}

/** Rows of data in all files. */
export const rowCount = ({ rows }: Pick<TableScan, 'rows'>): number => rows.reduce((a, b) => a + b, 0);

interface ScanOptions {
  reader: TableReader;
  /** Columns, by name, whose values are collected whatever they look like. */
  collect: readonly (string | null | undefined)[];
  onProgress: OnProgress;
  signal: AbortSignal | undefined;
}

/** @throws Problem `bad-file` at rows of different lengths or headers that differ */
export async function scanTable(
  entries: readonly FileEntry[],
  { reader, collect, onProgress, signal }: ScanOptions,
): Promise<TableScan> {
  const table = beginScan(reader, collect);
  for (const [file, entry] of entries.entries()) {
    let row = 0;
    for await (const rows of reader.rows(entry, signal)) {
      for (const [i, cells] of rows.entries())
        scanRow(table, cells, { reader, path: entry.path, line: rows.lines?.[i] ?? row + i + 1 });
      row += rows.length;
      if (row > MAX_ROWS)
        throw new Problem('bad-file', `“${entry.path}” has more than ${MAX_ROWS.toLocaleString('en')} rows.`);
      onProgress({ phase: `Scanning ${entry.path}`, done: row, total: 0 });
    }
    if (!row) throw new Problem('bad-file', `“${entry.path}” is empty: it has no rows of data.`);
    table.rows[file] = row;
  }
  return table;
}

function beginScan(
  { names, sample, packed, decimal, unnamed }: TableReader,
  collect: ScanOptions['collect'],
): TableScan {
  const coded = new Map<number, CodedColumn>();
  const columns = names.map((name, at): ScannedColumn => {
    const column = newColumn(name);
    if (packed && at >= packed.at && at < packed.at + packed.names.length) return column;
    if (isIdentifierName(name) || isIndexName(name) || unnamed.has(at)) column.distinct = new Set();
    const wordy = sample.some((row) => !isNumber(row[at] ?? '', decimal) && !isMissing(row[at] ?? ''));
    const named = LABEL_COLUMN_NAME.test(name) || PART_COLUMN_NAME.test(name) || /^y$/i.test(name);
    if (at === 0 || at === names.length - 1 || wordy || named || packed || collect.includes(name))
      coded.set(at, { values: [], codes: [], codeOf: new Map() });
    return column;
  });
  return { columns, rows: [], coded };
}

const newColumn = (name: string): ScannedColumn => ({
  name,
  ...{ numberCount: 0, missingCount: 0, textCount: 0, sum: 0 },
  ...{ min: Infinity, max: -Infinity, last: NaN },
  ...{ integers: true, counting: true, increasing: true },
});

interface RowPlace {
  reader: TableReader;
  path: string;
  line: number;
}

function scanRow({ columns, coded }: TableScan, row: readonly string[], { reader, path, line }: RowPlace): void {
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    const cell = row[i]!;
    if (isMissing(cell)) {
      column.missingCount++;
      column.counting = column.increasing = false;
      continue;
    }
    const value = numberIn(cell, reader.decimal);
    if (Number.isNaN(value)) {
      column.textCount++;
      column.firstText ??= { path, line, text: cell };
      continue;
    }
    if (Math.abs(value) > MAX_FLOAT) {
      column.firstTooLarge ??= { path, line, text: cell };
      continue;
    }
    addNumber(column, value);
  }
  for (const [i, { values, codes, codeOf }] of coded) {
    const cell = row[i]!.trim();
    let code = cell === '' ? -1 : codeOf.get(cell);
    if (code === undefined) {
      code = values.length;
      codeOf.set(cell, code);
      values.push(cell);
    }
    codes.push(code);
    if (values.length > MAX_CLASSES) coded.delete(i);
  }
}

function addNumber(column: ScannedColumn, value: number): void {
  if (column.numberCount) {
    if (value !== column.last + 1) column.counting = false;
    if (!(value > column.last)) column.increasing = false;
  }
  column.numberCount++;
  column.last = value;
  column.sum += value;
  if (value < column.min) column.min = value;
  if (value > column.max) column.max = value;
  if (column.integers && !Number.isInteger(value)) column.integers = false;
  if (column.distinct && column.distinct.size < MAX_DISTINCT_NUMBERS) column.distinct.add(value);
}

/** Whether every row has a number of its own. */
export const allDistinct = ({ distinct }: ScannedColumn, rows: number): boolean =>
  distinct !== undefined && (distinct.size === rows || distinct.size >= MAX_DISTINCT_NUMBERS);
