/** Parquet as on the Hugging Face hub: a column of images (a struct of bytes and path) and one of labels. */
import type { AsyncBuffer, Compressors, FileMetaData, SchemaElement } from 'hyparquet';
import { Problem, throwIfAborted } from '../../../protocol/problem.ts';
import { readRange, type FileEntry } from '../../containers/file-entry.ts';
import { naturalOrder, indexNumericLabels, indexTextLabels, type IndexedLabels } from '../../tables/labels.ts';
import { commonFolder, partFromPath, stem } from '../path-names.ts';
import { surveyImages, imageBlocks, type EncodedImage } from '../images/encoded-images.ts';
import { LABEL_COLUMN_NAME } from '../../tables/table-scan.ts';
import {
  checkDeclaredSize,
  PREVIEW_SAMPLES,
  concatenated,
  type ReadOptions,
  type SampleSource,
} from '../sample-source.ts';

interface ParquetTable {
  entry: FileEntry;
  file: AsyncBuffer;
  metadata: FileMetaData;
  rows: number;
  test: boolean;
}

/** Bytes of one row group, unpacked: it is held in memory. */
const MAX_GROUP = 1024 * 2 ** 20;
/** Rows decoded at a time. */
const ROWS_PER_READ = 200;

const hyparquet = () => import('hyparquet');
const compressorsOf = async (): Promise<Compressors> => (await import('hyparquet-compressors')).compressors;

const damaged = (path: string): Problem =>
  new Problem('bad-file', `“${path}” is truncated or damaged: it cannot be read as Parquet.`, 'Download it again.');

async function openTable(entry: FileEntry): Promise<ParquetTable> {
  const { parquetMetadataAsync } = await hyparquet();
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
    checkDeclaredSize(entry.path, rows, 1);
    if (metadata.row_groups.some((group) => Number(group.total_byte_size) > MAX_GROUP))
      throw new Problem(
        'unsupported',
        `“${entry.path}” has row groups of more than a gigabyte.`,
        'Save it with smaller row groups.',
      );
    return { entry, file, metadata, rows, test: partFromPath(entry.path) === 'test' };
  } catch (error) {
    throw error instanceof Problem ? error : damaged(entry.path);
  }
}

interface ColumnNames {
  image: string;
  /** Columns of one value a row. */
  scalar: string[];
  /** Class names of the label columns that have a list of them in the hub's metadata. */
  lists: Map<string, string[]>;
}

function findColumns({ entry, metadata }: ParquetTable): ColumnNames {
  const plain: string[] = [];
  let image: string | undefined;
  const { schema } = metadata;
  for (let at = 1; at < schema.length; at += descendants(schema, at)) {
    const { name, num_children: children = 0, type } = schema[at]!;
    const inner = schema.slice(at + 1, at + 1 + children).map((one) => one.name);
    if (inner.includes('bytes')) image ??= name;
    else if (!children && (type !== 'BYTE_ARRAY' || !/^(image|img)$/i.test(name))) plain.push(name);
    else if (!children) image ??= name;
  }
  if (!image)
    throw new Problem('unsupported', `“${entry.path}” has no column of images.`, 'Save a table of numbers as CSV.');
  const lists = new Map<string, string[]>();
  const hub = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  for (const name of plain) {
    const list = classNameList(hub, name);
    if (list) lists.set(name, list);
  }
  return { image, scalar: plain, lists };
}

/** A schema is a tree written down in order: how many elements this one takes. */
function descendants(schema: readonly SchemaElement[], at: number): number {
  let count = 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) count += descendants(schema, at + count);
  return count;
}

