/** Rows of a text table, streamed: the text is cut at line ends outside of quotes, and papaparse parses each piece. */
import { Problem } from '../../protocol/problem.ts';
import { chunksOf, truncatedProblem, type FileEntry } from '../containers/file-entry.ts';
import { encodingOf, streamDecoder, withoutUtf8Mark } from '../sources/text-encoding.ts';
import { separatorLine, type Dialect } from './dialect.ts';

/** Longer lines do not occur in tables. */
const MAX_LINE = 16 * 2 ** 20;
/** Approximate number of characters parsed at once. */
const PARSE_CHUNK = 2 ** 20;

/** Rows as cells; where they are lines of a file, with the number of each one's line, from 1. */
export type RowBlock = string[][] & { lines?: number[] };

/** Streams the rows of a file as cells, without empty rows, in blocks. */
export type ReadRows = (entry: FileEntry, signal?: AbortSignal) => AsyncIterable<RowBlock>;

/**
 * The rows of a file as cells, without empty rows, remarks (lines that begin with #) and a line that names the separator.
 * @throws Problem `bad-file` where a line or a cell in quotes does not end
 */
export async function* readRows(entry: FileEntry, dialect: Dialect, signal?: AbortSignal): AsyncGenerator<RowBlock> {
  const { default: Papa } = await import('papaparse');
  const { separator: delimiter, isRemark } = dialect;
  const parse = (text: string, firstLine: number): RowBlock => {
    const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: '\n', quoteChar: '"' });
    if (errors.some(({ code }) => code === 'MissingQuotes')) throw truncatedProblem(entry.path);
    return rowsOf(data, { firstLine, isRemark, delimiter });
  };
  let line = 1;
  for await (const piece of wholeLines(entry, dialect, signal)) {
    const rows = parse(piece, line);
    line += piece.split('\n').length - 1;
    if (rows.length) yield rows;
  }
}

/** Drops what is no row, and numbers the others. A cell in quotes may have several lines. */
function rowsOf(
  data: readonly string[][],
  { firstLine, isRemark, delimiter }: Pick<Dialect, 'isRemark'> & { firstLine: number; delimiter: string },
): RowBlock {
  const rows: RowBlock = [];
  const lines: number[] = [];
  let line = firstLine;
  for (const row of data) {
    const empty = row.every((cell) => !cell.trim());
    const hint = line === 1 && separatorLine(row.join(delimiter)) !== undefined;
    if (!empty && !isRemark(row) && !hint) {
      rows.push(row);
      lines.push(line);
    }
    line += 1 + row.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
  }
  return Object.assign(rows, { lines });
}

/** Text in pieces of whole rows, with \n after each row; within quotes line ends stay as they are. */
async function* wholeLines(entry: FileEntry, dialect: Dialect, signal?: AbortSignal): AsyncGenerator<string> {
  const { encoding } = dialect.encodingSelected ? dialect.encoding : await encodingOf(entry, signal);
  const decoder = streamDecoder(encoding);
  let text = '';
  let minLength = PARSE_CHUNK;
  let first = true;
  for await (const chunk of chunksOf(entry, signal)) {
    text += decoder.decode(first ? withoutUtf8Mark(chunk) : chunk, { stream: true });
    first = false;
    if (text.length < minLength) continue;
    const cut = lastLineEnd(text);
    if (!cut && text.length > MAX_LINE)
      throw new Problem('bad-file', `“${entry.path}” is no table: a line, or a text in quotes, has no end.`);
    // Without a line end, twice the text is gathered before the next attempt.
    minLength = cut ? PARSE_CHUNK : text.length * 2;
    if (cut) {
      yield withLineFeeds(text.slice(0, cut));
      text = text.slice(cut);
    }
  }
  if (text) yield withLineFeeds(text);
}

/** Every CR LF and lone CR outside of quotes as LF; without byte order marks, which joined files have at their seams. */
const withLineFeeds = (text: string): string => {
  const plain = text.includes('\ufeff') ? text.replace(/^\ufeff+/gm, '') : text;
  return plain.includes('\r')
    ? plain.replace(/"[^"]*"|\r\n?/g, (found) => (found.startsWith('"') ? found : '\n'))
    : plain;
};

/** The end of the last whole line: after a line break with an even number of quotes before it; 0 for none. */
function lastLineEnd(text: string): number {
  // A CR at the very end may be half of a CR LF.
  const last = text.endsWith('\r') ? text.length - 1 : text.length;
  if (!text.includes('"')) return Math.max(text.lastIndexOf('\n', last - 1), text.lastIndexOf('\r', last - 1)) + 1;
  let quoted = false;
  let end = 0;
  for (let i = 0; i < last; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) quoted = !quoted;
    else if ((code === 10 || code === 13) && !quoted) end = i + 1;
  }
  return end;
}
