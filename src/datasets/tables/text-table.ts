/**
 * The samples of a text table: a column of labels, and the others as points of a plane, as features or as pixels. For every
 * format whose rows are cells of text.
 */
import type { SampleArray } from '../../protocol/dataset.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { checkDeclaredSize, PREVIEW_SAMPLES, samplesPerBlock } from '../sources/blocks.ts';
import { commonFolder, partFromPath, stem } from '../sources/path-names.ts';
import { FindingsList, NONE } from '../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../sources/sample-source.ts';
import { featureColumns, labelColumn, readLabelColumn, rangeOf } from './label-column.ts';
import { offerColumnChoices, pixelScaling, rowLayout, type PixelScaling, type SampleLayout } from './sample-layout.ts';
import { isMissing, rowCount, scanTable, type ReadRows, type ScannedColumn, type TableScan } from './table-scan.ts';

interface CachedScan {
  /** Paths of all files. */
  paths: string;
  labelName: string | null | undefined;
  table: TableScan;
}

/** Scans by the first file, for previews with other choices. */
const scanCache = new WeakMap<FileEntry, CachedScan>();

/** Rows from which the layout is guessed. */
const LAYOUT_ROWS = 100;

interface TextTable {
  /** Of the format, for people. */
  title: string;
  readRows: ReadRows;
}

/**
 * @param given files with the same columns
 * @throws Problem `bad-file`, `unfit`
 */
export async function openTextTable(
  given: readonly FileEntry[],
  opening: ReadOptions,
  { title, readRows }: TextTable,
): Promise<SampleSource> {
  const { choices, signal } = opening;
  const { entries, testFiles } = trainingFirst(given);
  const table = await cachedScan(entries, opening, readRows);
  const { columns } = table;
  const total = rowCount(table);
  const path = entries[0]!.path;

  const label = labelColumn(table, choices.labelColumn);
  const findings = new FindingsList();
  const features = featureColumns({ path, table, label }, findings);
  const range = rangeOf(features.map((at) => columns[at]!));
  checkDeclaredSize({ path, count: total, valuesPerSample: features.length, bytesPerValue: 4 });
  const some = await firstRows(readRows(entries[0]!, signal), table);
  const values = some.flatMap((row) => features.map((at) => valueOf(row[at]!, columns[at]!)));
  const layout = rowLayout({ path, columns: features.length, range, choices, values });
  const scaling: PixelScaling = layout.kind === 'image' ? pixelScaling(range) : { factor: 1, offset: 0 };
  if (scaling.note) findings.warn('scaled', scaling.note);
  const { labels, classes } = readLabelColumn(entries, table, label);
  if (label === undefined) findings.warn('unlabelled', 'No column is taken as the label: all samples are unlabelled.');
  findings.offer({
    key: 'labelColumn',
    label: 'Label column',
    value: label === undefined ? null : columns[label]!.name,
    options: [...columns.map(({ name }) => name), NONE],
    why: 'A column that is named like a label, the last one of words, or the last or first one of few whole numbers.',
  });
  offerColumnChoices(findings, layout);
  const encode = rowEncoder({ columns, features, layout, scaling });

  return {
    format: entries.some((entry) => !entry.sizeKnown) ? `${title}, gzip` : title,
    name: nameOf(entries),
    kind: layout.kind,
    shape: layout.shape,
    dtype: layout.kind === 'image' ? 'uint8' : 'float32',
    classes,
    labels,
    testCount: testFiles ? rowCount({ rows: table.rows.slice(-testFiles) }) : 0,
    findings,
    ...(layout.kind === 'image' ? {} : { features: features.map((at) => columns[at]!.name) }),
    entries,
    async preview() {
      const shown = some.slice(0, PREVIEW_SAMPLES);
      return { values: encode(shown), positions: [...shown.keys()] };
    },
    async *blocks(onProgress, stop) {
      const step = samplesPerBlock(features.length * 4);
      let done = 0;
      for (const entry of entries) {
        let skip = table.header ? 1 : 0;
        for await (const rows of readRows(entry, stop)) {
          for (let from = skip; from < rows.length; from += step)
            yield { values: encode(rows.slice(from, from + step)) };
          done += rows.length - skip;
          skip = 0;
          onProgress({ phase: `Reading ${entry.path}`, done, total });
        }
      }
    },
  };
}

/** Files of the test part last. Test files alone are training data. */
function trainingFirst(given: readonly FileEntry[]): { entries: FileEntry[]; testFiles: number } {
  const isTest = ({ path }: FileEntry): boolean => partFromPath(path) === 'test';
  const test = given.every(isTest) ? [] : given.filter(isTest);
  return { entries: [...given.filter((entry) => !test.includes(entry)), ...test], testFiles: test.length };
}

async function cachedScan(
  entries: readonly FileEntry[],
  { choices, onProgress, signal }: ReadOptions,
  readRows: ReadRows,
): Promise<TableScan> {
  const paths = entries.map(({ path }) => path).join('\n');
  const labelName = choices.labelColumn;
  const known = scanCache.get(entries[0]!);
  if (known?.paths === paths) {
    const at = known.table.columns.findIndex(({ name }) => name === labelName);
    if (!labelName || at < 0 || known.table.coded.has(at) || known.labelName === labelName) return known.table;
  }
  const table = await scanTable(entries, { labelName, readRows, onProgress, signal });
  scanCache.set(entries[0]!, { paths, labelName, table });
  return table;
}

/** Missing cells have the mean of their column. */
const valueOf = (cell: string, column: ScannedColumn): number =>
  isMissing(cell) ? column.sum / column.numberCount : Number(cell);

async function firstRows(blocks: AsyncIterable<string[][]>, { header }: TableScan): Promise<string[][]> {
  for await (const rows of blocks) return rows.slice(header ? 1 : 0).slice(0, LAYOUT_ROWS);
  return [];
}

interface Encoding {
  columns: readonly ScannedColumn[];
  /** Indices of the feature columns. */
  features: readonly number[];
  layout: SampleLayout;
  scaling: PixelScaling;
}

/** Rows of cells to samples as stored. */
function rowEncoder({
  columns,
  features,
  layout,
  scaling,
}: Encoding): (rows: readonly (readonly string[])[]) => SampleArray {
  const image = layout.kind === 'image';
  const stride = features.length;
  // The column of the i-th stored value.
  const columnOf = Int32Array.from(features, (_, i) => features[layout.order ? layout.order[i]! : i]!);
  return (rows) => {
    const out = image ? new Uint8Array(rows.length * stride) : new Float32Array(rows.length * stride);
    let to = 0;
    for (const row of rows)
      for (let i = 0; i < stride; i++) {
        const at = columnOf[i]!;
        const value = valueOf(row[at]!, columns[at]!);
        out[to++] = image ? Math.round(value * scaling.factor + scaling.offset) : value;
      }
    return out;
  };
}

function nameOf(entries: readonly FileEntry[]): string {
  const paths = entries.map(({ path }) => path);
  return entries.length > 1 ? commonFolder(paths) || commonStem(paths) : stem(paths[0]!);
}

/** What the names have in common, without the name of a part: `optdigits` of `optdigits.tra` and `optdigits.tes`. */
function commonStem(paths: readonly string[]): string {
  const names = paths.map(stem);
  let same = names[0]!;
  for (const name of names) while (!name.startsWith(same)) same = same.slice(0, -1);
  return same.replace(/[-_. ]+(t(rain|est)?)?$/i, '') || names[0]!;
}