function classNameList(hub: string | undefined, column: string): string[] | undefined {
  try {
    const info = JSON.parse(hub ?? '') as { info?: { features?: Record<string, { names?: unknown }> } };
    const names = info.info?.features?.[column]?.names;
    return Array.isArray(names) && names.every((one) => typeof one === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}

/** Rows of some columns, a row group at a time. */
async function* rowsOf(
  table: ParquetTable,
  columns: string[],
  signal?: AbortSignal,
): AsyncGenerator<Record<string, unknown>[]> {
  const { parquetReadObjects } = await hyparquet();
  const compressors = await compressorsOf();
  let from = 0;
  for (const group of table.metadata.row_groups) {
    const to = from + Number(group.num_rows);
    for (let start = from; start < to; start += ROWS_PER_READ) {
      throwIfAborted(signal);
      const { file, metadata } = table;
      const rowEnd = Math.min(to, start + ROWS_PER_READ);
      try {
        const rows = await parquetReadObjects({
          file,
          metadata,
          columns,
          compressors,
          utf8: false,
          rowStart: start,
          rowEnd,
        });
        if (rows.length !== rowEnd - start) throw damaged(table.entry.path);
        yield rows;
      } catch (error) {
        throw error instanceof Problem ? error : damaged(table.entry.path);
      }
    }
    from = to;
  }
}

/** @throws Problem `bad-file`, `unsupported`, `unfit` */
export async function openParquet(given: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, decode, signal } = opening;
  const tables: ParquetTable[] = [];
  for (const entry of [...given].sort((a, b) => naturalOrder(a.path, b.path))) tables.push(await openTable(entry));
  if (tables.every(({ test }) => test)) for (const table of tables) table.test = false;
  tables.sort((a, b) => Number(a.test) - Number(b.test));
  const first = tables[0]!;
  const columns = findColumns(first);
  for (const table of tables)
    if (findColumns(table).image !== columns.image)
      throw new Problem(
        'bad-file',
        `“${table.entry.path}” has other columns than “${first.entry.path}”.`,
        'Drop files of one data set.',
      );

  const label = labelColumn(columns, choices.labelColumn);
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  const { labels, classes } = await labelsOf(tables, label, columns, signal);
  const some: EncodedImage[] = [];
  for await (const one of readImages(first, columns.image, signal)) if (some.push(one) >= PREVIEW_SAMPLES) break;
  const survey = await surveyImages(some, opening);
  const all = async function* (stop?: AbortSignal): AsyncGenerator<EncodedImage> {
    for (const table of tables) yield* readImages(table, columns.image, stop);
  };

  return {
    format: 'Parquet',
    name: choices.name ?? (commonFolder(given.map(({ path }) => path)) || stem(first.entry.path)),
    kind: 'image',
    shape: survey.shape,
    dtype: 'uint8',
    classes,
    labels,
    testCount: tables.reduce((sum, { test, rows }) => sum + (test ? rows : 0), 0),
    warnings: survey.warnings,
    choices: { ...(choices.name ? { name: choices.name } : {}), labelColumn: label ?? null, ...survey.choices },
    columnNames: columns.scalar,
    entries: tables.map(({ entry }) => entry),
    async preview(stop) {
      const blocks = [];
      const omitted: number[] = [];
      for await (const block of imageBlocks(some, some.length, survey, decode, () => undefined, stop)) {
        blocks.push(block.values);
        omitted.push(...(block.omitted ?? []));
      }
      return { values: concatenated(blocks), places: [...some.keys()].filter((place) => !omitted.includes(place)) };
    },
    blocks: (onProgress, stop) => imageBlocks(all(stop), total, survey, decode, onProgress, stop),
  };
}

async function* readImages(table: ParquetTable, column: string, signal?: AbortSignal): AsyncGenerator<EncodedImage> {
  let row = 0;
  for await (const rows of rowsOf(table, [column], signal))
    for (const record of rows) {
      const cell = record[column];
      const value = cell instanceof Uint8Array ? cell : (cell as { bytes?: unknown } | null)?.bytes;
      yield {
        path: `${table.entry.path}, row ${row++}`,
        bytes: async () => {
          if (value instanceof Uint8Array) return value;
          throw new Error('there are no bytes in this row');
        },
      };
    }
}

function labelColumn({ scalar: plain, lists }: ColumnNames, chosen: string | null | undefined): string | undefined {
  if (chosen === null) return undefined;
  if (chosen !== undefined) {
    if (plain.includes(chosen)) return chosen;
    throw new Problem('unfit', `There is no column “${chosen}”.`, `Choose one of ${plain.join(', ')}.`);
  }
  return (
    [...lists.keys()].find((name) => !/coarse/.test(name)) ??
    plain.find((name) => LABEL_COLUMN_NAME.test(name) || /label/i.test(name))
  );
}

async function labelsOf(
  tables: readonly ParquetTable[],
  label: string | undefined,
  { lists }: ColumnNames,
  signal?: AbortSignal,
): Promise<IndexedLabels> {
  if (!label) {
    const total = tables.reduce((sum, { rows }) => sum + rows, 0);
    return { labels: new Int32Array(total).fill(-1), classes: [] };
  }
  const parts: { path: string; labels: (number | string | null)[] }[] = [];
  for (const table of tables) {
    const labels: (number | string | null)[] = [];
    for await (const rows of rowsOf(table, [label], signal)) for (const row of rows) labels.push(labelOf(row[label]));
    parts.push({ path: table.entry.path, labels });
  }
  const flat = parts.flatMap(({ labels }) => labels);
  if (flat.some((one) => typeof one === 'string'))
    return indexTextLabels(flat.map((one) => (one === null ? null : String(one))));
  const numbers = parts.map(({ path, labels }) => ({
    path,
    labels: labels.map((one) => (one === null ? -1 : Number(one))),
  }));
  return indexNumericLabels(numbers, lists.get(label));
}

function labelOf(value: unknown): number | string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'string' ? value : Number(value);
}
