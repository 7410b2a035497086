/** Rows of data of a text table: without its header, all of the same length, numbers packed into one cell unpacked. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import type { TableExcerpt } from '../../protocol/import/import-preview.ts';
import { Problem } from '../../protocol/problem.ts';
import { baseName, type FileEntry } from '../containers/file-entry.ts';
import type { DecimalMark } from './cells.ts';
import { guessHeader, type HeaderGuess } from './header-row.ts';
import { isWhole, packedColumn, unpackRow, type PackedColumn } from './packed-cells.ts';
import type { ReadRows, RowBlock } from './text-rows.ts';

const MAX_COLUMNS = 100_000;
/** Rows of the first file that are looked at before all are read. */
const SAMPLE_ROWS = 200;
/** Of the excerpt for the preview. */
const SHOWN_ROWS = 8;
const SHOWN_COLUMNS = 24;
const SHOWN_CHARACTERS = 60;

export interface TableReader {
  header: HeaderGuess;
  /** Names of the columns, different from each other. */
  names: string[];
  /** Positions of columns whose header cell is empty. */
  unnamed: ReadonlySet<number>;
  decimal: DecimalMark;
  /** The columns that were numbers in one cell. */
  packed: PackedColumn | undefined;
  /** The first rows of data. */
  sample: string[][];
  excerpt: TableExcerpt;
  /** The rows of data of one file. @throws Problem `bad-file` at a row of another length or another header */
  rows(entry: FileEntry, signal?: AbortSignal): AsyncGenerator<RowBlock>;
}

interface Opening {
  readRows: ReadRows;
  decimal: DecimalMark;
  choices: ImportChoices;
  signal: AbortSignal | undefined;
}

/** @throws Problem `bad-file` */
export async function openTable(
  entries: readonly FileEntry[],
  { readRows, decimal, choices, signal }: Opening,
): Promise<TableReader> {
  const [first] = entries as [FileEntry];
  const block = await firstBlock(readRows(first, signal));
  const guess = guessHeader(block, decimal);
  const header = choices.header === undefined ? guess : { header: choices.header, why: guess.why };
  const titles = (header.header ? block[0] : undefined)?.map((cell) => cell.trim());
  const data = block.slice(titles ? 1 : 0, SAMPLE_ROWS);
  const width = widthOf(titles, data);
  if (width > MAX_COLUMNS) throw new Problem('bad-file', `“${first.path}” has ${width.toLocaleString('en')} columns.`);
  if (!block.length) throw new Problem('bad-file', `“${first.path}” is empty: it has no rows of data.`);
  const raw = uniqueNames(Array.from({ length: width }, (_, at) => titles?.[at] || `Column ${at + 1}`));
  const packed = packedColumn(data, raw, titles);
  const names = packed ? [...raw.slice(0, packed.at), ...packed.names, ...raw.slice(packed.at + 1)] : raw;
  const unnamed = new Set(titles ? raw.flatMap((_, at) => (titles[at] ? [] : [at])) : []);

  async function* rows(entry: FileEntry, stop?: AbortSignal): AsyncGenerator<RowBlock> {
    let skip = titles ? 1 : 0;
    let before = 0;
    for await (const given of readRows(entry, stop)) {
      if (skip && entry !== first) checkHeader(given[0]!, titles!, [entry, first]);
      const out: RowBlock = [];
      const lines: number[] = [];
      for (let i = skip; i < given.length; i++) {
        const line = given.lines?.[i] ?? before + i + 1;
        const row = evenRow(given[i]!, width, { path: entry.path, line });
        out.push(packed ? unpackRow(row, packed, { path: entry.path, line }) : row);
        lines.push(line);
      }
      before += given.length;
      skip = 0;
      if (out.length) yield Object.assign(out, { lines });
    }
  }

  const sample = data
    .filter((row) => row.length >= width && (!packed || isWhole(row, packed)))
    .map((row) => (packed ? unpackRow(row.slice(0, width), packed, { path: first.path, line: 0 }) : row));
  const excerpt = { columns: raw.slice(0, SHOWN_COLUMNS), rows: data.slice(0, SHOWN_ROWS).map(shownCells) };
  return { header, names, unnamed, decimal, packed, sample, excerpt, rows };
}

const shownCells = (row: readonly string[]): string[] =>
  row
    .slice(0, SHOWN_COLUMNS)
    .map((cell) => (cell.length > SHOWN_CHARACTERS ? `${cell.slice(0, SHOWN_CHARACTERS)}…` : cell));

async function firstBlock(blocks: AsyncIterable<RowBlock>): Promise<RowBlock> {
  for await (const rows of blocks) return rows;
  return [];
}

/** Columns without those at the end that are empty in the header and in all rows: separators too many. */
function widthOf(titles: readonly string[] | undefined, data: readonly string[][]): number {
  const filled = (row: readonly string[]): number => {
    let length = row.length;
    while (length > 1 && !row[length - 1]!.trim()) length--;
    return length;
  };
  if (titles) return Math.max(filled(titles), ...data.map((row) => Math.min(filled(row), titles.length)));
  const [row = []] = data;
  return data.every((one) => one.length === row.length) ? Math.max(1, ...data.map(filled)) : row.length;
}

/** The row without empty cells beyond the width. @throws Problem `bad-file` at another length, with the line */
function evenRow(row: string[], width: number, at: { path: string; line: number }): string[] {
  if (row.length === width) return row;
  if (row.length > width && row.slice(width).every((cell) => !cell.trim())) return row.slice(0, width);
  throw new Problem(
    'bad-file',
    `“${at.path}” is uneven: line ${at.line} has ${row.length} fields where others have ${width}.`,
    'Repair the line, or download the file again.',
  );
}

function checkHeader(row: readonly string[], titles: readonly string[], [entry, first]: [FileEntry, FileEntry]): void {
  const same = row.length === titles.length && row.every((cell, column) => cell.trim() === titles[column]);
  if (!same)
    throw new Problem(
      'bad-file',
      `“${entry.path}” has other columns than “${baseName(first.path)}”.`,
      'Drop tables of the same columns.',
    );
}

function uniqueNames(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
