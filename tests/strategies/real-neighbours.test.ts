/** The most uncertain of the real samples near generated ones. */
import { describe, expect, test } from 'vitest';
import { mostUncertain } from '../../src/strategies/support/neighbour-candidates.ts';
import { strategyContext } from '../support/strategy-context.ts';

// of a steep boundary: in single precision all but the fourth and the sixth are certain
const probabilities = [[1, 0], [0, 1], [1, 0], [0.9, 0.1], [1, 0], [0.4, 0.6]]; // prettier-ignore
const distances = [5, 2, 3, 0.4, 4, 0.1];
const real = Int32Array.of(104, 101, 103, 100, 105);

describe('the most uncertain samples', () => {
  test('by distance are the nearest to the hyper-plane, even with certain predictions', async () => {
    const context = strategyContext({ probabilities, distances, size: 4, batch: 2 });
    expect([...(await mostUncertain(context, real, 'minimum-distance'))]).toEqual([4, 2, 1, 0]);
  });

  test('by entropy are those of the greatest entropy, of equals any', async () => {
    const thirds = new Set<number>();
    for (let seed = 1; seed <= 12; seed++) {
      const context = strategyContext({ probabilities, size: 3, batch: 2, seed });
      const [first, second, third] = await mostUncertain(context, real, 'entropy');
      expect([first, second]).toEqual([4, 2]);
      thirds.add(third!);
    }
    expect([...thirds].sort()).toEqual([0, 1, 3]);
  });
});
