/** Parquet without images as rows of cells, for the reader of tables. */
import type { ReadRows } from '../../tables/text-rows.ts';
import { findColumns, openTable, readRecords } from './parquet-table.ts';

/** The names of the columns, then the rows. */
export const readParquetRows: ReadRows = async function* (entry, signal) {
  const table = await openTable(entry);
  const { all } = await findColumns(table, signal);
  let names: string[][] = [all];
  for await (const rows of readRecords(table, all, { signal })) {
    yield [...names, ...rows.map((row) => all.map((name) => cellOf(row[name])))];
    names = [];
  }
};

const utf8 = new TextDecoder();

/** A value as text; lists of any depth as numbers with spaces between them. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Uint8Array) return utf8.decode(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.flat(8).map(cellOf).join(' ');
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, String).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | bigint);
}
