/** Class-balanced entropy on a large pool takes a while: it tells how far it is, and can be stopped in either part. */
import { expect, test } from 'vitest';
import { Problem } from '../../src/protocol/problem.ts';
import { Rng } from '../../src/random/rng.ts';
import { classBalanced } from '../../src/strategies/class-balanced.ts';
import { strategyContext } from '../support/strategy-context.ts';

const [POOL, SIZE, CLASSES] = [300, 20, 4];

/** The strategy's context, and what it reports; its checkpoint throws at this call after the pool has been read. */
function watched(stopAt = Infinity) {
  const rng = new Rng(6);
  const probabilities = Array.from({ length: POOL }, () => {
    const weights = Array.from({ length: CLASSES }, () => Math.exp(2 * rng.normal()));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  });
  const context = strategyContext({ probabilities, size: SIZE, labelledFeatures: [[0]], labels: [3], batch: POOL });
  const reports: [number, number][] = [];
  let checkpoints = 0;
  return {
    reports,
    checkpoints: () => checkpoints,
    selection: classBalanced.select({
      ...context,
      progress: (done, total) => void reports.push([done, total]),
      async checkpoint() {
        await Promise.resolve();
        if (++checkpoints === stopAt) throw new Problem('cancelled', 'Stopped.');
      },
    }),
  };
}

test('progress rises step by step to its total, through the batch and the exchanges', async () => {
  const { reports, selection, checkpoints } = watched();
  expect((await selection).indices).toHaveLength(SIZE);
  const total = reports[0]![1];
  expect(new Set(reports.map(([, of]) => of))).toEqual(new Set([total]));
  const done = reports.map(([at]) => at);
  expect(done.slice(0, -1)).toEqual(done.slice(0, -1).map((_, i) => i + 1));
  expect(done.at(-1)).toBe(total);
  // One per sample of the batch, and one per place in each round of exchanges, of which there is at least one.
  expect(done.length - 1).toBeGreaterThanOrEqual(2 * SIZE);
  expect(checkpoints()).toBe(done.length - 1);
});

test.each([
  ['while it fills the batch', SIZE / 2],
  ['while it exchanges', SIZE + SIZE / 2],
])('it is stopped %s', async (_, stopAt) => {
  const { reports, selection } = watched(stopAt);
  await expect(selection).rejects.toMatchObject({ code: 'cancelled' });
  expect(reports).toHaveLength(stopAt);
});
