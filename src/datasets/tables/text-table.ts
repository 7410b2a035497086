/**
 * The samples of a text table: a column of labels, and the others as points of a plane, as features or as pixels. For every
 * format whose rows are cells of text.
 */
import type { SampleArray } from '../../protocol/dataset.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { checkDeclaredSize, PREVIEW_SAMPLES, samplesPerBlock } from '../sources/blocks.ts';
import { ON_OFF } from '../sources/choice-options.ts';
import { FindingsList } from '../sources/findings.ts';
import { commonFolder, partFromPath, stem } from '../sources/path-names.ts';
import type { ReadOptions, SampleSource } from '../sources/sample-source.ts';
import { isMissing, numberIn, type DecimalMark } from './cells.ts';
import { featureColumns, rangeOf } from './feature-columns.ts';
import { labelColumn, offerColumns, partColumn, readLabelColumn } from './label-column.ts';
import { offerColumnChoices, pixelScaling, rowLayout, type PixelScaling, type SampleLayout } from './sample-layout.ts';
import { openTable, type TableReader } from './table-reader.ts';
import { rowCount, scanTable, type ScannedColumn, type TableScan } from './table-scan.ts';
import type { ReadRows } from './text-rows.ts';

interface CachedScan {
  /** Paths of all files, and the choices that change how they are read. */
  key: string;
  table: TableScan;
}

/** Scans by the first file, for previews with other choices. */
const scanCache = new WeakMap<FileEntry, CachedScan>();

/** Cells of a table that is quick to read once more. */
const MAX_QUICK_CELLS = 4e6;
/** Rows from which the layout is guessed. */
const LAYOUT_ROWS = 100;

interface TextTable {
  /** Of the format, for people. */
  title: string;
  readRows: ReadRows;
  /** The decimal mark of the cells; a point if absent. */
  decimal?: DecimalMark;
  /** Whether the first row has the names of the columns, where the format says so. */
  header?: boolean;
}

/**
 * @param given files with the same columns
 * @throws Problem `bad-file`, `unfit`
 */
export async function openTextTable(
  given: readonly FileEntry[],
  opening: ReadOptions,
  { title, readRows, decimal = '.', header }: TextTable,
): Promise<SampleSource> {
  const { choices, signal } = opening;
  const { entries, testFiles } = trainingFirst(given);
  const reader = await openTable(entries, {
    ...{ readRows, decimal, signal },
    choices: header === undefined ? choices : { ...choices, header },
  });
  const table = await cachedScan(entries, opening, reader);
  const { columns } = table;
  const total = rowCount(table);
  const path = entries[0]!.path;

  const findings = new FindingsList();
  if (header === undefined)
    findings.offer({
      key: 'header',
      label: 'The first row is a header',
      value: reader.header.header,
      options: ON_OFF,
      why: reader.header.why,
    });
  const parts = partColumn(table, choices.partColumn);
  const label = labelColumn({ table, reader, part: parts?.at }, choices.labelColumn);
  offerColumns(findings, table, { label, part: parts, reader });
  const part = parts?.used ? parts : undefined;
  const used = [label.at, part?.at];
  const features = featureColumns({ path, reader, table, used, leftOut: choices.leftOut }, findings);
  const range = rangeOf(features.map((at) => columns[at]!));
  checkDeclaredSize({ path, count: total, valuesPerSample: features.length, bytesPerValue: 4 });
  const some = reader.sample.slice(0, LAYOUT_ROWS);
  const values = some.flatMap((row) => features.map((at) => valueOf(row[at]!, columns[at]!, decimal)));
  const layout = rowLayout({ path, columns: features.length, range, choices, values });
  const scaling: PixelScaling = layout.kind === 'image' ? pixelScaling(range) : { factor: 1, offset: 0 };
  if (scaling.note) findings.warn('scaled', scaling.note);
  if (label.at === undefined)
    findings.warn('unlabelled', 'No column is taken as the label: all samples are unlabelled.');
  const { labels, classes } = readLabelColumn({ entries, table, label: label.at, reader }, choices, findings);
  offerColumnChoices(findings, layout);
  const encode = rowEncoder({ columns, features, layout, scaling, decimal });
  const inFiles = testFiles ? rowCount({ rows: table.rows.slice(-testFiles) }) : 0;
  const isTest = (row: number): boolean => part?.isTest(row) ?? row >= total - inFiles;
  const order = [...labels.keys()].sort((a, b) => Number(isTest(a)) - Number(isTest(b)));

  return {
    format: entries.some((entry) => !entry.sizeKnown) ? `${title}, gzip` : title,
    name: nameOf(entries),
    kind: layout.kind,
    shape: layout.shape,
    dtype: layout.kind === 'image' ? 'uint8' : 'float32',
    classes,
    labels: Int32Array.from(order, (row) => labels[row]!),
    testCount: order.filter(isTest).length,
    findings,
    quickToRead: total * features.length <= MAX_QUICK_CELLS,
    ...(layout.kind === 'image' ? {} : { features: features.map((at) => columns[at]!.name) }),
    excerpt: reader.excerpt,
    entries,
    async preview() {
      const shown = order.filter((row) => row < some.length).slice(0, PREVIEW_SAMPLES);
      return { values: encode(shown.map((row) => some[row]!)), positions: shown.map((row) => order.indexOf(row)) };
    },
    async *blocks(onProgress, stop) {
      const step = samplesPerBlock(features.length * 4);
      let done = 0;
      // Where rows of both parts are mixed, each part takes a pass.
      for (const test of part ? [false, true] : [undefined]) {
        let row = 0;
        for (const entry of entries)
          for await (const rows of reader.rows(entry, stop)) {
            const first = row;
            const rowsOfPart = test === undefined ? rows : rows.filter((_, i) => isTest(first + i) === test);
            for (let from = 0; from < rowsOfPart.length; from += step)
              yield { values: encode(rowsOfPart.slice(from, from + step)) };
            row += rows.length;
            done += rowsOfPart.length;
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
  reader: TableReader,
): Promise<TableScan> {
  const { separator, decimal, encoding, labelColumn: label, partColumn: part } = choices;
  const layout = [entries.map(({ path }) => path), separator, decimal, encoding, reader.header.header];
  const known = scanCache.get(entries[0]!);
  const collected = (name: string | null | undefined): boolean => {
    const at = known?.table.columns.findIndex((one) => one.name === name) ?? -1;
    return !name || at < 0 || known!.table.coded.has(at);
  };
  if (known?.key === JSON.stringify(layout) && collected(label) && collected(part)) return known.table;
  const table = await scanTable(entries, { reader, collect: [label, part], onProgress, signal });
  scanCache.set(entries[0]!, { key: JSON.stringify(layout), table });
  return table;
}

/** Missing cells have the mean of their column. */
const valueOf = (cell: string, column: ScannedColumn, decimal: DecimalMark): number =>
  isMissing(cell) ? column.sum / column.numberCount : numberIn(cell, decimal);

interface Encoding {
  columns: readonly ScannedColumn[];
  /** Indices of the feature columns. */
  features: readonly number[];
  layout: SampleLayout;
  scaling: PixelScaling;
  decimal: DecimalMark;
}

/** Rows of cells to samples as stored. */
function rowEncoder({
  columns,
  features,
  layout,
  scaling,
  decimal,
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
        const value = valueOf(row[at]!, columns[at]!, decimal);
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
