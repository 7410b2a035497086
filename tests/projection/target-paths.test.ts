/** Paths of query targets through the plane, as they are drawn. */
import { describe, expect, test } from 'vitest';
import { planeScales } from '../../src/projection/plane/plane-scales.ts';
import { drawTargetPath, targetPaths } from '../../src/projection/plane/target-paths.ts';
import type { LoggedQueryTargets } from '../../src/protocol/events.ts';

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
