/** Reads Parquet files: a column of images and one of labels, as on the Hugging Face hub, or a table of numbers or lists. */
import type { ImportChoices } from '../../../protocol/import/import-choices.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import type { EncodedImage } from '../../images/encoded-image.ts';
import { imageBlocks, previewImages } from '../../images/image-blocks.ts';
import { evenlySpaced, surveyImages, SURVEYED_IMAGES } from '../../images/survey.ts';
import { PREVIEW_SAMPLES } from '../../sources/blocks.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import { FindingsList, NONE } from '../../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { LABEL_COLUMN_NAME } from '../../tables/column-names.ts';
import { indexTextLabels, type IndexedLabels } from '../../tables/labels.ts';
import { indexNumericLabels } from '../../tables/numeric-labels.ts';
import { readParquetRows } from './parquet-rows.ts';
import {
  findColumns,
  openTable,
  readColumn,
  readRecords,
  type ParquetTable,
  type TableColumns,
} from './parquet-table.ts';

/** Rows read together where images are looked at here and there. */
const RUN_ROWS = 5;

/** @throws Problem `bad-file`, `unsupported`, `unfit` */
export async function openParquet(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, decode, signal } = opening;
  const tables = await openTables(entries);
  const first = tables[0]!;
  const columns = await sharedColumns(tables, signal);
  const { image } = columns;
  if (image === undefined) {
    const { openTextTable } = await import('../../tables/text-table.ts');
    return openTextTable(entries, opening, { title: 'Parquet', readRows: readParquetRows, header: true });
  }
  const label = labelColumn(columns, choices.labelColumn);
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  const findings = new FindingsList();
  const { labels, classes } = label
    ? await readLabels(
        tables,
        { column: label, names: columns.classNames.get(label), findings },
        { minusOne: choices.minusOne, signal },
      )
    : { labels: new Int32Array(total).fill(-1), classes: [] };
  const { images: some, positions } = await spreadImages(tables, image, signal);
  findings.offer({
    key: 'labelColumn',
    label: 'Label column',
    value: label ?? null,
    options: [...columns.scalar, NONE],
    why: 'A column with class names in the metadata, otherwise one that is named like a label.',
  });
  const survey = await surveyImages(some, opening);
  findings.include(survey.findings);
  const all = async function* (stop?: AbortSignal): AsyncGenerator<EncodedImage> {
    for (const table of tables) yield* readImages(table, image, { signal: stop });
  };

  return {
    format: 'Parquet',
    name: commonFolder(entries.map(({ path }) => path)) || stem(first.entry.path),
    kind: 'image',
    shape: survey.shape,
    dtype: 'uint8',
    classes,
    labels,
    testCount: tables.reduce((sum, { test, rows }) => sum + (test ? rows : 0), 0),
    findings,
    entries: tables.map(({ entry }) => entry),
    preview(stop) {
      const shown = evenlySpaced([...some.keys()], PREVIEW_SAMPLES);
      return previewImages(
        shown.map((i) => some[i]!),
        shown.map((i) => positions[i]!),
        { survey, decode, signal: stop },
      );
    },
    blocks: (onProgress, stop) => imageBlocks(all(stop), { survey, decode, total, onProgress, signal: stop }),
  };
}

/** Training files first. Test files alone are training data. */
async function openTables(entries: readonly FileEntry[]): Promise<ParquetTable[]> {
  const tables: ParquetTable[] = [];
  for (const entry of entries) tables.push(await openTable(entry));
  if (tables.every(({ test }) => test)) for (const table of tables) table.test = false;
  return tables.sort((a, b) => Number(a.test) - Number(b.test));
}

/** The first table's columns. @throws Problem `bad-file` where another has its images in another column */
async function sharedColumns([first, ...others]: readonly ParquetTable[], signal?: AbortSignal): Promise<TableColumns> {
  const columns = await findColumns(first!, signal);
  for (const table of others)
    if ((await findColumns(table, signal)).image !== columns.image)
      throw new Problem(
        'bad-file',
        `“${table.entry.path}” has other columns than “${first!.entry.path}”.`,
        'Drop files of one data set.',
      );
  return columns;
}

/** Images spread over all tables, since those of one kind may come last; few are read whole, of many short runs of rows. */
async function spreadImages(
  tables: readonly ParquetTable[],
  column: string,
  signal?: AbortSignal,
): Promise<{ images: EncodedImage[]; positions: number[] }> {
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  const run = total <= SURVEYED_IMAGES ? total : RUN_ROWS;
  const runs = total <= SURVEYED_IMAGES ? 1 : SURVEYED_IMAGES / RUN_ROWS;
  const starts = Array.from({ length: runs }, (_, i) => Math.floor((i * (total - run)) / Math.max(1, runs - 1)));
  const images: EncodedImage[] = [];
  const positions: number[] = [];
  let before = 0;
  for (const table of tables) {
    for (const start of starts) {
      const from = Math.max(0, start - before, (positions.at(-1) ?? -1) + 1 - before);
      const to = Math.min(table.rows, start + run - before);
      if (from >= to) continue;
      let position = before + from;
      for await (const image of readImages(table, column, { from, to, signal })) {
        images.push(image);
        positions.push(position++);
      }
    }
    before += table.rows;
  }
  return { images, positions };
}

async function* readImages(
  table: ParquetTable,
  column: string,
  range: { from?: number; to?: number; signal?: AbortSignal | undefined },
): AsyncGenerator<EncodedImage> {
  let row = range.from ?? 0;
  for await (const records of readRecords(table, [column], range))
    for (const { [column]: cell } of records) {
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

/** @param selected a column name, null for no labels, undefined to guess */
function labelColumn({ scalar, classNames }: TableColumns, selected: string | null | undefined): string | undefined {
  if (selected === null) return undefined;
  if (selected !== undefined) {
    if (scalar.includes(selected)) return selected;
    throw new Problem('unfit', `There is no column “${selected}”.`, `Choose one of ${scalar.join(', ')}.`);
  }
  return (
    [...classNames.keys()].find((name) => !/coarse/.test(name)) ??
    scalar.find((name) => LABEL_COLUMN_NAME.test(name) || /label/i.test(name))
  );
}

async function readLabels(
  tables: readonly ParquetTable[],
  { column, names, findings }: { column: string; names: string[] | undefined; findings: FindingsList },
  { minusOne, signal }: { minusOne: ImportChoices['minusOne']; signal: AbortSignal | undefined },
): Promise<IndexedLabels> {
  const parts: { path: string; labels: (number | string | null)[] }[] = [];
  for (const table of tables) {
    const labels: (number | string | null)[] = [];
    for await (const cells of readColumn(table, column, signal)) for (const cell of cells) labels.push(labelOf(cell));
    parts.push({ path: table.entry.path, labels });
  }
  const flat = parts.flatMap(({ labels }) => labels);
  if (flat.some((one) => typeof one === 'string'))
    return indexTextLabels(flat.map((one) => (one === null ? null : String(one))));
  const numbers = parts.map(({ path, labels }) => ({
    path,
    labels: labels.map((one) => (one === null ? NaN : Number(one))),
  }));
  return indexNumericLabels(numbers, { names, minusOne, findings });
}

const utf8 = new TextDecoder();

function labelOf(cell: unknown): number | string | null {
  if (cell === null || cell === undefined) return null;
  if (cell instanceof Uint8Array) return utf8.decode(cell);
  return typeof cell === 'string' ? cell : Number(cell);
}
