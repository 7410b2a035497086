/** Query targets and their matches, from a log with known numbers. */
import { describe, expect, test } from 'vitest';
import { queryTargetsAt, hasQueryTargets } from '../../src/metrics/queries/query-targets.ts';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import type { LoggedQueryTargets, LogEvent } from '../../src/protocol/events.ts';
import { buildLog } from '../support/build-log.ts';

/** Three generated points of the plane; the second one has both matches. */
const both: LoggedQueryTargets = {
  values: [0, 1, 2, 3, 4, 5],
  worth: [0.1, 0.6, 0.3],
  matchedTo: [1, 1],
  distances: [0.5, 0.25],
};

/** Arm 1 has query targets. */
const told = (imagined: LoggedQueryTargets, shape = [2], parameters = {}): LogEvent[] =>
  buildLog({ spec: { arms: [{ strategy: 'random' }, { strategy: 'asal', parameters }] } }).map((event): LogEvent => {
    if (event.type === 'started') return { ...event, dataset: { ...event.dataset, shape } };
    return event.type === 'queried' && event.arm === 1 ? { ...event, imagined } : event;
  });
const at = (log: LogEvent[], cycle = Infinity) => queryTargetsAt(tableOf(log)!, 1, cycle);

describe('the query targets', () => {
  test('have all real samples queried in their place; those without a match are left out', () => {
    const [one, ...others] = at(told(both));
    expect(others).toEqual([]);
    expect(one).toMatchObject({ arm: 1, name: 'asal', cycle: 1, objective: 'entropy', count: 3 });
    expect(one!.targets).toHaveLength(1);
    const [synthetic] = one!.targets;
    expect(synthetic).toMatchObject({ index: 1, acquisition: 0.6 });
    expect([...synthetic!.values]).toEqual([2, 3]);
    expect(synthetic!.matches.map(({ sample: pick, distance }) => [pick.index, pick.label, distance])).toEqual([
      [22, 0, 0.5],
      [23, 1, 0.25],
    ]);
  });

  test('are in the order of the query', () => {
    const [one] = at(told({ ...both, matchedTo: [2, 0] }));
    expect(one!.targets.map(({ index, matches }) => [index, matches[0]!.sample.index])).toEqual([[2, 22], [0, 23]]); // prettier-ignore
  });

  test('are those of the cycle shown', () => {
    const [one] = at(told(both), 0);
    expect([one!.cycle, one!.targets[0]!.matches[0]!.sample.index]).toEqual([0, 20]);
  });

  test('of images are decoded from base64 byte by byte', () => {
    const bytes = Array.from({ length: 12 }, (_, i) => 20 * i);
    const [one] = at(told({ ...both, values: btoa(String.fromCharCode(...bytes)) }, [2, 2, 1]));
    expect(one!.targets[0]!.values).toEqual(Uint8Array.from(bytes.slice(4, 8)));
  });

  test('of large images are thumbnails of a shape of their own', () => {
    const bytes = Array.from({ length: 12 }, (_, i) => 20 * i);
    const logged = { ...both, shape: [2, 2, 1], values: btoa(String.fromCharCode(...bytes)) };
    const [one] = at(told(logged, [64, 64, 1]));
    expect(one).toMatchObject({ shape: [2, 2, 1], thumbnails: true });
    expect(one!.targets[0]!.values).toEqual(Uint8Array.from(bytes.slice(4, 8)));
    expect(at(told(both))[0]).toMatchObject({ shape: [2], thumbnails: false });
    expect(parseLog(serialiseLog(told(logged, [64, 64, 1])))).toEqual(told(logged, [64, 64, 1]));
  });

  test('are named by their objective', () => {
    expect(at(told(both, [2], { objective: 'minimum-distance' }))[0]!.objective).toBe('distance');
  });

  test('are absent in a run without them', () => {
    expect(at(buildLog())).toEqual([]);
    expect([hasQueryTargets(tableOf(buildLog())!), hasQueryTargets(tableOf(told(both))!)]).toEqual([false, true]);
  });
});

describe('an imported log', () => {
  test('is read as it was written, paths included', () => {
    const log = told({ ...both, paths: [0, 1, 2, 3, 4, 5] });
    expect(parseLog(serialiseLog(log))).toEqual(log);
  });

  test.each([
    ['a match of none', { matchedTo: [1, 3] }],
    ['fewer matches than samples', { matchedTo: [1], distances: [1] }],
    ['fewer numbers than they have', { values: [0, 1, 2, 3, 4] }],
    ['fewer bytes than they have', { values: btoa('abc') }],
    ['thumbnails of another size', { shape: [1, 1, 1], values: btoa('abcd') }],
  ])('is refused with %s', (_, change) => {
    expect(() => parseLog(serialiseLog(told({ ...both, ...change })))).toThrow(/generated samples that are missing/);
  });
});
