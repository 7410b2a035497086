/** Imagined samples beside what was asked for in their place, from a log whose every number is known. */
import { describe, expect, test } from 'vitest';
import { queryTargetsAt, hasQueryTargets } from '../../src/metrics/queries/query-targets.ts';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import type { LoggedQueryTargets, LogEvent } from '../../src/protocol/events.ts';
import { buildLog } from '../support/build-log.ts';

/** Three imagined points of the plane, of which the second has both matches. */
const both: LoggedQueryTargets = {
  values: [0, 1, 2, 3, 4, 5],
  worth: [0.1, 0.6, 0.3],
  matchedTo: [1, 1],
  distances: [0.5, 0.25],
};

/** Arm 1 imagines. */
const told = (imagined: LoggedQueryTargets, shape = [2], parameters = {}): LogEvent[] =>
  buildLog({ spec: { arms: [{ strategy: 'random' }, { strategy: 'asal', parameters }] } }).map((event): LogEvent => {
    if (event.type === 'started') return { ...event, dataset: { ...event.dataset, shape } };
    return event.type === 'queried' && event.arm === 1 ? { ...event, imagined } : event;
  });
const at = (log: LogEvent[], cycle = Infinity) => queryTargetsAt(tableOf(log)!, 1, cycle);

describe('what was imagined', () => {
  test('stands with all real samples that were asked for in its place, the others left out', () => {
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

  test('of each keeps the order in which the real ones were chosen', () => {
    const [one] = at(told({ ...both, matchedTo: [2, 0] }));
    expect(one!.targets.map(({ index, matches }) => [index, matches[0]!.sample.index])).toEqual([[2, 22], [0, 23]]); // prettier-ignore
  });

  test('is that of the cycle looked back at', () => {
    const [one] = at(told(both), 0);
    expect([one!.cycle, one!.targets[0]!.matches[0]!.sample.index]).toEqual([0, 20]);
  });

  test('of images comes out of base64 byte for byte', () => {
    const bytes = Array.from({ length: 12 }, (_, i) => 20 * i);
    const [one] = at(told({ ...both, values: btoa(String.fromCharCode(...bytes)) }, [2, 2, 1]));
    expect(one!.targets[0]!.values).toEqual(Uint8Array.from(bytes.slice(4, 8)));
  });

  test('is named by what it was moved to', () => {
    expect(at(told(both, [2], { objective: 'minimum-distance' }))[0]!.objective).toBe('distance');
  });

  test('is nothing in a run where nobody imagines', () => {
    expect(at(buildLog())).toEqual([]);
    expect([hasQueryTargets(tableOf(buildLog())!), hasQueryTargets(tableOf(told(both))!)]).toEqual([false, true]);
  });
});

describe('a log from elsewhere', () => {
  test('is read as it was written, ways included', () => {
    const log = told({ ...both, paths: [0, 1, 2, 3, 4, 5] });
    expect(parseLog(serialiseLog(log))).toEqual(log);
  });

  test.each([
    ['a match of none', { matchedTo: [1, 3] }],
    ['fewer matches than samples', { matchedTo: [1], distances: [1] }],
    ['fewer numbers than they have', { values: [0, 1, 2, 3, 4] }],
    ['fewer bytes than they have', { values: btoa('abc') }],
  ])('is refused with %s', (_, change) => {
    expect(() => parseLog(serialiseLog(told({ ...both, ...change })))).toThrow(/generated samples that are missing/);
  });
});
