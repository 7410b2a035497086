/** Sentences on selection time. */
import { expect, test } from 'vitest';
import { statementText } from '../../src/metrics/comparison/statements.ts';
import { growthText, transitionStatement } from '../../src/metrics/queries/selection-time-text.ts';

test('query times as sentences', () => {
  const one = {
    arm: 0,
    baseline: 1,
    assetSeconds: 65,
    seconds: 0.214,
    baselineSeconds: 0.5,
    query: 228,
    reached: false,
  };
  const said = (change = {}) => statementText(transitionStatement({ ...one, ...change }, ['asal', 'entropy']));
  expect(said()).toBe(
    'Asal: 1 min 05 s of preparation, then 0.21 s a query; entropy: 0.5 s. Cheaper in total from query 228 on, projected from the means so far; includes preparation.',
  );
  expect(said({ query: 3, reached: true })).toMatch(/Cheaper in total from query 3 on\.$/);
  expect(said({ query: undefined })).toMatch(/Never cheaper with a pool of this size\.$/);
  const point = (poolSize: number, seconds: number) => ({ poolSize, seconds, min: 0, max: 9, queries: 1 });
  const lines = [
    { name: 'asal', arm: 0, points: [point(1000, 2), point(100_000, 9)] },
    { name: 'entropy', arm: 1, points: [point(1000, 0.1), point(100_000, 9.9)] },
  ];
  expect(growthText(lines)).toBe('From 1,000 to 100,000 samples: Asal ×4.5, Entropy ×99');
  // an arm with other pool sizes is not in this sentence
  const smaller = { ...lines[1]!, points: [point(1000, 0.1), point(10_000, 1)] };
  expect(growthText([lines[0]!, smaller])).toBe('From 1,000 to 100,000 samples: Asal ×4.5');
  expect(growthText([{ ...lines[0]!, points: [point(1, 1)] }])).toBeUndefined();
});
