/** A Parquet file: its metadata, its columns, and its rows a few hundred at a time. */
import type { AsyncBuffer, FileMetaData, SchemaElement } from 'hyparquet';
import { Problem, throwIfAborted } from '../../../protocol/problem.ts';
import { readRange, type FileEntry } from '../../containers/file-entry.ts';
import { hasImageSignature } from '../../images/signature.ts';
import { checkDeclaredSize } from '../../sources/blocks.ts';
import { partFromPath } from '../../sources/path-names.ts';
import { isPandasIndex } from '../../tables/column-names.ts';

export interface ParquetTable {
  entry: FileEntry;
  file: AsyncBuffer;
  metadata: FileMetaData;
  rows: number;
  test: boolean;
}

/** Unpacked size of a row group in bytes: it is held in memory. */
const MAX_GROUP_BYTES = 1024 * 2 ** 20;
/** Rows decoded at a time. */
const ROWS_PER_READ = 200;

const damaged = (path: string): Problem =>
  new Problem('bad-file', `“${path}” is truncated or damaged: it cannot be read as Parquet.`, 'Download it again.');

/** The problem that was thrown, or that the file is damaged. */
const asProblem = (error: unknown, { path }: FileEntry): Problem => (error instanceof Problem ? error : damaged(path));

/** @throws Problem `bad-file`, `unsupported` */
export async function openTable(entry: FileEntry): Promise<ParquetTable> {
  const { parquetMetadataAsync } = await import('hyparquet');
  const file: AsyncBuffer = {
    byteLength: entry.size,
    slice: async (from, to = entry.size) => (await readRange(entry, from, to)).buffer as ArrayBuffer,
  };
  if (!entry.blob) await readRange(entry, 0, 0);
  try {
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    const groups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (groups !== rows) throw damaged(entry.path);
    checkDeclaredSize({ path: entry.path, count: rows, valuesPerSample: 1 });
    if (metadata.row_groups.some((group) => Number(group.total_byte_size) > MAX_GROUP_BYTES))
      throw new Problem(
        'unsupported',
        `“${entry.path}” has row groups of more than a gigabyte.`,
        'Save it with smaller row groups.',
      );
    return { entry, file, metadata, rows, test: partFromPath(entry.path) === 'test' };
  } catch (error) {
    throw asProblem(error, entry);
  }
}

export interface TableColumns {
  /** The column of encoded images; undefined in a table of numbers. */
  image: string | undefined;
  /** Columns with one value per row. */
  scalar: string[];
  /** All columns at the outermost level, without the index that pandas writes. */
  all: string[];
  /** Class names by label column, from the metadata of the Hugging Face hub. */
  classNames: Map<string, string[]>;
}

/** The column of images is a struct with `bytes`, or the first column whose bytes begin like an image. */
export async function findColumns(table: ParquetTable, signal?: AbortSignal): Promise<TableColumns> {
  const { schema } = table.metadata;
  const scalar: string[] = [];
  const all: string[] = [];
  const binary: string[] = [];
  let image: string | undefined;
  for (let at = 1; at < schema.length; at += subtreeSize(schema, at)) {
    const { name, num_children: children = 0, type } = schema[at]!;
    if (isPandasIndex(name)) continue;
    const inner = schema.slice(at + 1, at + 1 + children).map((one) => one.name);
    if (inner.includes('bytes')) image ??= name;
    all.push(name);
    if (!children) scalar.push(name);
    if (!children && type === 'BYTE_ARRAY') binary.push(name);
  }
  for (const name of image === undefined ? binary : [])
    if (await holdsImages(table, name, signal)) {
      image = name;
      break;
    }
  const hub = table.metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  const classNames = new Map<string, string[]>();
  for (const name of scalar) {
    const names = classNamesInMetadata(hub, name);
    if (names) classNames.set(name, names);
  }
  return { image, scalar: scalar.filter((name) => name !== image), all, classNames };
}

/** Whether the first cell that is not empty begins like an image. */
async function holdsImages(table: ParquetTable, column: string, signal?: AbortSignal): Promise<boolean> {
  for await (const rows of readRecords(table, [column], { to: ROWS_PER_READ, signal }))
    for (const row of rows) if (row[column] instanceof Uint8Array) return hasImageSignature(row[column]);
  return false;
}

/** A schema is a tree in depth-first order: the number of elements of the subtree at `at`. */
function subtreeSize(schema: readonly SchemaElement[], at: number): number {
  let count = 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) count += subtreeSize(schema, at + count);
  return count;
}

function classNamesInMetadata(hub: string | undefined, column: string): string[] | undefined {
  try {
    const { info } = JSON.parse(hub ?? '') as { info?: { features?: Record<string, { names?: unknown }> } };
    const names = info?.features?.[column]?.names;
    return Array.isArray(names) && names.every((one) => typeof one === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}

export type ParquetRecord = Record<string, unknown>;

/** Rows of some columns, in blocks. @param range from a row up to another one, by default all @throws Problem `bad-file` */
export async function* readRecords(
  { entry, file, metadata, rows: total }: ParquetTable,
  columns: string[],
  range: { from?: number; to?: number; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<ParquetRecord[]> {
  const { parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const { from: first = 0, to: last = total, signal } = range;
  let from = 0;
  for (const group of metadata.row_groups) {
    const to = from + Number(group.num_rows);
    const end = Math.min(to, last);
    for (let rowStart = Math.max(from, first); rowStart < end; rowStart += ROWS_PER_READ) {
      throwIfAborted(signal);
      const rowEnd = Math.min(end, rowStart + ROWS_PER_READ);
      try {
        const options = { file, metadata, columns, compressors, utf8: false, rowStart, rowEnd };
        const rows = await parquetReadObjects(options);
        if (rows.length !== rowEnd - rowStart) throw damaged(entry.path);
        yield rows as ParquetRecord[];
      } catch (error) {
        throw asProblem(error, entry);
      }
    }
    from = to;
  }
}

/** The cells of one column, in blocks of rows. @throws Problem `bad-file` */
export async function* readColumn(
  table: ParquetTable,
  column: string,
  signal?: AbortSignal,
): AsyncGenerator<unknown[]> {
  for await (const rows of readRecords(table, [column], { signal })) yield rows.map((row) => row[column]);
}
