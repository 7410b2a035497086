/** One pass over a text table: its header, statistics of its columns, and the values of columns that may be labels. */
import type { OnProgress } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { baseName, type FileEntry } from '../containers/file-entry.ts';
import { MAX_CLASSES } from './labels.ts';

const MAX_COLUMNS = 100_000;
const MAX_ROWS = 20_000_000;
const MISSING = /^(|na|nan|n\/a|null|none|\?)$/i;

/** Usual names of label columns. */
export const LABEL_COLUMN_NAME = /^(labels?|class(es)?|targets?|species|category|digit|diagnosis|outcome|variety)$/i;

export interface ScannedColumn {
  name: string;
  numberCount: number;
  missingCount: number;
  textCount: number;
  /** The first cell that is not a number: row (from 1, as an editor counts) and text. */
  firstText?: { path: string; row: number; text: string };
  min: number;
  max: number;
  sum: number;
  integers: boolean;
}

/** A column's cells as indices into a list of distinct values; −1 where missing. */
export interface CodedColumn {
  values: string[];
  codes: number[];
  /** Index of each value, for the scan. */
  codeOf: Map<string, number>;
}

export interface TableScan {
  header: boolean;
  columns: ScannedColumn[];
  /** Rows per file, in the files' order. */
  rows: number[];
  coded: Map<number, CodedColumn>;
}

/** Rows of data in all files. */
export const rowCount = ({ rows }: Pick<TableScan, 'rows'>): number => rows.reduce((a, b) => a + b, 0);

/** Whether a cell stands for a missing value. Cells that begin with a digit skip the pattern, for speed. */
export function isMissing(cell: string): boolean {
  const first = cell.charCodeAt(0);
  return !(first >= 48 && first <= 57) && cell.length < 5 && MISSING.test(cell.trim());
}

const isNumber = (cell: string): boolean => !isMissing(cell) && Number.isFinite(Number(cell));

/** The first row is a header where it has a word in a column of numbers. */
function hasHeader([first, ...others]: readonly string[][]): boolean {
  if (!first || !others.length) return false;
  const sample = others.slice(0, 20);
  return first.some(
    (cell, column) =>
      !isNumber(cell) &&
      sample.every((row) => isNumber(row[column] ?? '') || isMissing(row[column] ?? '')) &&
      sample.some((row) => isNumber(row[column] ?? '')),
  );
}

/** Streams the rows of a file as cells, without empty rows, in blocks. */
export type ReadRows = (entry: FileEntry, signal?: AbortSignal) => AsyncIterable<string[][]>;

interface ScanOptions {
  readRows: ReadRows;
  /** A column, by name, whose values are collected whatever it looks like. */
  labelName: string | null | undefined;
  onProgress: OnProgress;
  signal: AbortSignal | undefined;
}

/**
 * Scans files of the same columns.
 * @throws Problem `bad-file` at rows of different lengths or headers that differ
 */
export async function scanTable(
  entries: readonly FileEntry[],
  { readRows, labelName, onProgress, signal }: ScanOptions,
): Promise<TableScan> {
  let table: TableScan | undefined;
  for (const [file, entry] of entries.entries()) {
    let row = 0;
    for await (const rows of readRows(entry, signal)) {
      let from = 0;
      if (row === 0) {
        table ??= beginScan(entry, rows, labelName);
        if (table.header) {
          checkHeader(table, rows[0]!, [entry, entries[0]!]);
          from = 1;
        }
      }
      for (let i = from; i < rows.length; i++) scanRow(table!, rows[i]!, { path: entry.path, row: row + i + 1 });
      row += rows.length;
      if (row > MAX_ROWS)
        throw new Problem('bad-file', `“${entry.path}” has more than ${MAX_ROWS.toLocaleString('en')} rows.`);
      onProgress({ phase: `Scanning ${entry.path}`, done: row, total: 0 });
    }
    const counted = row - (table?.header ? 1 : 0);
    if (!table || counted <= 0) throw new Problem('bad-file', `“${entry.path}” is empty: it has no rows of data.`);
    table.rows[file] = counted;
  }
  if (!table) throw new Problem('bad-file', 'There is no table.');
  return table;
}

function beginScan(entry: FileEntry, rows: readonly string[][], extra: string | null | undefined): TableScan {
  const header = hasHeader(rows);
  const width = rows[0]!.length;
  if (width > MAX_COLUMNS) throw new Problem('bad-file', `“${entry.path}” has ${width.toLocaleString('en')} columns.`);
  const names = uniqueNames(
    rows[0]!.map((cell, column) => (header && cell.trim() ? cell.trim() : `Column ${column + 1}`)),
  );
  const sample = rows.slice(header ? 1 : 0).slice(0, 200);
  const coded = new Map<number, CodedColumn>();
  names.forEach((name, column) => {
    const wordy = sample.some((row) => !isNumber(row[column] ?? '') && !isMissing(row[column] ?? ''));
    if (
      column === 0 ||
      column === width - 1 ||
      wordy ||
      LABEL_COLUMN_NAME.test(name) ||
      /^y$/i.test(name) ||
      name === extra
    )
      coded.set(column, { values: [], codes: [], codeOf: new Map() });
  });
  const columns = names.map((name): ScannedColumn => ({
    name,
    numberCount: 0,
    missingCount: 0,
    textCount: 0,
    min: Infinity,
    max: -Infinity,
    sum: 0,
    integers: true,
  }));
  return { header, columns, rows: [], coded };
}

function uniqueNames(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

function checkHeader(table: TableScan, row: readonly string[], [entry, first]: [FileEntry, FileEntry]): void {
  const same =
    row.length === table.columns.length &&
    row.every((cell, column) => !cell.trim() || table.columns[column]!.name.startsWith(cell.trim()));
  if (!same)
    throw new Problem(
      'bad-file',
      `“${entry.path}” has other columns than “${baseName(first.path)}”.`,
      'Drop tables of the same columns.',
    );
}

/** @param at file and row number, for messages */
function scanRow({ columns, coded }: TableScan, row: readonly string[], at: { path: string; row: number }): void {
  if (row.length !== columns.length)
    throw new Problem(
      'bad-file',
      `“${at.path}” is uneven: row ${at.row} has ${row.length} fields where others have ${columns.length}.`,
      'Repair the row, or download the file again.',
    );
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    const cell = row[i]!;
    if (isMissing(cell)) {
      column.missingCount++;
      continue;
    }
    const value = Number(cell);
    if (!Number.isFinite(value)) {
      column.textCount++;
      column.firstText ??= { ...at, text: cell };
      continue;
    }
    column.numberCount++;
    column.sum += value;
    if (value < column.min) column.min = value;
    if (value > column.max) column.max = value;
    if (column.integers && !Number.isInteger(value)) column.integers = false;
  }
  for (const [i, { values, codes, codeOf }] of coded) {
    const cell = row[i]!.trim();
    let code = isMissing(cell) ? -1 : codeOf.get(cell);
    if (code === undefined) {
      code = values.length;
      codeOf.set(cell, code);
      values.push(cell);
    }
    codes.push(code);
    if (values.length > MAX_CLASSES) coded.delete(i);
  }
}
