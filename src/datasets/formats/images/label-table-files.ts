/** The tables of text beside images: those that may hold labels, read as a whole. */
import type { FileEntry } from '../../containers/file-entry.ts';
import { detectDialect } from '../../tables/dialect.ts';
import { readRows } from '../../tables/text-rows.ts';
import type { LabelTable } from './label-table.ts';

/** More rows than images that a browser can hold. */
const MAX_ROWS = 2_000_000;
const TABLE_NAME = /\.(csv|tsv|txt)(\.gz)?$/i;
/** Forms in which a competition takes predictions: their labels are empty or invented. */
const FORM_NAME = /submission/i;

export async function readLabelTables(
  notes: readonly FileEntry[],
  pathOf: (entry: FileEntry) => string,
  signal?: AbortSignal,
): Promise<(LabelTable & { entry: FileEntry })[]> {
  const tables: (LabelTable & { entry: FileEntry })[] = [];
  for (const entry of notes) {
    const path = pathOf(entry);
    if (FORM_NAME.test(path) || !TABLE_NAME.test(path)) continue;
    const rows: string[][] = [];
    const dialect = await detectDialect(entry, {}, signal);
    for await (const block of readRows(entry, dialect, signal)) if (rows.push(...block) > MAX_ROWS) break;
    tables.push({ path, rows, entry });
  }
  return tables;
}
