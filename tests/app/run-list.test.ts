/** The list of stored runs: what it shows, in which order, and what the runs have come to. */
import { expect, test, vi } from 'vitest';
import { sortedRuns } from '../../src/app/panels/runs/run-order.ts';
import { OverlaidRuns } from '../../src/app/state/run/overlaid-runs.svelte.ts';
import { RunResults } from '../../src/app/state/run/run-results.svelte.ts';
import type { RunInfo } from '../../src/protocol/events.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { buildLog } from '../support/build-log.ts';

const spec = (strategy: string) =>
  parseSpec({
    version: 1,
    dataset: { source: 'built-in', name: 'two-moons' },
    model: { name: 'mlp' },
    arms: [{ strategy }],
  });
const run = (id: string, name: string, updated: number, more: Partial<RunInfo> = {}): RunInfo => ({
  ...{ id, name, updated, created: 0, spec: spec('random'), dataset: { id: 'd', name: 'Moons' }, finished: true },
  ...{ stepsDone: 1, stepsTotal: 1, backend: { name: 'wasm', adapter: '' } },
  ...more,
});
const ids = (runs: RunInfo[]) => runs.map(({ id }) => id).join('');

test('marked runs come first, then the most recent ones, or by letters with numbers as numbers', () => {
  const runs = [run('a', 'Run 10', 1), run('b', 'run 9', 3), run('c', 'Alpha', 2, { starred: true })];
  expect(ids(sortedRuns(runs, 'date'))).toBe('cba');
  expect(ids(sortedRuns(runs, 'name'))).toBe('cba');
  expect(ids(sortedRuns([...runs, run('d', 'Run 2', 9)], 'name'))).toBe('cdba');
});

test('a search needs all of its words, in name, data or strategies', () => {
  const runs = [
    run('a', 'The trap', 1, { spec: spec('core-set') }),
    run('b', 'The trap', 2, { dataset: { id: 'e', name: 'Four intervals' } }),
  ];
  expect(ids(sortedRuns(runs, 'date', 'trap core'))).toBe('a');
  expect(ids(sortedRuns(runs, 'date', 'INTERVALS the'))).toBe('b');
  expect(ids(sortedRuns(runs, 'date', '  '))).toBe('ba');
  expect(ids(sortedRuns(runs, 'date', 'moons intervals'))).toBe('');
});

test('results are read one after another, the best arm first, and again only where a run has changed', async () => {
  const log = vi.fn(() => Promise.resolve(buildLog({ accuracy: (arm) => 0.5 + 0.25 * arm, seeds: [1, 2] })));
  const results = new RunResults({ log });
  const [one, empty] = [run('a', 'A', 1), run('b', 'B', 1)];
  expect(results.of(one)).toBeNull();
  const { signal } = new AbortController();
  await results.read([one], signal);
  expect(results.of(one)).toEqual({
    ...{ labelled: 6, seeds: 2 },
    arms: [
      { name: 'margin', accuracy: 0.75 },
      { name: 'random', accuracy: 0.5 },
    ],
  });
  log.mockResolvedValueOnce(buildLog({ steps: 0 }));
  await results.read([one, empty], signal);
  expect(log).toHaveBeenCalledTimes(2);
  expect(results.of(empty)).toBeUndefined();
  expect(results.of({ ...one, updated: 2 })).toBeNull();
  const ended = new AbortController();
  ended.abort();
  await results.read([{ ...one, updated: 2 }], ended.signal);
  expect(log).toHaveBeenCalledTimes(2);
});

test('overlaid runs are those chosen last; one can be taken off or renamed', async () => {
  const overlaid = new OverlaidRuns({ log: (id) => Promise.resolve(id === 'c' ? [] : buildLog()) });
  await overlaid.show([run('a', 'A', 1), run('b', 'B', 1), run('c', 'C', 1)]);
  expect(overlaid.list.map(({ name }) => name)).toEqual(['A', 'B']);
  overlaid.rename('b', 'Better');
  overlaid.remove('a');
  expect(overlaid.list).toMatchObject([{ id: 'b', name: 'Better' }]);
  await overlaid.show([]);
  expect(overlaid.list).toEqual([]);
});
