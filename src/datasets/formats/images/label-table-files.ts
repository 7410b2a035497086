/** The tables of text beside images: those that may hold labels, read as a whole. */
import { baseName, type FileEntry } from '../../containers/file-entry.ts';
import { detectDialect } from '../../tables/dialect.ts';
import { readRows } from '../../tables/text-rows.ts';
import type { LabelTable } from './label-table.ts';

/** More rows than images that a browser can hold. */
const MAX_ROWS = 2_000_000;
const TABLE_NAME = /\.(csv|tsv|txt)(\.gz)?$/i;
/** Forms in which a competition takes predictions: their labels are empty or invented. */
const FORM_NAME = /submission/i;

interface Beside {
  images: readonly FileEntry[];
  pathOf(entry: FileEntry): string;
  signal?: AbortSignal | undefined;
}

export async function readLabelTables(
  notes: readonly FileEntry[],
  { images, pathOf, signal }: Beside,
): Promise<(LabelTable & { entry: FileEntry })[]> {
  const tables: (LabelTable & { entry: FileEntry })[] = [];
  const imageNames = new Set(images.map(nameWithoutEnding));
  for (const entry of notes) {
    const path = pathOf(entry);
    if (FORM_NAME.test(path) || !TABLE_NAME.test(path) || isOfOneImage(entry, imageNames)) continue;
    tables.push({ path, rows: await cachedRows(entry, signal), entry });
  }
  return tables;
}

const nameWithoutEnding = ({ path }: FileEntry): string =>
  baseName(path)
    .replace(/\.\w+$/, '')
    .toLowerCase();

/** A text with the name of an image says what is in that image, such as the boxes of YOLO: there may be one for each. */
const isOfOneImage = (entry: FileEntry, imageNames: ReadonlySet<string>): boolean =>
  /\.txt$/i.test(entry.path) && imageNames.has(nameWithoutEnding(entry));

/** Rows by file, for previews with other choices, none of which changes them. */
const rowCache = new WeakMap<FileEntry, string[][]>();

async function cachedRows(entry: FileEntry, signal?: AbortSignal): Promise<string[][]> {
  const rows = rowCache.get(entry) ?? (await rowsOf(entry, signal));
  rowCache.set(entry, rows);
  return rows;
}

async function rowsOf(entry: FileEntry, signal?: AbortSignal): Promise<string[][]> {
  const rows: string[][] = [];
  const dialect = await detectDialect(entry, {}, signal);
  for await (const block of readRows(entry, dialect, signal))
    for (const row of block) if (rows.push(row) >= MAX_ROWS) return rows;
  return rows;
}
