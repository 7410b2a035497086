/** Paths of query targets through the plane, as they are drawn. */
import { describe, expect, test } from 'vitest';
import { planeScales } from '../../src/projection/plane/plane-scales.ts';
import { drawTargetPath, targetPaths } from '../../src/projection/plane/target-paths.ts';
import type { LoggedQueryTargets } from '../../src/protocol/events.ts';

/** Two points, three places: the first moves right, the second up; both end at `values`. */
const imagined: LoggedQueryTargets = {
  values: [4, 0, 1, 3],
  worth: [0.5, 0.6],
  matchedTo: [1, 0],
  distances: [1, 2],
  paths: [0, 0, 1, 1, 3, 0, 1, 2, 4, 0, 1, 3],
};

describe('a path on the plane', () => {
  test('has its start, places and end, in the order of the query, with its matches', () => {
    expect(targetPaths(imagined, [70, 80])).toEqual([
      { xs: [1, 1, 1], ys: [1, 2, 3], matches: [70] },
      { xs: [0, 3, 4], ys: [0, 0, 0], matches: [80] },
    ]);
  });

  test('that is not in the log is its end only; images have none', () => {
    const untold = { ...imagined };
    delete untold.paths;
    expect(targetPaths(untold, [70, 80]).map(({ xs, ys }) => [xs, ys])).toEqual([[[1], [3]], [[4], [0]]]); // prettier-ignore
    expect(targetPaths({ ...untold, values: 'AAAA' }, [70, 80])).toEqual([]);
  });

  test('is drawn once for each target with a match, and not at all without one', () => {
    const ways = targetPaths({ ...imagined, matchedTo: [1, 1] }, [70, 80]);
    expect(ways.map(({ xs, matches }) => [xs.at(-1), matches])).toEqual([[1, [70, 80]]]);
  });

  test('has its places in pixels, with the share of its length before each', () => {
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

  test('of a point that did not move is complete from the start; missing matches are left out', () => {
    const still = { xs: [2, 2], ys: [1, 1], matches: [5] };
    const { lengthShares: shares, matches } = drawTargetPath(
      still,
      { indices: [], xs: [], ys: [], labels: [] },
      planeScales([0, 5, 0, 5], 5, 5),
    );
    expect([shares, matches]).toEqual([[1, 1], []]);
  });
});
