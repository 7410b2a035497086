/** Rows of a text table, streamed: the text is cut at line ends outside of quotes, and papaparse parses each piece. */
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { readStart, truncatedProblem, type FileEntry } from '../containers/file-entry.ts';

/** Longer lines do not occur in tables. */
const MAX_LINE = 16 * 2 ** 20;
/** Approximate number of characters parsed at once. */
const PARSE_CHUNK = 2 ** 20;

const SEPARATORS = [',', '\t', ';', '|'] as const;

/** The separator that at least 70% of the lines have equally often; undefined where the text is not a table. */
export function detectSeparator(start: Uint8Array): string | undefined {
  // Quoted cells may contain separators and line ends.
  const text = new TextDecoder().decode(start).replace(/"[^"]*("|$)/g, 'q');
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > 1) lines.pop();
  const filled = lines.filter((line) => line.trim());
  return SEPARATORS.find((separator) => {
    const counts = filled.map((line) => line.split(separator).length).sort((a, b) => a - b);
    const usual = counts[Math.floor(counts.length / 2)] ?? 1;
    return usual > 1 && counts.filter((one) => one === usual).length >= 0.7 * counts.length;
  });
}

/**
 * The rows of a file as cells, without empty rows, in blocks.
 * @throws Problem `bad-file` where a line or a cell in quotes does not end
 */
export async function* readRows(entry: FileEntry, signal?: AbortSignal): AsyncGenerator<string[][]> {
  const { default: Papa } = await import('papaparse');
  const delimiter = detectSeparator(await readStart(entry, 2 ** 14)) ?? ',';
  const parse = (text: string): string[][] => {
    const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: 'greedy' });
    if (errors.some(({ code }) => code === 'MissingQuotes')) throw truncatedProblem(entry.path);
    return data;
  };
  const reader = entry.stream().getReader();
  const decoder = new TextDecoder();
  let text = '';
  let minLength = PARSE_CHUNK;
  try {
    for (;;) {
      throwIfAborted(signal);
      const { done, value } = await reader.read();
      text += done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (!done && text.length < minLength) continue;
      const cut = done ? text.length : lastLineEnd(text);
      if (!cut && text.length > MAX_LINE)
        throw new Problem('bad-file', `“${entry.path}” is no table: a line, or a text in quotes, has no end.`);
      // Without a line end, twice the text is gathered before the next attempt.
      minLength = cut ? PARSE_CHUNK : text.length * 2;
      if (cut) {
        const rows = parse(text.slice(0, cut));
        text = text.slice(cut);
        if (rows.length) yield rows;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The end of the last whole line: after a line break with an even number of quotes before it; 0 for none. */
function lastLineEnd(text: string): number {
  if (!text.includes('"')) return text.lastIndexOf('\n') + 1;
  let quoted = false;
  let end = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) quoted = !quoted;
    else if (code === 10 && !quoted) end = i + 1;
  }
  return end;
}
