/** Files of earlier versions: logs are converted to the current format, specs and links to the current version, and run as before. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOG_FORMAT, type LogEvent } from '../../src/protocol/events.ts';
import { checkAgainstCatalogue } from '../../src/protocol/catalogue-check.ts';
import { specFromHash, specToHash } from '../../src/protocol/link.ts';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { migrateLog, migrateStoredLog } from '../../src/protocol/migrations/migrate-log.ts';
import { migrateSpec } from '../../src/protocol/migrations/migrate-spec.ts';
import { resolve, resolveFullSupervision } from '../../src/protocol/settings.ts';
import { parseSpec, SPEC_VERSION } from '../../src/protocol/spec.ts';
import { catalogueOf } from '../../src/runner/registry.ts';
import { readGzip } from '../support/database-dump.ts';
import { buildLog } from '../support/build-log.ts';
import { realRegistry } from '../support/test-lab.ts';

const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url);
const textOf = (name: string) => readGzip(fixture(`${name}.jsonl.gz`));
const rawOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const catalogue = catalogueOf(realRegistry);
const ofType = <T extends LogEvent['type']>(log: readonly LogEvent[], type: T) =>
  log.filter((event): event is Extract<LogEvent, { type: T }> => event.type === type);

const logs = ['plane-moved', 'plane-critics-moved', 'strokes'];

/** Fields that are compared by themselves. */
const aside = { type: 0, spec: 0 };

