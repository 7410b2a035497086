/** Labels needed to reach a value: first cycle, median over seeds, and what was not reached. */
import { expect, test } from 'vitest';
import { commonLevel, labelsTable, labelsText, labelsToReach, relativeLabels } from '../../../src/metrics/curves/labels-to-reach.ts'; // prettier-ignore
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo, type MeasureInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog } from '../../support/build-log.ts';

/** Labels 2, 4, 6, 8; the second arm learns twice as fast, the third seed of the first arm not at all. */
const table = tableOf(
  buildLog({
    arms: ['random', 'margin'],
    seeds: [1, 2, 3],
    cycles: 3,
    accuracy: (arm, cycle, seed) => (arm === 1 ? 0.5 + 0.2 * cycle : seed === 3 ? 0.5 : 0.5 + 0.1 * cycle),
  }),
)!;

test('the first cycle with the value counts, for each seed, and the median over them', () => {
  const [random, margin] = labelsToReach(table, accuracyInfo, 0.7);
  expect(random).toMatchObject({ name: 'random', perSeed: [6, 6, Infinity], reached: 2, median: 6, most: 8 });
  expect(margin).toMatchObject({ name: 'margin', perSeed: [4, 4, 4], reached: 3, median: 4 });
  // a hair above the value of cycle 2
  expect(labelsToReach(table, accuracyInfo, 0.7 + 1e-9)[0]?.perSeed).toEqual([8, 8, Infinity]);
});

test('what the median seed has not reached is more than the labels so far', () => {
  const [random, margin] = labelsToReach(table, accuracyInfo, 0.9);
  expect(labelsText(random!)).toBe('more than 8');
  expect(labelsText(margin!)).toBe('6');
  expect(relativeLabels([random!, margin!], table)).toEqual(['–', '–']);
  expect(relativeLabels(labelsToReach(table, accuracyInfo, 0.7), table)).toEqual(['–', '0.67 ×']);
});

test('of two seeds the later one counts, at which something was measured', () => {
  const two = tableOf(buildLog({ seeds: [1, 2], arms: ['random'], cycles: 3, accuracy: (_, cycle, seed) => 0.5 + 0.1 * seed * cycle }))!; // prettier-ignore
  expect(labelsToReach(two, accuracyInfo, 0.7)[0]).toMatchObject({ perSeed: [6, 4], median: 6 });
});

test('the level to begin with is the best percent that the mean of every arm has reached', () => {
  // random ends at (0.8 + 0.8 + 0.5) / 3 = 0.7, margin at 1.1
  expect(commonLevel(table, accuracyInfo)).toBe(0.7);
  expect(commonLevel(tableOf(buildLog({ steps: 0 }))!, accuracyInfo)).toBeUndefined();
});

test('less is better where the measure says so', () => {
  const loss: MeasureInfo = { ...accuracyInfo, name: 'accuracy', label: 'Log-loss', unit: 'nats', better: 'less' };
  const falling = tableOf(buildLog({ arms: ['random'], cycles: 3, accuracy: (_, cycle) => 1 - 0.26 * cycle }))!;
  expect(labelsToReach(falling, loss, 0.5)[0]?.perSeed).toEqual([6]);
  expect(commonLevel(falling, loss)).toBe(0.25);
});

test('its table has the labels of every seed, empty where it was not reached', () => {
  const { columns, rows } = labelsTable(table, accuracyInfo, 0.7);
  expect(columns.slice(2)).toEqual(['labels (median)', 'seeds that reached it', 'seeds', 'labels of seed 1', 'labels of seed 2', 'labels of seed 3']); // prettier-ignore
  expect(rows[0]?.slice(1)).toEqual(['70.0', 6, 2, 3, 6, 6, null]);
});
