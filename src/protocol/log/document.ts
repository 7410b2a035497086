/** Reading an exported file: a spec or a log. */
import type { LogEvent } from '../events.ts';
import { Problem } from '../problem.ts';
import { parseSpec, parseSpecText, type Spec } from '../spec.ts';
import { parseLog } from './log-file.ts';

export type ImportedDocument = { kind: 'spec'; spec: Spec } | { kind: 'log'; log: LogEvent[] };

/**
 * Reads a spec or a log; a log's first line is an event.
 * @throws Problem `bad-spec` or `bad-file` where it is neither
 */
export function readDocument(text: string, name: string): ImportedDocument {
  const end = text.indexOf('\n');
  const first = parse(end < 0 ? text : text.slice(0, end));
  if (isObject(first) && 'type' in first) return { kind: 'log', log: parseLog(text, name) };
  const whole = parse(text);
  if (isObject(whole) && !('version' in whole))
    throw new Problem(
      'bad-file',
      `“${name}” is neither a spec nor a log.`,
      'Specs and logs come from the Export menu.',
    );
  return { kind: 'spec', spec: whole === undefined ? parseSpecText(text) : parseSpec(whole) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