describe('a log of format 1', () => {
  test.each(logs)('%s: has the current event types and fields, as many events, and every value', (name) => {
    const before = rawOf(textOf(name));
    const log = parseLog(textOf(name), name);
    expect(log).toHaveLength(before.length);
    expect(log[0]).toMatchObject({ type: 'started', format: LOG_FORMAT, spec: parseSpec(before[0]!['spec']) });
    const names: Record<string, string> = { moved: 'backend-changed', referenced: 'full-supervision' };
    expect(log.map(({ type }) => type)).toEqual(before.map(({ type }) => names[type as string] ?? type));
    for (const [i, event] of log.entries())
      expect(valuesOf({ ...event, ...aside, format: undefined })).toEqual(valuesOf({ ...before[i], ...aside }));
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
  const log = buildLog().map((event) => (event.type === 'started' ? { ...event, format: LOG_FORMAT + 1 } : event));
  const text = log.map((event) => JSON.stringify(event)).join('\n');
  expect(() => parseLog(text, 'later.jsonl')).toThrow('later.jsonl is of log format 4; this version reads');
});

test('a number that JSON cannot represent is read as NaN, and unknown fields are kept', () => {
  const log = buildLog().map((event) => (event.type === 'trained' ? { ...event, loss: NaN, later: 1 } : event));
  expect(parseLog(serialiseLog(log))).toEqual(log);
});

test.each(['circles-critics', 'moons-hyperplane-plain', 'preset-strokes-asal'])(
  'the old link %s opens with its spec',
  async (name) => {
    const spec = JSON.parse(readFileSync(fixture(`${name}.json`), 'utf8')) as { arms: object[] };
    const read = await specFromHash(readFileSync(fixture(`${name}.txt`), 'utf8').trim());
    expect(read).toEqual(parseSpec(spec));
    // WAAL without a set for its epochs
    const arms = name === 'circles-critics' ? expect.any(Array) : spec.arms;
    expect(read).toEqual({ ...spec, version: SPEC_VERSION, arms });
  },
);

interface SpecOfVersion1 {
  name: string;
  spec: Record<string, unknown>;
  link: string;
  /** Of each arm, and of full supervision, as version 1 resolved them. */
  settings: Resolved[];
  fullSupervision: Resolved;
}

type Resolved = Record<string, unknown> & { training: { method: string; parameters: Record<string, unknown> } };

const specs = JSON.parse(readGzip(fixture('specs-1.json.gz'))) as SpecOfVersion1[];

/** Resolved settings of version 1 under the names of version 2. */
const underPresentNames = ({ training, ...rest }: Resolved) => {
  const { criticRate, ...others } = training.parameters;
  const renamed = /^mixture-(reg-)?da$/.test(training.method) && criticRate !== undefined;
  return {
    ...rest,
    training: { ...training, ...(renamed && { parameters: { ...others, discriminatorRate: criticRate } }) },
  };
};

describe.each(specs)('$name, of spec version 1', ({ spec, link, settings, fullSupervision }) => {
  const read = parseSpec(spec);

  test('is run with the settings of before, of each arm and of full supervision', () => {
    checkAgainstCatalogue(read, catalogue);
    const resolved = read.arms.map((_, arm) => resolve(read, arm, catalogue));
    expect(resolved).toMatchObject(settings.map(underPresentNames));
    expect(resolveFullSupervision(read, catalogue)).toMatchObject(underPresentNames(fullSupervision));
  });

  test('opens by its link', async () => {
    expect(await specFromHash(link)).toEqual(read);
  });

  test('is written in version 2, and read back unchanged', async () => {
    expect(read.version).toBe(SPEC_VERSION);
    expect(parseSpec(JSON.parse(JSON.stringify(read)))).toEqual(read);
    expect(await specFromHash(`#${await specToHash(read)}`)).toEqual(read);
  });

  test('migrated in a stored log, has its fields in the schema’s order', () => {
    expect(JSON.stringify(migrateSpec(spec))).toBe(JSON.stringify(read));
  });
});

test('a spec of version 2 has WAAL’s own epochs where it says nothing, and none of version 1’s names', () => {
  const own = specs.find(({ name }) => name === 'own WAAL')!.spec;
  expect(resolve(parseSpec({ ...own, version: 2 }), 0, catalogue).training.epochsOver).toBe('larger');
  expect(resolve(parseSpec(own), 0, catalogue).training.epochsOver).toBe('labelled');
  const aligned = specs.find(({ name }) => name === 'own DA')!.spec;
  expect(() => checkAgainstCatalogue(parseSpec({ ...aligned, version: 2 }), catalogue)).toThrow('criticRate');
});

describe('a spec', () => {
  const minimal = { dataset: { source: 'files' }, model: { name: 'mlp' }, arms: [{ strategy: 'random' }] };

  test.each([3, 27])('of version %s is refused with a message', (version) => {
    expect(() => parseSpec({ ...minimal, version })).toThrow(`The spec is of version ${version}; this page reads`);
  });

  test.each([0, -1, 1.5, '1', null, undefined])('of version %s is none', (version) => {
    expect(() => parseSpec({ ...minimal, version })).toThrow('The spec is wrong at “version”');
  });

  test.each([
    ['arms', { arms: 3 }],
    ['arms', { arms: [7] }],
    ['training', { training: 'wasserstein' }],
    ['training.parameters', { training: { method: 'mixture-da', parameters: 1 } }],
    ['training.epochsOver', { training: { method: 'wasserstein', epochsOver: null } }],
  ])('of version 1 that is wrong at %s is refused there', (place, change) => {
    expect(() => parseSpec({ ...minimal, version: 1, ...change })).toThrow(`The spec is wrong at “${place}`);
  });
});

describe('a log of format 2', () => {
  const before = rawOf(textOf('critics-2'));
  const log = parseLog(textOf('critics-2'), 'critics-2');

  test('has spec and settings of today, and every other value as before', () => {
    expect(log[0]).toEqual({ ...before[0], format: LOG_FORMAT, spec: parseSpec(before[0]!['spec']) });
    const [waal, divergence, da] = (log[0] as Extract<LogEvent, { type: 'started' }>).spec.arms;
    expect(waal!.training).toBeUndefined();
    expect(divergence!.training).toMatchObject({ epochsOver: 'labelled', parameters: { criticRate: 0.5 } });
    expect(da!.training!.parameters).toMatchObject({ discriminatorRate: 0.05 });
    const settings = (event: Record<string, unknown>) => event['settings'] as Resolved | undefined;
    const expected = before.slice(1).map((event) => {
      const own = settings(event);
      return own ? { ...event, settings: underPresentNames(own) } : event;
    });
    expect(log.slice(1)).toEqual(expected);
    expect(log.filter((event) => settings(event as never)?.training.parameters['discriminatorRate'] === 0.05)).toHaveLength(3); // prettier-ignore
  });

  test('that was stored has the same events', () => {
    expect(migrateStoredLog(before)).toEqual(log);
    expect(JSON.stringify(migrateStoredLog(before)[0])).toBe(JSON.stringify(log[0]));
  });
});

/** Every number and text at any depth, sorted. */
function valuesOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(valuesOf).sort();
}
