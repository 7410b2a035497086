/** How a text table is written: encoding, separator, decimal mark; and which of its lines are no rows. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import { Problem } from '../../protocol/problem.ts';
import { readStart, type FileEntry } from '../containers/file-entry.ts';
import type { FindingsList } from '../sources/findings.ts';
import {
  decodeHead,
  ENCODINGS,
  encodingOf,
  streamDecoder,
  withoutUtf8Mark,
  type EncodingGuess,
} from '../sources/text-encoding.ts';
import { isMissing, isNumber, type DecimalMark } from './cells.ts';

const SEPARATORS = [
  { value: ',', label: 'comma' },
  { value: '\t', label: 'tab' },
  { value: ';', label: 'semicolon' },
  { value: '|', label: 'vertical bar' },
] as const;
/** Bytes from which the dialect is guessed. */
const START_BYTES = 2 ** 16;
const MAX_LINES = 500;
/** Share of the lines that must have the usual number of cells. */
const MIN_EVEN_SHARE = 0.7;
/** Stands for a comma in quotes while lines are split. */
const QUOTED_COMMA = '\ue000';

export interface Layout {
  separator: string;
  decimal: DecimalMark;
  /** Whether a line that begins with # is a remark, not a row. */
  isRemark(cells: readonly string[]): boolean;
}

export interface Dialect extends Layout {
  encoding: EncodingGuess;
  /** Whether the encoding holds for all files; otherwise each has its own. */
  encodingSelected: boolean;
}

/** Excel's hint, a first line that is no row: `sep=;`. */
export const separatorLine = (line: string): string | undefined => /^"?sep=(.)"?\s*$/i.exec(line)?.[1];

/** The layout of a text by its beginning; undefined where it is not a table. */
export function detectLayout(start: string, choices: ImportChoices = {}): Layout | undefined {
  const plain = start
    .replace(/^\ufeff/, '')
    .replace(/"[^"]*("|$)/g, (quoted) => quoted.replaceAll(',', QUOTED_COMMA).replace(/[;\t|\r\n"]/g, ' '));
  const all = plain.split(/\r\n|\n|\r/);
  if (all.length > 1) all.pop();
  const filled = all.filter((line) => line.trim()).slice(0, MAX_LINES);
  const named = separatorLine(filled[0] ?? '');
  const marked = filled.filter((line) => line.startsWith('#')).length;
  const lines = filled.slice(named ? 1 : 0).filter((line) => !line.startsWith('#') || marked > filled.length / 2);
  const fixed = choices.separator ?? named;
  const separators = fixed ? [fixed] : SEPARATORS.map(({ value }) => value);
  const decimals: readonly DecimalMark[] = choices.decimal ? [choices.decimal] : ['.', ','];
  let best: (Omit<Layout, 'isRemark'> & { score: number }) | undefined;
  for (const separator of separators)
    for (const decimal of decimals) {
      const score = scoreOf(lines, { separator, decimal }, !!fixed);
      if (score > (best?.score ?? 0)) best = { separator, decimal, score };
    }
  const isRemark = marked > filled.length / 2 ? () => false : remarkTest(lines, best?.separator ?? ',');
  return best && { ...best, isRemark };
}

/**
 * A line that begins with # is a remark, unless it has as many cells as the rows and its first cell is # alone (the name of
 * an index) or one among words (“#3”).
 */
function remarkTest(lines: readonly string[], separator: string): Layout['isRemark'] {
  const rows = lines.map((line) => line.split(separator));
  const counts = rows.map(({ length }) => length).sort((a, b) => a - b);
  const usual = counts[Math.floor(counts.length / 2)];
  const words = rows.filter(([first = '']) => !isNumber(first, ',') && !isMissing(first)).length > rows.length / 2;
  return (cells) => {
    const first = cells[0] ?? '';
    if (!first.startsWith('#') || isMissing(first)) return false;
    return cells.length !== usual || !(first.trim() === '#' || (words && /^#\S/.test(first)));
  };
}

/**
 * How well the lines read: 0 where they are uneven, otherwise the share of cells that are numbers, and a part of those that
 * are words without another separator in them.
 */
function scoreOf(lines: readonly string[], { separator, decimal }: Omit<Layout, 'isRemark'>, fixed: boolean): number {
  const rows = lines.map((line) => line.split(separator));
  const counts = rows.map(({ length }) => length).sort((a, b) => a - b);
  const usual = counts[Math.floor(counts.length / 2)] ?? 1;
  const even = counts.filter((one) => one === usual).length >= MIN_EVEN_SHARE * counts.length;
  if (!fixed && (usual < 2 || !even)) return 0;
  let score = 0;
  let cells = 0;
  for (const row of rows)
    for (const cell of row) {
      const text = cell.replaceAll(QUOTED_COMMA, ',');
      cells++;
      if (isNumber(text, decimal)) score += 1;
      else if (isMissing(text) || !/[,;\t|]/.test(cell)) score += 0.5;
    }
  // A decimal comma must earn its place: with nothing to tell, numbers have a point.
  return 0.01 + score / Math.max(1, cells) - (decimal === ',' ? 1e-6 : 0);
}

/** The dialect of files that are one table, by the first of them. @throws Problem `unfit` at an unknown encoding */
export async function detectDialect(entry: FileEntry, choices: ImportChoices, signal?: AbortSignal): Promise<Dialect> {
  const start = withoutUtf8Mark(await readStart(entry, START_BYTES));
  const guess = await encodingOf(entry, signal);
  const encoding = choices.encoding === undefined ? guess : { ...guess, encoding: knownEncoding(choices.encoding) };
  const even = start.subarray(0, encoding.encoding.startsWith('utf-16') ? start.length & ~1 : start.length);
  const text = streamDecoder(encoding.encoding).decode(even, { stream: true });
  const layout = detectLayout(text, choices) ?? {
    separator: ',',
    decimal: choices.decimal ?? '.',
    isRemark: () => false,
  };
  return { ...layout, encoding, encodingSelected: choices.encoding !== undefined };
}

function knownEncoding(name: string): string {
  const known = ENCODINGS.find((one) => one === name);
  if (known) return known;
  throw new Problem('unfit', `There is no encoding “${name}”.`, `Choose one of ${ENCODINGS.join(', ')}.`);
}

/** Whether the first bytes of a file are those of a text table. */
export const isTable = (head: Uint8Array): boolean => detectLayout(decodeHead(head)) !== undefined;

/** Offers separator, decimal mark and encoding. */
export function offerDialect(
  findings: FindingsList,
  { separator, decimal, encoding, encodingSelected }: Dialect,
): void {
  findings.offer({
    key: 'separator',
    label: 'Between the cells',
    value: separator,
    options: SEPARATORS.some(({ value }) => value === separator)
      ? SEPARATORS
      : [...SEPARATORS, { value: separator, label: separator }],
    why: 'The separator with which the lines have equally many cells, and most of them are numbers.',
  });
  findings.offer({
    key: 'decimal',
    label: 'Decimal mark',
    value: decimal,
    options: [
      { value: '.', label: 'point: 1.5' },
      { value: ',', label: 'comma: 1,5' },
    ],
    why: 'The mark with which more of the cells are numbers.',
  });
  findings.offer({
    key: 'encoding',
    label: 'Encoding',
    value: encoding.encoding,
    options: [...ENCODINGS],
    why: encoding.why,
  });
  if (encoding.encoding !== 'utf-8' && !encodingSelected)
    findings.warn('encoding', `The text is read as ${encoding.encoding.toUpperCase()}. ${encoding.why}`);
}
