/** Tables of text: a column of labels, and the others as points of a plane, as features or as pixels. */
import type { SampleArray } from '../../spec/dataset.ts';
import { Problem } from '../../spec/problem.ts';
import type { Entry } from './entry.ts';
import { byName, indexNumbers, indexWords, type Indexed } from './labels.ts';
import { byteRule, layoutOfRows, squareOf, type ByteRule, type Layout, type Range } from './layout.ts';
import { commonFolder, partOf, stem } from './names.ts';
import { rowsOf } from './rows.ts';
import { isMissing, LABEL_NAME, scan, type Coded, type Column, type Table } from './scan.ts';
import { checkClaims, EXAMPLES, perBlock, plural, type Opening, type Source } from './source.ts';

const NUMBERED = /^(id|index|row|rowid|unnamed: 0|no\.?)$/i;
/** Words in more cells than this make a column of words; in fewer they are slips. */
const SLIPS = 0.05;

/** What was seen of files already, for when choices change. */
const seen = new WeakMap<Entry, { entries: string; extra: string | null | undefined; table: Table }>();

/** @throws Problem `bad-file`, `unfit` */
export async function openCsv(given: readonly Entry[], opening: Opening): Promise<Source> {
  const { choices, signal } = opening;
  const alone = given.every(({ path }) => partOf(path) === 'test');
  const rank = ({ path }: Entry): number => (!alone && partOf(path) === 'test' ? 1 : 0);
  const entries = [...given].sort((a, b) => rank(a) - rank(b) || byName(a.path, b.path));
  const table = await scanned(entries, opening);
  const { columns } = table;
  const total = table.rows.reduce((a, b) => a + b, 0);

  const label = labelColumn(table, total, choices.labelColumn);
  const warnings: string[] = [];
  const features = featuresOf(table, label, total, warnings);
  const range = rangeOf(features.map((at) => columns[at]!));
  const path = entries[0]!.path;
  checkClaims(path, total, features.length, 4);
  const some = await firstRows(entries[0]!, table, features, signal);
  const layout = layoutOfRows(path, features.length, range, choices, some.flat());
  const rule: ByteRule = layout.kind === 'image' ? byteRule(range) : { factor: 1, shift: 0 };
  if (rule.note) warnings.push(rule.note);
  const { labels, classes } = labelsOf(entries, table, label);
  if (label === undefined) warnings.push('No column is taken as the label: all samples are unlabelled.');
  const pack = packer(layout, rule);
  const test = entries.filter((entry) => rank(entry) === 1).length;

  return {
    format: entries.some((entry) => !entry.sure) ? 'CSV, gzip' : 'CSV',
    name:
      choices.name ??
      (entries.length > 1 ? commonFolder(entries.map((one) => one.path)) || shared(entries) : stem(path)),
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
    async examples() {
      return { values: pack(some.slice(0, EXAMPLES)), places: some.slice(0, EXAMPLES).map((_, i) => i) };
    },
    async *blocks(onProgress, stop) {
      const step = perBlock(features.length * 4);
      let done = 0;
      for (const entry of entries) {
        let skip = table.header ? 1 : 0;
        for await (const rows of rowsOf(entry, stop)) {
          for (let from = skip; from < rows.length; from += step) {
            const part = rows
              .slice(from, from + step)
              .map((row) => features.map((at) => valueOf(row[at]!, columns[at]!)));
            yield { values: pack(part) };
          }
          done += rows.length - skip;
          skip = 0;
          onProgress({ phase: `Reading ${entry.path}`, done, total });
        }
      }
    },
  };
}

async function scanned(entries: readonly Entry[], { choices, onProgress, signal }: Opening): Promise<Table> {
  const key = entries.map(({ path }) => path).join('\n');
  const known = seen.get(entries[0]!);
  const wanted = choices.labelColumn;
  if (known?.entries === key) {
    const at = known.table.columns.findIndex(({ name }) => name === wanted);
    if (!wanted || at < 0 || known.table.coded.has(at) || known.extra === wanted) return known.table;
  }
  const table = await scan(entries, wanted, onProgress, signal);
  seen.set(entries[0]!, { entries: key, extra: wanted, table });
  return table;
}

/**
 * The label's column: as chosen, by its name, else the last column of words, else a last or first column of few whole
 * numbers.
 */
function labelColumn({ columns, coded }: Table, rows: number, chosen: string | null | undefined): number | undefined {
  if (chosen === null) return undefined;
  if (chosen !== undefined) {
    const at = columns.findIndex(({ name }) => name === chosen);
    if (at < 0)
      throw new Problem(
        'unfit',
        `There is no column “${chosen}”.`,
        `Choose one of ${columns
          .slice(0, 8)
          .map((one) => one.name)
          .join(', ')}.`,
      );
    return at;
  }
  const distinct = (at: number): number => coded.get(at)?.words.length ?? 0;
  const may = [...coded.keys()].filter((at) => distinct(at) >= 2 && distinct(at) <= Math.max(20, rows / 2));
  const named = may.find((at) => LABEL_NAME.test(columns[at]!.name));
  if (named !== undefined) return named;
  const wordy = may.filter((at) => columns[at]!.words > SLIPS * rows);
  if (wordy.length) return wordy.at(-1);
  const width = columns.length;
  const square = (count: number): boolean => squareOf(count) !== undefined;
  if (width <= 2 || (square(width) && !square(width - 1))) return undefined;
  return [width - 1, 0].find(
    (at) => may.includes(at) && columns[at]!.integers && distinct(at) <= Math.min(200, rows / 3),
  );
}

