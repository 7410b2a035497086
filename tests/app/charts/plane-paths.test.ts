/** Ways through the plane as they are drawn; axes of equal factors; what choosing costs in words. */
import { describe, expect, test } from 'vitest';
import { logRange, logTicks } from '../../../src/app/charts/lines/log-axis.ts';
import { planeScales } from '../../../src/app/charts/plane/plane-draw.ts';
import { planeTable } from '../../../src/app/figures/plane/plane-table.ts';
import { growthText, transitionStatement } from '../../../src/app/charts/selection-time-text.ts';
import { drawTargetPath, targetPaths } from '../../../src/app/charts/plane/target-paths.ts';
import { statementText } from '../../../src/metrics/comparison/statements.ts';
import type { LoggedQueryTargets } from '../../../src/protocol/events.ts';

/** Two points, three places: the first goes right, the second up; both end where `values` says. */
const imagined: LoggedQueryTargets = {
  values: [4, 0, 1, 3],
  worth: [0.5, 0.6],
  matchedTo: [1, 0],
  distances: [1, 2],
  paths: [0, 0, 1, 1, 3, 0, 1, 2, 4, 0, 1, 3],
};

describe('a way through the plane', () => {
  test('goes from its start over its places to its end, in the order of choice, with what it was matched to', () => {
    expect(targetPaths(imagined, [70, 80])).toEqual([
      { xs: [1, 1, 1], ys: [1, 2, 3], matches: [70] },
      { xs: [0, 3, 4], ys: [0, 0, 0], matches: [80] },
    ]);
  });

  test('that is not told is its end alone; images have none', () => {
    const untold = { ...imagined };
    delete untold.paths;
    expect(targetPaths(untold, [70, 80]).map(({ xs, ys }) => [xs, ys])).toEqual([[[1], [3]], [[4], [0]]]); // prettier-ignore
    expect(targetPaths({ ...untold, values: 'AAAA' }, [70, 80])).toEqual([]);
  });

  test('of several that share a match is drawn once each, and those without a match not at all', () => {
    const ways = targetPaths({ ...imagined, matchedTo: [1, 1] }, [70, 80]);
    expect(ways.map(({ xs, matches }) => [xs.at(-1), matches])).toEqual([[1, [70, 80]]]);
  });

  test('is drawn place by place, with the share of its length that lies before each', () => {
    const [, way] = targetPaths(imagined, [70, 80]);
    const asked = { indices: [70, 80], xs: [1, 4], ys: [3, 2], labels: [0, 0] };
    // four pixels to one across, y upwards
    const drawn = drawTargetPath(way!, asked, planeScales([0, 5, 0, 5], 20, 20));
    expect(drawn).toEqual({
      path: 'M0 20L12 20L16 20',
      points: [[0, 20], [12, 20], [16, 20]], // prettier-ignore
      lengthShares: [0, 0.75, 1],
      matches: [[16, 12]],
    });
  });

  test('of a point that stood still has its whole length from the start on, and waits for matches that have not come', () => {
    const still = { xs: [2, 2], ys: [1, 1], matches: [5] };
    const { lengthShares: shares, matches } = drawTargetPath(
      still,
      { indices: [], xs: [], ys: [], labels: [] },
      planeScales([0, 5, 0, 5], 5, 5),
    );
    expect([shares, matches]).toEqual([[1, 1], []]);
  });
});

test('the plane’s table has where imagined points came to, for which samples', () => {
  const { columns, rows } = planeTable(
    [],
    ['a', 'b'],
    [0, 5, 0, 5],
    undefined,
    undefined,
    targetPaths(imagined, [70, 80]),
  );
  expect(columns).toEqual(['state', 'sample', 'x', 'y', 'label']);
  expect(rows).toEqual([
    ['query target, for #70', '', 1, 3, ''],
    ['query target, for #80', '', 4, 0, ''],
  ]);
});

describe('an axis of equal factors', () => {
  test('holds every value with air, and is half a decade wide for a single one', () => {
    const [low, high] = logRange([0.2, 45]);
    expect([low < 0.2, high > 45, low > 0.05, high < 100]).toEqual([true, true, true, true]);
    const [from, to] = logRange([3]);
    expect(Math.log10(to / from)).toBeCloseTo(0.5);
    expect(logRange([0, NaN])).toEqual([1, 10]);
  });

  test('is marked at the powers of ten, and between them where there are too few', () => {
    expect(logTicks([0.05, 200])).toEqual([0.1, 1, 10, 100]);
    expect(logTicks([2, 30])).toEqual([2, 5, 10, 20]);
  });
});

test('what choosing costs is said in words', () => {
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
  // another arm's growth between other sizes is none of this sentence
  const smaller = { ...lines[1]!, points: [point(1000, 0.1), point(10_000, 1)] };
  expect(growthText([lines[0]!, smaller])).toBe('From 1,000 to 100,000 samples: Asal ×4.5');
  expect(growthText([{ ...lines[0]!, points: [point(1, 1)] }])).toBeUndefined();
});
