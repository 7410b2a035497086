/** Parquet as on the Hugging Face hub: a column of images (a struct of bytes and path) and one of labels. */
import type { AsyncBuffer, Compressors, FileMetaData, SchemaElement } from 'hyparquet';
import { Problem, throwIfAborted } from '../../../protocol/problem.ts';
import { bytesOf, type Entry } from '../../containers/file-entry.ts';
import { byName, indexNumbers, indexWords, type Indexed } from '../../tables/labels.ts';
import { commonFolder, partOf, stem } from '../path-names.ts';
import { look, pictureBlocks, type Encoded } from '../images/encoded-images.ts';
import { LABEL_NAME } from '../../tables/table-scan.ts';
import { checkClaims, EXAMPLES, joined, type Opening, type Source } from '../sample-source.ts';

interface Table {
  entry: Entry;
  file: AsyncBuffer;
  metadata: FileMetaData;
  rows: number;
  test: boolean;
}

/** Bytes of one row group, unpacked: it is held in memory. */
const MOST_GROUP = 1024 * 2 ** 20;
/** Rows decoded at a time. */
const STEP = 200;

const hyparquet = () => import('hyparquet');
const compressorsOf = async (): Promise<Compressors> => (await import('hyparquet-compressors')).compressors;

const damaged = (path: string): Problem =>
  new Problem('bad-file', `“${path}” is truncated or damaged: it cannot be read as Parquet.`, 'Download it again.');

async function openTable(entry: Entry): Promise<Table> {
  const { parquetMetadataAsync } = await hyparquet();
  const file: AsyncBuffer = {
    byteLength: entry.size,
    slice: async (from, to = entry.size) => (await bytesOf(entry, from, to)).buffer as ArrayBuffer,
  };
  if (!entry.blob) await bytesOf(entry, 0, 0);
  try {
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    const groups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (groups !== rows) throw damaged(entry.path);
    checkClaims(entry.path, rows, 1);
    if (metadata.row_groups.some((group) => Number(group.total_byte_size) > MOST_GROUP))
      throw new Problem(
        'unsupported',
        `“${entry.path}” has row groups of more than a gigabyte.`,
        'Save it with smaller row groups.',
      );
    return { entry, file, metadata, rows, test: partOf(entry.path) === 'test' };
  } catch (error) {
    throw error instanceof Problem ? error : damaged(entry.path);
  }
}

interface Columns {
  image: string;
  /** Columns of one value a row. */
  plain: string[];
  /** Class names of the label columns that have a list of them in the hub's metadata. */
  lists: Map<string, string[]>;
}

function columnsOf({ entry, metadata }: Table): Columns {
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
    const list = listOf(hub, name);
    if (list) lists.set(name, list);
  }
  return { image, plain, lists };
}

/** A schema is a tree written down in order: how many elements this one takes. */
function descendants(schema: readonly SchemaElement[], at: number): number {
  let count = 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) count += descendants(schema, at + count);
  return count;
}

function listOf(hub: string | undefined, column: string): string[] | undefined {
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
  table: Table,
  columns: string[],
  signal?: AbortSignal,
): AsyncGenerator<Record<string, unknown>[]> {
  const { parquetReadObjects } = await hyparquet();
  const compressors = await compressorsOf();
  let from = 0;
  for (const group of table.metadata.row_groups) {
    const to = from + Number(group.num_rows);
    for (let start = from; start < to; start += STEP) {
      throwIfAborted(signal);
      const { file, metadata } = table;
      const rowEnd = Math.min(to, start + STEP);
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
export async function openParquet(given: readonly Entry[], opening: Opening): Promise<Source> {
  const { choices, decode, signal } = opening;
  const tables: Table[] = [];
  for (const entry of [...given].sort((a, b) => byName(a.path, b.path))) tables.push(await openTable(entry));
  if (tables.every(({ test }) => test)) for (const table of tables) table.test = false;
  tables.sort((a, b) => Number(a.test) - Number(b.test));
  const first = tables[0]!;
  const columns = columnsOf(first);
  for (const table of tables)
    if (columnsOf(table).image !== columns.image)
      throw new Problem(
        'bad-file',
        `“${table.entry.path}” has other columns than “${first.entry.path}”.`,
        'Drop files of one data set.',
      );

  const label = labelColumn(columns, choices.labelColumn);
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  const { labels, classes } = await labelsOf(tables, label, columns, signal);
  const some: Encoded[] = [];
  for await (const one of images(first, columns.image, signal)) if (some.push(one) >= EXAMPLES) break;
  const seen = await look(some, opening);
  const all = async function* (stop?: AbortSignal): AsyncGenerator<Encoded> {
    for (const table of tables) yield* images(table, columns.image, stop);
  };

  return {
    format: 'Parquet',
    name: choices.name ?? (commonFolder(given.map(({ path }) => path)) || stem(first.entry.path)),
    kind: 'image',
    shape: seen.shape,
    dtype: 'uint8',
    classes,
    labels,
    testCount: tables.reduce((sum, { test, rows }) => sum + (test ? rows : 0), 0),
    warnings: seen.warnings,
    choices: { ...(choices.name ? { name: choices.name } : {}), labelColumn: label ?? null, ...seen.choices },
    columnNames: columns.plain,
    entries: tables.map(({ entry }) => entry),
    async examples(stop) {
      const blocks = [];
      const omitted: number[] = [];
      for await (const block of pictureBlocks(some, some.length, seen, decode, () => undefined, stop)) {
        blocks.push(block.values);
        omitted.push(...(block.omitted ?? []));
      }
      return { values: joined(blocks), places: [...some.keys()].filter((place) => !omitted.includes(place)) };
    },
    blocks: (onProgress, stop) => pictureBlocks(all(stop), total, seen, decode, onProgress, stop),
  };
}

async function* images(table: Table, column: string, signal?: AbortSignal): AsyncGenerator<Encoded> {
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

function labelColumn({ plain, lists }: Columns, chosen: string | null | undefined): string | undefined {
  if (chosen === null) return undefined;
  if (chosen !== undefined) {
    if (plain.includes(chosen)) return chosen;
    throw new Problem('unfit', `There is no column “${chosen}”.`, `Choose one of ${plain.join(', ')}.`);
  }
  return (
    [...lists.keys()].find((name) => !/coarse/.test(name)) ??
    plain.find((name) => LABEL_NAME.test(name) || /label/i.test(name))
  );
}

async function labelsOf(
  tables: readonly Table[],
  label: string | undefined,
  { lists }: Columns,
  signal?: AbortSignal,
): Promise<Indexed> {
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
    return indexWords(flat.map((one) => (one === null ? null : String(one))));
  const numbers = parts.map(({ path, labels }) => ({
    path,
    labels: labels.map((one) => (one === null ? -1 : Number(one))),
  }));
  return indexNumbers(numbers, lists.get(label));
}

function labelOf(value: unknown): number | string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'string' ? value : Number(value);
}
