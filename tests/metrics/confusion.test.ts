/** Confusion matrices of the log. */
import { expect, test } from 'vitest';
import { confusionAt, hasConfusion } from '../../src/metrics/confusion.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { buildLog } from '../support/build-log.ts';

const log = buildLog().map((event) =>
  event.type === 'measured' ? { ...event, confusion: [40 + event.cycle, 10 - event.cycle, 0, 50] } : event,
);
const table = tableOf(log)!;

test('are those of the arm’s last measured cycle up to the one shown', () => {
  expect(confusionAt(table, { seed: 1, arm: 1, upTo: Infinity })).toEqual({
    ...{ seed: 1, arm: 1, cycle: 2, labelled: 6, totals: [50, 50] },
    cells: [
      { label: 0, predicted: 0, count: 42 },
      { label: 0, predicted: 1, count: 8 },
      { label: 1, predicted: 1, count: 50 },
    ],
  });
  expect(confusionAt(table, { seed: 1, arm: 0, upTo: 1 })).toMatchObject({ cycle: 1, labelled: 4 });
  expect(confusionAt(table, { seed: 2, arm: 0, upTo: 1 })).toBeUndefined();
});

test('are absent in logs of format 1', () => {
  expect(hasConfusion(table)).toBe(true);
  const old = tableOf(buildLog())!;
  expect(hasConfusion(old)).toBe(false);
  expect(confusionAt(old, { seed: 1, arm: 0, upTo: Infinity })).toBeUndefined();
});
