/** One look at the whole of a text table: its header, what its columns hold, and the words of those that may be labels. */
import type { OnProgress } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { baseName, type FileEntry } from '../containers/file-entry.ts';
import { MAX_CLASSES } from './labels.ts';
import { readRows } from './text-rows.ts';

const MAX_COLUMNS = 100_000;
const MAX_ROWS = 20_000_000;
const MISSING = /^(|na|nan|n\/a|null|none|\?)$/i;

/** What columns of labels are usually called. */
export const LABEL_COLUMN_NAME = /^(labels?|class(es)?|targets?|species|category|digit|diagnosis|outcome|variety)$/i;

export interface ScannedColumn {
  name: string;
  numberCount: number;
  missingCount: number;
  textCount: number;
  /** The first cell that is no number: row (from 1, as an editor counts) and text. */
  firstText?: { path: string; row: number; text: string };
  min: number;
  max: number;
  sum: number;
  integers: boolean;
}

/** A column's cells as places in a list of words; −1 where missing. */
export interface CodedColumn {
  values: string[];
  codes: number[];
  /** The places of words, for the scan. */
  codeOf: Map<string, number>;
}

export interface TableScan {
  header: boolean;
  columns: ScannedColumn[];
  /** Rows per file, in the files' order. */
  rows: number[];
  coded: Map<number, CodedColumn>;
}

/** Most cells begin with a digit; the pattern is for the others. */
export function isMissing(cell: string): boolean {
  const first = cell.charCodeAt(0);
  return !(first >= 48 && first <= 57) && cell.length < 5 && MISSING.test(cell.trim());
}

const isNumber = (cell: string): boolean => !isMissing(cell) && Number.isFinite(Number(cell));

/** A first row is a header where a word stands over numbers. */
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

/**
 * @param labelName a column, by name, whose words are wanted whatever it looks like
 * @throws Problem `bad-file` at rows of different lengths
 */
export async function scanTable(
  entries: readonly FileEntry[],
  labelName: string | null | undefined,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<TableScan> {
  let table: TableScan | undefined;
  for (const [file, entry] of entries.entries()) {
    let row = 0;
    for await (const rows of readRows(entry, signal)) {
      let from = 0;
      if (row === 0) {
        table ??= beginScan(entry, rows, labelName);
        if (table.header) {
          checkHeader(table, entry, rows[0]!, entries[0]!);
          from = 1;
        }
      }
      for (let i = from; i < rows.length; i++) scanRow(table!, entry, rows[i]!, row + i + 1);
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

function checkHeader(table: TableScan, entry: FileEntry, row: readonly string[], first: FileEntry): void {
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

function scanRow(table: TableScan, entry: FileEntry, row: readonly string[], number: number): void {
  const { columns, coded } = table;
  if (row.length !== columns.length)
    throw new Problem(
      'bad-file',
      `“${entry.path}” is uneven: row ${number} has ${row.length} fields where others have ${columns.length}.`,
      'Mend the row, or download the file again.',
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
      column.firstText ??= { path: entry.path, row: number, text: cell };
      continue;
    }
    column.numberCount++;
    column.sum += value;
    if (value < column.min) column.min = value;
    if (value > column.max) column.max = value;
    if (column.integers && !Number.isInteger(value)) column.integers = false;
  }
  for (const [i, { values: words, codes, codeOf: places }] of coded) {
    const cell = row[i]!.trim();
    let code = isMissing(cell) ? -1 : places.get(cell);
    if (code === undefined) {
      code = words.length;
      places.set(cell, code);
      words.push(cell);
    }
    codes.push(code);
    if (words.length > MAX_CLASSES) coded.delete(i);
  }
}
