/** Which kept runs stand beside the one on show where time is compared over pools. */
import { expect, test } from 'vitest';
import { relatedRuns } from '../../../src/app/results/related.ts';
import type { RunInfo } from '../../../src/spec/events.ts';
import { parseSpec, type SpecInput } from '../../../src/spec/schema.ts';

const specOf = (size: number, change: Partial<SpecInput> = {}) =>
  parseSpec({
    version: 1,
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
