/** Which kept runs stand beside the one on show where time is compared over pools, and when their logs are read. */
import { expect, test, vi } from 'vitest';
import { relatedRuns, relatedTablesOf } from '../../src/app/state/related-runs.ts';
import type { RunInfo } from '../../src/protocol/events.ts';
import { parseSpec, type SpecInput } from '../../src/protocol/spec.ts';
import { buildLog } from '../support/build-log.ts';

const specOf = (size: number, change: Partial<SpecInput> = {}) =>
  parseSpec({
    version: 2,
    dataset: { source: 'built-in', name: 'two-moons', size },
    model: { name: 'mlp' },
    arms: [{ strategy: 'asal' }, { strategy: 'entropy' }],
    ...change,
  });
const runOf = (id: string, spec: RunInfo['spec'], stepsDone = 4): RunInfo => ({
  ...{ id, name: id, spec, dataset: { id: 'd', name: 'd' }, created: 0, updated: 0, finished: false },
  ...{ stepsDone, stepsTotal: 9, backend: { name: 'wasm', adapter: '' } },
});

test('they ask alike of other pools, and have done something', () => {
  const shown = specOf(1000);
  const runs = [
    runOf('shown', shown),
    runOf('again', specOf(1000)),
    runOf('larger', specOf(9000)),
    runOf('less', specOf(1000, { pool: { train: 300 } })),
    runOf('begun', specOf(5000), 0),
    runOf('others', specOf(9000, { arms: [{ strategy: 'random' }] })),
    runOf('slower', specOf(9000, { model: { name: 'mlp', parameters: { width: 512 } } })),
    runOf('many', specOf(9000, { query: { size: 50 } })),
  ];
  expect(relatedRuns(runs, 'shown', shown).map(({ id }) => id)).toEqual(['larger', 'less']);
});

test('a log is read once for each state of its run, and again where reading failed', async () => {
  const shown = specOf(1000);
  const larger = runOf('larger', specOf(9000));
  const less = runOf('less', specOf(400));
  const list = { list: [larger, less] };
  const log = vi.fn(async (id: string) => buildLog({ arms: [id] }));
  const related = relatedTablesOf({ player: { spec: shown }, runs: list, lab: { log } } as unknown as Parameters<
    typeof relatedTablesOf
  >[0]);
  const names = async () => (await related()).map(({ arms }) => arms[0]);
  const readSince = () => log.mock.calls.splice(0).map(([id]) => id);
  expect(await names()).toEqual(['larger', 'less']);
  expect(readSince()).toEqual(['larger', 'less']);
  list.list = [{ ...less, updated: 5 }, larger];
  expect(await names()).toEqual(['less', 'larger']);
  expect(readSince()).toEqual(['less']);
  list.list = [{ ...larger, updated: 7 }];
  log.mockRejectedValueOnce(new Error('closed'));
  await expect(related()).rejects.toThrow('closed');
  expect(await names()).toEqual(['larger']);
  expect(readSince()).toEqual(['larger', 'larger']);
});
