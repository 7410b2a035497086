/** Files of version 0.1.0 (log format 1): logs are converted to the current format, links and specs read unchanged. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOG_FORMAT, type LogEvent } from '../../src/protocol/events.ts';
import { specFromHash } from '../../src/protocol/link.ts';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { migrateLog } from '../../src/protocol/migrations/migrate-log.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { readGzip } from '../support/database-dump.ts';
import { buildLog } from '../support/build-log.ts';

const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url);
const textOf = (name: string) => readGzip(fixture(`${name}.jsonl.gz`));
const rawOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const ofType = <T extends LogEvent['type']>(log: readonly LogEvent[], type: T) =>
  log.filter((event): event is Extract<LogEvent, { type: T }> => event.type === type);

const logs = ['plane-moved', 'plane-critics-moved', 'strokes'];

describe('a log of format 1', () => {
  test.each(logs)('%s: has the current event types and fields, as many events, and every value', (name) => {
    const before = rawOf(textOf(name));
    const log = parseLog(textOf(name), name);
    expect(log).toHaveLength(before.length);
    expect(log[0]).toMatchObject({ type: 'started', format: LOG_FORMAT, spec: before[0]!['spec'] });
    const names: Record<string, string> = { moved: 'backend-changed', referenced: 'full-supervision' };
    expect(log.map(({ type }) => type)).toEqual(before.map(({ type }) => names[type as string] ?? type));
    for (const [i, event] of log.entries())
      expect(valuesOf({ ...event, type: 0, format: undefined })).toEqual(valuesOf({ ...before[i], type: 0 }));
  });

  test.each(logs)('%s: written in the current format, it is read back unchanged and not migrated again', (name) => {
    const log = parseLog(textOf(name), name);
    expect(parseLog(serialiseLog(log))).toEqual(log);
    expect(migrateLog(log)).toEqual(log);
  });

  test('has measures by name, and the critic’s numbers as metrics of the training', () => {
    const before = rawOf(textOf('plane-critics-moved'));
    const log = parseLog(textOf('plane-critics-moved'));
    const accuracies = before.flatMap((event) => ('testAccuracy' in event ? [event['testAccuracy']] : []));
    const steps = log.filter((event) => event.type === 'measured' || event.type === 'full-supervision');
    expect(steps.map((event) => event.values)).toEqual(accuracies.map((accuracy) => ({ accuracy })));
    const critics = before.flatMap((event) => (event['type'] === 'trained' ? [event['adversary'] as never] : []));
    expect(critics.filter(Boolean).length).toBeGreaterThan(0);
    expect(ofType(log, 'trained').map((event) => event.metrics)).toEqual(
      critics.map((critic?: Record<string, number>) =>
        critic
          ? {
              criticUnlabelled: critic['unlabelled'],
              criticLabelled: critic['labelled'],
              criticEntropy: critic['entropy'],
              ...('norm' in critic && { criticNorm: critic['norm'] }),
            }
          : {},
      ),
    );
    const perMetric = ofType(log, 'queried').flatMap((event) => event.perMetric ?? []);
    expect(perMetric).toEqual(before.flatMap((event) => (event['alone'] as unknown[] | undefined) ?? []));
    expect(perMetric.length).toBeGreaterThan(0);
  });

  test('has the generated samples’ matches and paths', () => {
    const before = rawOf(textOf('plane-moved')).flatMap((event) => (event['imagined'] as { of: number[]; ways: number[] } | undefined) ?? []); // prettier-ignore
    const targets = ofType(parseLog(textOf('plane-moved')), 'queried').flatMap((event) => event.imagined ?? []);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.map((one) => one.matchedTo)).toEqual(before.map((one) => one.of));
    expect(targets.map((one) => one.paths)).toEqual(before.map((one) => one.ways));
  });

  test('that is damaged is refused with its line', () => {
    const lines = textOf('strokes').split('\n');
    const at = lines.findIndex((line) => line.includes('"testAccuracy"'));
    lines[at] = lines[at]!.replace(/"testAccuracy":[^,]*/, '"testAccuracy":87');
    expect(() => parseLog(lines.join('\n'), 'old.jsonl')).toThrow(`old.jsonl is damaged in line ${at + 1}`);
    lines[at] = 'null';
    expect(() => parseLog(lines.join('\n'), 'old.jsonl')).toThrow(`line ${at + 1}: it is no event`);
  });
});

test('a log of a later format is refused with a message', () => {
  const log = buildLog().map((event) => (event.type === 'started' ? { ...event, format: 3 } : event));
  const text = log.map((event) => JSON.stringify(event)).join('\n');
  expect(() => parseLog(text, 'later.jsonl')).toThrow('later.jsonl is of log format 3; this version reads');
});

test('a number that JSON cannot represent is read as NaN, and unknown fields are kept', () => {
  const log = buildLog().map((event) => (event.type === 'trained' ? { ...event, loss: NaN, later: 1 } : event));
  expect(parseLog(serialiseLog(log))).toEqual(log);
});

test.each(['circles-critics', 'moons-hyperplane-plain', 'preset-strokes-asal'])(
  'the old link %s opens with its spec',
  async (name) => {
    const spec = JSON.parse(readFileSync(fixture(`${name}.json`), 'utf8')) as unknown;
    expect(await specFromHash(readFileSync(fixture(`${name}.txt`), 'utf8').trim())).toEqual(spec);
    expect(parseSpec(spec)).toEqual(spec);
  },
);

/** Every number and text at any depth, sorted. */
function valuesOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(valuesOf).sort();
}
