/** Rows of a text table, streamed: text is cut at line ends outside of quotes, and papaparse reads each piece. */
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { readStart, type FileEntry } from '../containers/file-entry.ts';

/** A line longer than this is no line of a table. */
const MAX_LINE = 16 * 2 ** 20;
/** Text that is parsed at once, about. */
const PARSE_CHUNK = 2 ** 20;

export const SEPARATORS = [',', '\t', ';', '|'] as const;

/** The separator that nearly all of these lines have equally often; undefined where it is no table. */
export function detectSeparator(start: Uint8Array): string | undefined {
  // What is in quotes may hold separators and line ends of its own.
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

/** @throws Problem `bad-file` where there is no end to a line */
export async function* readRows(entry: FileEntry, signal?: AbortSignal): AsyncGenerator<string[][]> {
  const { default: Papa } = await import('papaparse');
  const delimiter = detectSeparator(await readStart(entry, 2 ** 14)) ?? ',';
  const parse = (text: string): string[][] => Papa.parse<string[]>(text, { delimiter, skipEmptyLines: 'greedy' }).data;
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
      // Without a line end in sight, more text is gathered before the next look.
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

/** Where the last whole line ends: after a line break that has an even number of quotes before it. */
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
