/** Predictions as a table: a row per sample, the most probable class, and the first of equal ones. */
import { expect, test } from 'vitest';
import { predictionsTable } from '../../../src/metrics/predictions-table.ts';

test('each sample has its part, its label where it has one, and the probability of each class', () => {
  const { columns, rows } = predictionsTable(
    {
      classes: 3,
      indices: Int32Array.of(7, 2, 5),
      parts: Uint8Array.of(0, 2, 3),
      labels: Int32Array.of(1, 0, -1),
      probabilities: Float32Array.of(0.2, 0.5, 0.3, 0.1, 0.1, 0.8, 0.4, 0.4, 0.2),
    },
    ['cat', 'dog', 'bird'],
    { arm: 'entropy', seed: 3, cycle: 2 },
  );
  expect(columns.slice(3)).toEqual(['sample', 'part', 'label', 'predicted', 'confidence', 'p cat', 'p dog', 'p bird']);
  expect(rows).toEqual([
    ['entropy', 3, 2, 7, 'test', 'dog', 'dog', 0.5, 0.2, 0.5, 0.3],
    ['entropy', 3, 2, 2, 'queried', 'cat', 'bird', 0.8, 0.1, 0.1, 0.8],
    ['entropy', 3, 2, 5, 'pool', null, 'cat', 0.4, 0.4, 0.4, 0.2],
  ]);
});
