/** The log as a file (JSON lines: one event per line), and the validation of imported logs. */
import * as v from 'valibot';
import { LOG_FORMAT, logEvent, type LogEvent, type Started } from '../events.ts';
import { checkLogOrder } from './log-order.ts';
import { logFormatOf, migrateLog } from '../migrations/migrate-log.ts';
import { Problem } from '../problem.ts';
import { parseSpec, type Spec } from '../spec.ts';

/** Characters per part of a long log: a string ends at about 500 million. */
const PART_LENGTH = 2 ** 22;

/** The log in parts of whole lines, for logs that are longer than a string can be. */
export function* logParts(log: readonly LogEvent[], partLength = PART_LENGTH): Generator<string> {
  let part = '';
  for (const event of log) {
    part += JSON.stringify(event) + '\n';
    if (part.length < partLength) continue;
    yield part;
    part = '';
  }
  if (part) yield part;
}

export const serialiseLog = (log: readonly LogEvent[]): string => [...logParts(log)].join('');

/** The log as a file, of any length. */
export const logBlob = (log: readonly LogEvent[]): Blob => new Blob([...logParts(log)]);

const remedy = 'Export the run again where it was made (events, as JSON lines).';

/**
 * Reads an exported log of any format up to the current one. Each event is checked against its schema, and the steps against
 * the plan of the log's own spec. Unknown fields are kept.
 * @param name of the file, for messages
 * @throws Problem `bad-file` that names the line and the fault; `unsupported` for a log of a later format
 */
export function parseLog(text: string, name = 'The log'): LogEvent[] {
  const damaged = (line: number, what: string) =>
    new Problem('bad-file', `${name} is damaged in line ${line}: ${what}.`, remedy);
  const lines = parseLines(text, damaged);
  const format = logFormatOf(lines[0]?.input);
  if (format > LOG_FORMAT)
    throw new Problem(
      'unsupported',
      `${name} is of log format ${format}; this version reads formats up to ${LOG_FORMAT}.`,
      'Reload the page for the newest version.',
    );
  const log = migrateLog(lines.map(({ input }) => input)).map((input, i) =>
    checkEvent(input, (what) => damaged(lines[i]!.line, what)),
  );
  const first = log[0];
  if (first?.type !== 'started')
    throw new Problem('bad-file', `${name} is not the log of a run: it does not begin with “started”.`, remedy);
  const checked: [Started, ...LogEvent[]] = [{ ...first, spec: specOf(first, name) }, ...log.slice(1)];
  const fault = checkLogOrder(checked);
  if (fault) throw new Problem('bad-file', `${name} contradicts itself: ${fault}.`, remedy);
  return checked;
}

function parseLines(
  text: string,
  damaged: (line: number, what: string) => Problem,
): { line: number; input: unknown }[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return lines.flatMap((json, i) => {
    if (json.trim() === '') return [];
    try {
      return [{ line: i + 1, input: JSON.parse(json) as unknown }];
    } catch {
      throw damaged(i + 1, 'it is not JSON, or is cut off');
    }
  });
}

function checkEvent(input: unknown, damaged: (what: string) => Problem): LogEvent {
  const result = v.safeParse(logEvent, input);
  if (!result.success) {
    const issue = result.issues[0];
    const place = v.getDotPath(issue);
    throw damaged(`${place ? `“${place}” is wrong` : 'it is no event'}. ${issue.message}`);
  }
  return { ...(input as object), ...result.output };
}

function specOf(first: Started, name: string): Spec {
  try {
    return parseSpec(first.spec);
  } catch (error) {
    if (error instanceof Problem)
      throw new Problem('bad-file', `${name} holds a broken spec. ${error.message}`, remedy);
    throw error;
  }
}
