/** Arms that query from a subset of the pool (ASAL's Fig. 16). */
import { describe, expect, test } from 'vitest';
import { subsetRows } from '../../src/metrics/queries/subset-comparison.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { accuracyInfo } from '../../src/protocol/measure-info.ts';
import { buildLog } from '../support/build-log.ts';

const rowsOf = (arms: SpecInput['arms']) =>
  subsetRows(
    tableOf(
      buildLog({
        spec: { arms },
        seeds: [1, 2],
        entropies: (arm, cycle) => [arm + cycle, arm + cycle + 0.5],
        accuracy: (arm, cycle, seed) => arm / 20 + cycle / 10 + seed / 100,
      }),
    )!,
    accuracyInfo,
  );

describe('the table of subsets', () => {
  test('has each arm by the number of real samples that it scores, the whole pool last', () => {
    const rows = rowsOf([
      { strategy: 'entropy', name: 'all' },
      { strategy: 'asal', name: 'generate', parameters: { variant: 'generate', multiple: 10 } },
      { strategy: 'entropy', name: 'some', parameters: { subset: 15 } },
      { strategy: 'asal', name: 'neighbours', parameters: { variant: 'neighbours' } },
      { strategy: 'asal', name: 'match' },
      { strategy: 'random' },
      { strategy: 'core-set' },
      { strategy: 'entropy', name: 'fewer than are asked for', parameters: { subset: 1 } },
    ]);
    expect(rows.map(({ name, source: way, samples }) => [name, way, samples])).toEqual([
      ['match', 'match', 2],
      ['random', 'one', 2],
      ['fewer than are asked for', 'random', 2],
      ['neighbours', 'neighbours', 10],
      ['some', 'random', 15],
      ['generate', 'generate', 20],
      ['all', 'whole', undefined],
    ]);
  });

  test('gives the mean entropy over cycles and seeds, and the mean of the last accuracies', () => {
    const rows = rowsOf([{ strategy: 'random' }, { strategy: 'margin', parameters: { subset: 10 } }]);
    const { entropy, value: accuracy } = rows.find(({ arm }) => arm === 1)!;
    // queries in cycles 0 and 1, the second arm: 1, 1.5 and 2, 2.5
    expect(entropy).toBeCloseTo(1.75, 12);
    expect(accuracy).toBeCloseTo(0.05 + 0.2 + 0.015, 12);
  });

  test('is empty where no arm queries from a subset of the pool, and before the first query', () => {
    expect(rowsOf([{ strategy: 'random' }, { strategy: 'entropy' }, { strategy: 'asal' }])).toEqual([]);
    const begun = buildLog({ spec: { arms: [{ strategy: 'margin', parameters: { subset: 10 } }] }, steps: 0 });
    expect(subsetRows(tableOf(begun)!, accuracyInfo)).toEqual([]);
  });
});
