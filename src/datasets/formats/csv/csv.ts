/** Tables of text: a column of labels, and the others as points of a plane, as features or as pixels. */
import type { SampleArray } from '../../../protocol/dataset.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import { featureColumns, labelColumn, readLabelColumn, rangeOf } from '../../tables/label-column.ts';
import { naturalOrder } from '../../tables/labels.ts';
import { pixelScaling, rowLayout, type PixelScaling, type SampleLayout } from '../../tables/sample-layout.ts';
import { commonFolder, partFromPath, stem } from '../path-names.ts';
import { readRows } from '../../tables/text-rows.ts';
import { isMissing, scanTable, type ScannedColumn, type TableScan } from '../../tables/table-scan.ts';
import {
  checkDeclaredSize,
  PREVIEW_SAMPLES,
  samplesPerBlock,
  type ReadOptions,
  type SampleSource,
} from '../sample-source.ts';

/** What was seen of files already, for when choices change. */
const scanCache = new WeakMap<FileEntry, { entries: string; extra: string | null | undefined; table: TableScan }>();

/** @throws Problem `bad-file`, `unfit` */
export async function openCsv(given: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, signal } = opening;
  const alone = given.every(({ path }) => partFromPath(path) === 'test');
  const rank = ({ path }: FileEntry): number => (!alone && partFromPath(path) === 'test' ? 1 : 0);
  const entries = [...given].sort((a, b) => rank(a) - rank(b) || naturalOrder(a.path, b.path));
  const table = await cachedScan(entries, opening);
  const { columns } = table;
  const total = table.rows.reduce((a, b) => a + b, 0);

  const label = labelColumn(table, total, choices.labelColumn);
  const path = entries[0]!.path;
  const warnings: string[] = [];
  const features = featureColumns(path, table, label, total, warnings);
  const range = rangeOf(features.map((at) => columns[at]!));
  checkDeclaredSize(path, total, features.length, 4);
  const some = await firstRows(entries[0]!, table, signal);
  const numbers = some.flatMap((row) => features.map((at) => valueOf(row[at]!, columns[at]!)));
  const layout = rowLayout(path, features.length, range, choices, numbers);
  const rule: PixelScaling = layout.kind === 'image' ? pixelScaling(range) : { factor: 1, offset: 0 };
  if (rule.note) warnings.push(rule.note);
  const { labels, classes } = readLabelColumn(entries, table, label);
  if (label === undefined) warnings.push('No column is taken as the label: all samples are unlabelled.');
  const pack = rowEncoder(table, features, layout, rule);
  const test = entries.filter((entry) => rank(entry) === 1).length;

  return {
    format: entries.some((entry) => !entry.sizeKnown) ? 'CSV, gzip' : 'CSV',
    name:
      choices.name ??
      (entries.length > 1 ? commonFolder(entries.map((one) => one.path)) || sameColumns(entries) : stem(path)),
    kind: layout.kind,
    shape: layout.shape,
    dtype: layout.kind === 'image' ? 'uint8' : 'float32',
    classes,
    labels,
    testCount: test ? table.rows.slice(-test).reduce((a, b) => a + b, 0) : 0,
    warnings,
    choices: {
      ...(choices.name ? { name: choices.name } : {}),
      labelColumn: label === undefined ? null : columns[label]!.name,
      columns: layout.columns,
      ...(layout.kind === 'image'
        ? { imageSize: [layout.shape[0]!, layout.shape[1]!], channels: layout.shape[2] as 1 | 3 }
        : {}),
    },
    columnNames: columns.map(({ name }) => name),
    entries,
    async preview() {
      return { values: pack(some.slice(0, PREVIEW_SAMPLES)), places: some.slice(0, PREVIEW_SAMPLES).map((_, i) => i) };
    },
    async *blocks(onProgress, stop) {
      const step = samplesPerBlock(features.length * 4);
      let done = 0;
      for (const entry of entries) {
        let skip = table.header ? 1 : 0;
        for await (const rows of readRows(entry, stop)) {
          for (let from = skip; from < rows.length; from += step) yield { values: pack(rows.slice(from, from + step)) };
          done += rows.length - skip;
          skip = 0;
          onProgress({ phase: `Reading ${entry.path}`, done, total });
        }
      }
    },
  };
}

async function cachedScan(
  entries: readonly FileEntry[],
  { choices, onProgress, signal }: ReadOptions,
): Promise<TableScan> {
  const key = entries.map(({ path }) => path).join('\n');
  const known = scanCache.get(entries[0]!);
  const wanted = choices.labelColumn;
  if (known?.entries === key) {
    const at = known.table.columns.findIndex(({ name }) => name === wanted);
    if (!wanted || at < 0 || known.table.coded.has(at) || known.extra === wanted) return known.table;
  }
  const table = await scanTable(entries, wanted, onProgress, signal);
  scanCache.set(entries[0]!, { entries: key, extra: wanted, table });
  return table;
}

const valueOf = (cell: string, column: ScannedColumn): number =>
  isMissing(cell) ? column.sum / column.numberCount : Number(cell);

/** Some rows of data, for a guess at the layout and for the preview. */
async function firstRows(entry: FileEntry, { header }: TableScan, signal?: AbortSignal): Promise<string[][]> {
  for await (const rows of readRows(entry, signal)) return rows.slice(header ? 1 : 0).slice(0, 100);
  return [];
}

type RowEncoder = (rows: readonly (readonly string[])[]) => SampleArray;

/** Cells of rows to stored samples. */
function rowEncoder(
  { columns }: TableScan,
  features: readonly number[],
  layout: SampleLayout,
  rule: PixelScaling,
): RowEncoder {
  const image = layout.kind === 'image';
  const stride = features.length;
  // Which cell of the row is the i-th stored value.
  const cells = Int32Array.from(features, (_, i) => features[layout.order ? layout.order[i]! : i]!);
  return (rows) => {
    const out = image ? new Uint8Array(rows.length * stride) : new Float32Array(rows.length * stride);
    let to = 0;
    for (const row of rows)
      for (let i = 0; i < stride; i++) {
        const value = valueOf(row[cells[i]!]!, columns[cells[i]!]!);
        out[to++] = image ? Math.round(value * rule.factor + rule.offset) : value;
      }
    return out;
  };
}

/** What the files' names have in common: `optdigits` of `optdigits.tra` and `optdigits.tes`. */
function sameColumns(entries: readonly FileEntry[]): string {
  const names = entries.map(({ path }) => stem(path));
  let same = names[0]!;
  for (const name of names) while (!name.startsWith(same)) same = same.slice(0, -1);
  return same.replace(/[-_. ]+(t(rain|est)?)?$/i, '') || names[0]!;
}
