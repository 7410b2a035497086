/** The options of `npm run lab -- replay`. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseLog } from '../../src/protocol/log/log-file.ts';
import type { LogEvent, Started, StepKey } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { armNames } from '../../src/protocol/spec.ts';
import { usageProblem } from '../command-line.ts';

export interface ReplayCommand {
  kind: 'replay';
  log: LogEvent[];
  key: StepKey;
  data: string[];
  backend: 'auto' | 'webgpu' | 'wasm';
  assets?: string;
}

interface ReplayOptions {
  seed?: string | undefined;
  cycle?: string | undefined;
  arm?: string | undefined;
}

const refuse: (message: string) => Problem = usageProblem('lab');

/**
 * Log and step of a replay.
 * @param path the log, or the folder of a run with `events.jsonl` in it
 * @throws Problem where the log cannot be read, or the step is not in it
 */
export function readReplay(
  path: string,
  options: ReplayOptions,
  read: (path: string) => string,
): Pick<ReplayCommand, 'log' | 'key'> {
  const log = readLog(path, read);
  const { spec } = log[0] as Started;
  const names = armNames(spec);
  const number = (name: 'seed' | 'cycle' | 'arm'): number => {
    const text = options[name];
    if (text === undefined) throw refuse(`The option --${name} of the step to train again is missing.`);
    const named = name === 'arm' ? names.indexOf(text) : -1;
    if (named >= 0) return named;
    if (/^\d+$/.test(text)) return Number(text);
    throw refuse(`--${name} ${text} is no ${name}; it is a whole number${name === 'arm' ? ' from 0, or a name' : ''}.`);
  };
  const key = { seed: number('seed'), cycle: number('cycle'), arm: number('arm') };
  const known = log.some(
    (event) =>
      event.type === 'measured' && event.seed === key.seed && event.cycle === key.cycle && event.arm === key.arm,
  );
  if (known) return { log, key };
  throw new Problem(
    'missing',
    `${path} has no step of seed ${key.seed}, cycle ${key.cycle}, arm ${key.arm}.`,
    `Its seeds are ${spec.seeds.join(', ')}, its cycles 0 to ${spec.query.cycles}, its arms ${names.map((name, arm) => `${arm} (${name})`).join(', ')}.`,
  );
}

/** The backend that the log ends on, for the same last digits. */
export function backendOf(log: readonly LogEvent[]): 'auto' | 'webgpu' | 'wasm' {
  const name = log.flatMap((event) => ('backend' in event ? [event.backend.name] : [])).at(-1);
  return name === 'webgpu' || name === 'wasm' ? name : 'auto';
}

function readLog(path: string, read: (path: string) => string): LogEvent[] {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'events.jsonl') : path;
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new Problem('bad-file', `The log ${file} cannot be read: ${why}.`);
  }
  // a run that was interrupted may end in half a line
  return parseLog(text.slice(0, text.lastIndexOf('\n') + 1), file);
}
