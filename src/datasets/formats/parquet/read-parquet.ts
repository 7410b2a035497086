/** Reads Parquet files as on the Hugging Face hub: a column of images and a column of labels. */
import { Problem } from '../../../protocol/problem.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import type { EncodedImage } from '../../images/encoded-image.ts';
import { imageBlocks, previewImages } from '../../images/image-blocks.ts';
import { surveyImages } from '../../images/survey.ts';
import { PREVIEW_SAMPLES } from '../../sources/blocks.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import { FindingsList, NONE } from '../../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { indexNumericLabels, indexTextLabels, type IndexedLabels } from '../../tables/labels.ts';
import { LABEL_COLUMN_NAME } from '../../tables/table-scan.ts';
import { findColumns, openTable, readColumn, type ParquetTable, type TableColumns } from './parquet-table.ts';

/** @throws Problem `bad-file`, `unsupported`, `unfit` */
export async function openParquet(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, decode, signal } = opening;
  const tables = await openTables(entries);
  const first = tables[0]!;
  const columns = sharedColumns(tables);
  const label = labelColumn(columns, choices.labelColumn);
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  const { labels, classes } = label
    ? await readLabels(tables, label, { names: columns.classNames.get(label), signal })
    : { labels: new Int32Array(total).fill(-1), classes: [] };
  const some: EncodedImage[] = [];
  for await (const one of readImages(first, columns.image, signal)) if (some.push(one) >= PREVIEW_SAMPLES) break;
  const findings = new FindingsList();
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
    for (const table of tables) yield* readImages(table, columns.image, stop);
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
    preview: (stop) => previewImages(some, [...some.keys()], { survey, decode, signal: stop }),
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
function sharedColumns([first, ...others]: readonly ParquetTable[]): TableColumns {
  const columns = findColumns(first!);
  for (const table of others)
    if (findColumns(table).image !== columns.image)
      throw new Problem(
        'bad-file',
        `“${table.entry.path}” has other columns than “${first!.entry.path}”.`,
        'Drop files of one data set.',
      );
  return columns;
}

async function* readImages(table: ParquetTable, column: string, signal?: AbortSignal): AsyncGenerator<EncodedImage> {
  let row = 0;
  for await (const cells of readColumn(table, column, signal))
    for (const cell of cells) {
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
  column: string,
  { names, signal }: { names: string[] | undefined; signal: AbortSignal | undefined },
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
    labels: labels.map((one) => (one === null ? -1 : Number(one))),
  }));
  return indexNumericLabels(numbers, names);
}

function labelOf(cell: unknown): number | string | null {
  if (cell === null || cell === undefined) return null;
  if (cell instanceof Uint8Array) return new TextDecoder().decode(cell);
  return typeof cell === 'string' ? cell : Number(cell);
}
