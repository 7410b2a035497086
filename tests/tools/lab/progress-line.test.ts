/** The line on stderr. */
import { expect, test } from 'vitest';
import { logLoss } from '../../../src/measuring/log-loss.ts';
import type { Started } from '../../../src/protocol/events.ts';
import { duration, ProgressLine } from '../../../tools/lab/progress-line.ts';
import { buildLog } from '../../support/build-log.ts';

const log = buildLog();
const { spec } = log[0] as Started;
const report = {
  type: 'progress',
  runId: 'r',
  seed: 1,
  cycle: 1,
  arm: 1,
  phase: 'training',
  done: 30,
  total: 120,
} as const;

function screen(isTTY: boolean, columns = 120) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => void written.push(text) };
}

test('without a terminal there is one line for each step only', () => {
  const file = screen(false);
  const line = new ProgressLine(file, spec);
  line.note('Starting…');
  line.start(log.slice(0, 1));
  line.progress(report);
  line.step(log.filter((event) => 'arm' in event && event.arm === 0 && event.cycle === 0));
  expect(file.written).toHaveLength(2);
  expect(file.written[1]).toMatch(/^1\/6 · seed 1 · cycle 0\/2 · random · 50\.0% with 2 labels.*\n$/);
});

test('a measure other than accuracy is named, with its unit', () => {
  const lossy = log.map((event) =>
    event.type === 'measured' ? { ...event, values: { ...event.values, 'log-loss': 0.4321 } } : event,
  );
  const file = screen(false);
  const line = new ProgressLine(file, spec, logLoss.about);
  line.step(lossy.filter((event) => event.type === 'measured' && event.arm === 0 && event.cycle === 0));
  expect(file.written[0]).toMatch(/ · random · log-loss 0\.432 nats with 2 labels/);
  line.step(log.filter((event) => event.type === 'measured' && event.arm === 1 && event.cycle === 0));
  expect(file.written[1]).toMatch(/ · margin · log-loss – nats with 2 labels/);
});

test('on a terminal one line is redrawn, never wider than the terminal', () => {
  const terminal = screen(true, 40);
  const line = new ProgressLine(terminal, spec);
  line.progress(report);
  line.progress({ ...report, done: 60 });
  for (const text of terminal.written) {
    expect(text).toMatch(/^\r\x1b\[K/); // eslint-disable-line no-control-regex
    expect(text).not.toContain('\n');
    expect(text.length - 4).toBeLessThan(40);
  }
});

test('shows step, phase and progress', () => {
  const terminal = screen(true);
  new ProgressLine(terminal, spec).progress(report);
  expect(terminal.written[0]).toContain('seed 1 · cycle 1/2 · margin · training 25%');
});

test('an interrupted run says how to resume it', () => {
  const file = screen(false);
  const line = new ProgressLine(file, spec);
  line.start(log.slice(0, 1));
  line.end('stopped', 'out');
  expect(file.written.at(-1)).toContain('0 of 6 steps');
  expect(file.written.at(-1)).toContain('same command');
});

test.each([
  [7_400, '0:07'],
  [725_000, '12:05'],
  [3_723_000, '1:02:03'],
])('%d ms are %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
