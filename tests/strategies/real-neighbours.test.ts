/** Of real samples near to imagined ones those that the learner knows least of. */
import { describe, expect, test } from 'vitest';
import { mostUncertain } from '../../src/strategies/support/neighbour-candidates.ts';
import { strategyContext } from '../support/strategy-context.ts';

// as of a plane with steep sides: single precision holds all but the fourth and the sixth for certain
const probabilities = [[1, 0], [0, 1], [1, 0], [0.9, 0.1], [1, 0], [0.4, 0.6]]; // prettier-ignore
const distances = [5, 2, 3, 0.4, 4, 0.1];
const real = Int32Array.of(104, 101, 103, 100, 105);

describe('the samples that a learner knows least of', () => {
  test('are the nearest to its plane where the strategy sees that, however certain it is of them', async () => {
    const context = strategyContext({ probabilities, distances, size: 4, batch: 2 });
    expect([...(await mostUncertain(context, real, 'minimum-distance'))]).toEqual([4, 2, 1, 0]);
  });

  test('are those of the greatest entropy otherwise, of equals the first', async () => {
    const context = strategyContext({ probabilities, size: 3, batch: 2 });
    expect([...(await mostUncertain(context, real, 'entropy'))]).toEqual([4, 2, 0]);
  });
});