/** @throws Problem `bad-file` at a slip, `unfit` where no numbers are left */
function featuresOf({ columns }: Table, label: number | undefined, rows: number, warnings: string[]): number[] {
  const features: number[] = [];
  const leftOut: string[] = [];
  let filled = 0;
  for (const [at, column] of columns.entries()) {
    if (at === label || column.missing === rows) continue;
    if (column.words > SLIPS * rows || NUMBERED.test(column.name)) {
      leftOut.push(column.name);
      continue;
    }
    if (column.firstWord) {
      const { path, row, text } = column.firstWord;
      throw new Problem(
        'bad-file',
        `“${path}” has “${text.slice(0, 40)}” in row ${row}, column “${column.name}”, where numbers belong.`,
        'Mend the cell, or choose this column as the label.',
      );
    }
    filled += column.missing;
    features.push(at);
  }
  if (!features.length)
    throw new Problem(
      'unfit',
      'The table has no column of numbers to learn from.',
      'Choose another column as the label.',
    );
  if (leftOut.length) warnings.push(`${plural(leftOut.length, 'column')} left out: ${leftOut.slice(0, 5).join(', ')}.`);
  if (filled) warnings.push(`${plural(filled, 'missing value')} filled with the column’s mean.`);
  return features;
}

const rangeOf = (columns: readonly Column[]): Range => ({
  min: columns.reduce((least, { min }) => Math.min(least, min), Infinity),
  max: columns.reduce((most, { max }) => Math.max(most, max), -Infinity),
  integers: columns.every(({ integers }) => integers),
});

const valueOf = (cell: string, column: Column): number =>
  isMissing(cell) ? column.sum / column.numbers : Number(cell);

async function firstRows(
  entry: Entry,
  { header, columns }: Table,
  features: readonly number[],
  signal?: AbortSignal,
): Promise<number[][]> {
  for await (const rows of rowsOf(entry, signal))
    return rows
      .slice(header ? 1 : 0)
      .slice(0, 100)
      .map((row) => features.map((at) => valueOf(row[at]!, columns[at]!)));
  return [];
}

/** Rows of feature values to stored samples. */
function packer(layout: Layout, rule: ByteRule): (rows: readonly (readonly number[])[]) => SampleArray {
  const stride = layout.shape.reduce((a, b) => a * b, 1);
  const image = layout.kind === 'image';
  return (rows: readonly (readonly number[])[]): SampleArray => {
    const out = image ? new Uint8Array(rows.length * stride) : new Float32Array(rows.length * stride);
    rows.forEach((row, index) => {
      for (let i = 0; i < stride; i++) {
        const value = row[layout.order ? layout.order[i]! : i]!;
        out[index * stride + i] = image ? Math.round(value * rule.factor + rule.shift) : value;
      }
    });
    return out;
  };
}

/** @throws Problem `unfit` where the column holds measurements, `bad-file` at a label out of range */
function labelsOf(entries: readonly Entry[], { columns, coded, rows }: Table, label: number | undefined): Indexed {
  const total = rows.reduce((a, b) => a + b, 0);
  if (label === undefined) return { labels: new Int32Array(total).fill(-1), classes: [] };
  const { name, integers, words: texts, min } = columns[label]!;
  const found = coded.get(label);
  const numbers = texts === 0;
  if (!found || (numbers && !integers && found.words.length > 20) || found.words.length > Math.max(20, total / 2))
    throw new Problem(
      'unfit',
      `The column “${name}” has too many different values to be classes: these look like measurements.`,
      'Choose another column as the label.',
    );
  if (!(numbers && integers && min >= -1)) return indexWords(wordsOf(found));
  const values = found.words.map(Number);
  let from = 0;
  const parts = entries.map(({ path }, file) => {
    const codes = found.codes.slice(from, (from += rows[file]!));
    return { path, labels: codes.map((code) => (code < 0 ? -1 : values[code]!)) };
  });
  return indexNumbers(parts);
}

const wordsOf = ({ words, codes }: Coded): (string | null)[] => codes.map((code) => (code < 0 ? null : words[code]!));

/** What the files' names have in common: `optdigits` of `optdigits.tra` and `optdigits.tes`. */
function shared(entries: readonly Entry[]): string {
  const names = entries.map(({ path }) => stem(path));
  let same = names[0]!;
  for (const name of names) while (!name.startsWith(same)) same = same.slice(0, -1);
  return same.replace(/[-_. ]+(t(rain|est)?)?$/i, '') || names[0]!;
}
