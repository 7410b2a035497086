/** A Parquet file: its metadata, its columns, and its rows a few hundred at a time. */
import type { AsyncBuffer, FileMetaData, SchemaElement } from 'hyparquet';
import { Problem, throwIfAborted } from '../../../protocol/problem.ts';
import { readRange, type FileEntry } from '../../containers/file-entry.ts';
import { checkDeclaredSize } from '../../sources/blocks.ts';
import { partFromPath } from '../../sources/path-names.ts';

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
  image: string;
  /** Columns with one value per row. */
  scalar: string[];
  /** Class names by label column, from the metadata of the Hugging Face hub. */
  classNames: Map<string, string[]>;
}

/**
 * The column of images is a struct with `bytes`, or a column of bytes called image.
 * @throws Problem `unsupported` where there is none
 */
export function findColumns({ entry, metadata }: ParquetTable): TableColumns {
  const scalar: string[] = [];
  let image: string | undefined;
  const { schema } = metadata;
  for (let at = 1; at < schema.length; at += subtreeSize(schema, at)) {
    const { name, num_children: children = 0, type } = schema[at]!;
    const inner = schema.slice(at + 1, at + 1 + children).map((one) => one.name);
    if (inner.includes('bytes')) image ??= name;
    else if (!children && (type !== 'BYTE_ARRAY' || !/^(image|img)$/i.test(name))) scalar.push(name);
    else if (!children) image ??= name;
  }
  if (!image)
    throw new Problem('unsupported', `“${entry.path}” has no column of images.`, 'Save a table of numbers as CSV.');
  const hub = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  const classNames = new Map<string, string[]>();
  for (const name of scalar) {
    const names = classNamesInMetadata(hub, name);
    if (names) classNames.set(name, names);
  }
  return { image, scalar, classNames };
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

/** The cells of one column, in blocks of rows. @throws Problem `bad-file` */
export async function* readColumn(
  { entry, file, metadata }: ParquetTable,
  column: string,
  signal?: AbortSignal,
): AsyncGenerator<unknown[]> {
  const { parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  let from = 0;
  for (const group of metadata.row_groups) {
    const to = from + Number(group.num_rows);
    for (let rowStart = from; rowStart < to; rowStart += ROWS_PER_READ) {
      throwIfAborted(signal);
      const rowEnd = Math.min(to, rowStart + ROWS_PER_READ);
      try {
        const options = { file, metadata, columns: [column], compressors, utf8: false, rowStart, rowEnd };
        const rows = await parquetReadObjects(options);
        if (rows.length !== rowEnd - rowStart) throw damaged(entry.path);
        yield rows.map((row) => (row as Record<string, unknown>)[column]);
      } catch (error) {
        throw asProblem(error, entry);
      }
    }
    from = to;
  }
}
