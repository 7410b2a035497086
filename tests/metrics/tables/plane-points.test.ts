/** What an arm's plane shows at a cycle: the labelled set, the queries, the paths to them. */
import { expect, test } from 'vitest';
import {
  labelledPoints,
  labelledSet,
  pathsOf,
  pointsOf,
  queryPoints,
  shownStep,
  synthesizedOf,
} from '../../../src/metrics/plane/plane-points.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { buildLog } from '../../support/build-log.ts';

const table = tableOf(buildLog())!;
const arm = { table, seed: 1, arm: 0 };
const fetched = { get: (index: number) => (index === 11 ? undefined : { values: Float32Array.of(index, -index), label: 1 }) }; // prettier-ignore

test('the step shown is the last one measured, with the queries of the cycle before where it has none', () => {
  expect(shownStep({ ...arm, upTo: 0 })).toMatchObject({ cycle: 0, queryStep: { cycle: 0 } });
  expect(shownStep({ ...arm, upTo: Infinity })).toMatchObject({
    cycle: 2,
    step: { cycle: 2 },
    queryStep: { cycle: 1 },
  });
  expect(shownStep({ ...arm, seed: 9, upTo: 0 })).toEqual({ cycle: -1, step: undefined, queryStep: undefined });
});

test('samples that have not been fetched are left out, and labels keep their samples', () => {
  expect(pointsOf(fetched, [10, 11, 12], [0, 1, 0])).toEqual({ indices: [10, 12], xs: [10, 12], ys: [-10, -12], labels: [0, 0] }); // prettier-ignore
  expect(pointsOf(fetched, [10, 12]).labels).toEqual([1, 1]);
});

test('the labelled set is that of the cycle’s training', () => {
  expect(labelledPoints(fetched, labelledSet(arm, 0)).indices).toEqual([0, 1]);
  expect(labelledPoints(fetched, labelledSet(arm, 1)).indices).toEqual([0, 1, 10]);
  expect(labelledSet(arm, -1).indices).toEqual([0, 1]);
});

test('queries are the samples queried; arms without generated ones have no paths', () => {
  const { step } = shownStep({ ...arm, upTo: 0 });
  expect(queryPoints(fetched, step)).toMatchObject({ indices: [10], xs: [10] });
  expect(queryPoints(fetched, undefined).indices).toEqual([]);
  expect(synthesizedOf(step)).toEqual({ values: [], labels: [] });
  expect(pathsOf(step)).toEqual([]);
});
