/** The tables behind the figures, cell by cell. */
import { expect, test } from 'vitest';
import { generatedTable, isPlanar, sampleCount } from '../../../src/metrics/assets/generated-samples.ts';
import { curvesOf } from '../../../src/metrics/curves/curves.ts';
import { curveTable } from '../../../src/metrics/curves/curve-table.ts';
import { gradientStepsRange, hasXValue, xValue } from '../../../src/metrics/curves/x-axis.ts';
import { labelCountsAt, labelCountsTable, poolShares } from '../../../src/metrics/label-counts.ts';
import {
  initialPositions,
  latentMapTable,
  shownQuery,
  stateAt,
  type LatentMap,
} from '../../../src/metrics/latent-map.ts';
import { queriesTable } from '../../../src/metrics/queries/queries-table.ts';
import { queryTargetsTable } from '../../../src/metrics/queries/query-targets-table.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import type { LogEvent } from '../../../src/protocol/events.ts';
import type { SampleGrid } from '../../../src/protocol/asset-progress.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog } from '../../support/build-log.ts';

const cache = { get: (index: number) => ({ values: Float32Array.of(index, -index), label: index % 2 }) };

test('of curves: a row per arm and cycle', () => {
  const accuracy = (arm: number, cycle: number, seed: number) => 0.5 + cycle / 10 + (arm * seed) / 50;
  const curves = curvesOf(tableOf(buildLog({ seeds: [1, 3], accuracy, cycles: 1 }))!, accuracyInfo);
  const { columns, rows } = curveTable(curves, 'accuracy (%)', 100);
  expect(columns).toEqual(['arm', 'cycle', 'labels', 'accuracy (%)', 'least', 'greatest', 'seeds', 'standard deviation', 'steps']); // prettier-ignore
  const near = (value: number) => expect.closeTo(value, 10) as number;
  expect(rows).toEqual([
    ['random', 0, 2, near(50), near(50), near(50), 2, near(0), 20],
    ['random', 1, 4, near(60), near(60), near(60), 2, near(0), 40],
    ['margin', 0, 2, near(54), near(52), near(56), 2, near(Math.SQRT2 * 2), 20],
    ['margin', 1, 4, near(64), near(62), near(66), 2, near(Math.SQRT2 * 2), 40],
  ]);
  expect(gradientStepsRange(curves)).toEqual([0, 40]);
  expect(gradientStepsRange([])).toEqual([0, 1]);
  // a logarithmic axis has no 0
  expect(gradientStepsRange(curves, 'log')).toEqual([20, 40]);
  expect(gradientStepsRange([], 'log')).toEqual([0.5, 1]);
  expect([xValue(curves[0]!.mean[1]!, 'labels'), xValue(curves[0]!.mean[1]!, 'steps')]).toEqual([4, 40]);
  expect(hasXValue({ labelled: 4, answers: 4, cost: 4, gradientSteps: NaN }, 'steps')).toBe(false);
  expect(hasXValue({ labelled: 4, answers: 4, cost: 4, gradientSteps: NaN }, 'labels')).toBe(true);
});

test('of queries: a row per queried sample, with the arms that query it too', () => {
  const table = tableOf(buildLog({ queried: (arm, cycle) => [10 + cycle, 20 + arm] }))!;
  const { rows } = queriesTable({ table, seed: 1, upTo: 1, cache });
  expect(rows).toEqual([
    ['random', 1, 1, 11, 0.1, 0.2, 'up', 'down', 'random margin'],
    ['random', 1, 1, 20, 0.3, 0.4, 'up', 'up', 'random'],
    ['margin', 1, 1, 11, 0.1, 0.2, 'up', 'down', 'random margin'],
    ['margin', 1, 1, 21, 0.3, 0.4, 'up', 'down', 'margin'],
  ]);
  expect(queriesTable({ table, seed: 1, upTo: 1, cache }, 1).rows).toEqual(rows.slice(2));
});

test('of query targets: a row per match, the score under its name', () => {
  const imagined = { values: [0, 1, 2, 3], worth: [0.6, 0.3], matchedTo: [1, 0], distances: [0.5, 0.25] };
  const rowsBy = (parameters: Record<string, string>) => {
    const log = buildLog({ spec: { arms: [{ strategy: 'asal', parameters }] } });
    const told = log.map((event): LogEvent => (event.type === 'queried' ? { ...event, imagined } : event));
    return queryTargetsTable({ table: tableOf(told)!, seed: 1, upTo: 0, cache }).rows;
  };
  expect(rowsBy({})).toEqual([
    ['asal', 1, 0, 1, 0.3, '', 10, 0.5, 0.2, 'up', 'up'],
    ['asal', 1, 0, 0, 0.6, '', 11, 0.25, 0.4, 'up', 'down'],
  ]);
  expect(rowsBy({ objective: 'minimum-distance' })[0]!.slice(3, 6)).toEqual([1, '', 0.3]);
});

test('of generated samples: points by place, images by brightness, pairs by their difference', () => {
  const points: SampleGrid = { of: 'samples', step: 0, shape: [2], values: Float32Array.of(1, 2, 3, 4) };
  expect([isPlanar(points), sampleCount(points)]).toEqual([true, 2]);
  expect(generatedTable(points)).toEqual({ columns: ['point', 'x', 'y'], rows: [[1, 1, 2], [2, 3, 4]] }); // prettier-ignore
  const images = { step: 0, shape: [1, 2, 1], values: Uint8Array.of(0, 255, 51, 102) };
  expect([isPlanar(images), sampleCount(images)]).toEqual([false, 2]);
  expect(generatedTable({ of: 'samples', ...images }).rows).toEqual([[1, 0.5, 1], [2, expect.closeTo(0.3, 12), 0.4]]); // prettier-ignore
  // (0 − .2)² and (1 − .4)²: mean .2
  expect(generatedTable({ of: 'pairs', ...images }).rows).toEqual([[1, expect.closeTo(0.2, 12)]]);
});

test('of label counts: a column per class; the pool’s shares', () => {
  const table = tableOf(buildLog({ cycles: 1, label: () => 0 }))!;
  expect(labelCountsTable(table, 1)).toEqual({
    columns: ['arm', 'seed', 'cycle', 'labels', 'up', 'down'],
    rows: [
      ['random', 1, 0, 2, 1, 1],
      ['random', 1, 1, 4, 3, 1],
      ['margin', 1, 0, 2, 1, 1],
      ['margin', 1, 1, 4, 3, 1],
    ],
  });
  expect(labelCountsAt(table, 1, 0).map(({ cycle, counts, shares }) => [cycle, counts, shares])).toEqual([[0, [1, 1], [0.5, 0.5]], [0, [1, 1], [0.5, 0.5]]]); // prettier-ignore
  expect(labelCountsAt(table, 1, 9).map(({ arm, shares }) => [arm, shares])).toEqual([[0, [0.75, 0.25]], [1, [0.75, 0.25]]]); // prettier-ignore
  expect(poolShares(table, 1)).toEqual([0.6, 0.4]);
  expect(poolShares(table, 2)).toBeUndefined();
});

test('of a latent map: state, label, prediction, scores and place', () => {
  const table = tableOf(buildLog())!;
  const map = (cycle: number, arm = 0): LatentMap =>
    ({
      ...{ seed: 1, arm, cycle, indices: Int32Array.of(0, 10, 12, 40), labels: Int32Array.of(0, 0, 0, 1) },
      predictions: Int32Array.of(0, 1, 1, 0),
      scores: [{ name: 'Entropy', values: [0.1, 0.2, 0.3, 0.4] }],
      positions: Float32Array.from({ length: 8 }, (_, i) => i + 100 * cycle + 1000 * arm),
    }) as unknown as LatentMap;
  const { columns, rows } = latentMapTable(table, map(1));
  expect(columns).toEqual(['sample', 'state', 'label', 'predicted', 'entropy', 'x', 'y']);
  expect(rows).toEqual([
    [0, 'labelled', 'up', 'up', 0.1, 100, 101],
    [10, 'labelled', 'up', 'down', 0.2, 102, 103],
    [12, 'queried', 'up', 'down', 0.3, 104, 105],
    [40, 'pool', 'down', 'up', 0.4, 106, 107],
  ]);
  expect(latentMapTable(table, undefined)).toEqual({ columns: ['sample'], rows: [] });
  // the last cycle has no queries: those of the one before, which it was trained on
  expect(shownQuery(table, map(1))).toMatchObject({ isNext: true, queried: { indices: [12, 13] } });
  expect(shownQuery(table, map(2))).toMatchObject({ isNext: false, queried: { indices: [12, 13] } });
  expect(stateAt(table, map(2))(12)).toBe('queried');
  // positions begin at those of the same arm, of an earlier cycle before a later one
  const look = { seed: 1, arm: 0, cycle: 3, indices: Int32Array.of(12, 7) };
  const first = (maps: LatentMap[], cycle = 3) => initialPositions(maps, { ...look, cycle })?.[0];
  expect([...initialPositions([map(1)], look)!]).toEqual([104, 105, NaN, NaN]);
  expect(first([map(1), map(2), map(3, 1)])).toBe(204);
  expect(first([map(4), map(1)])).toBe(104);
  expect(first([map(4, 1), map(1, 1)], 2)).toBe(1104);
  expect(initialPositions([map(1)], { ...look, seed: 2 })).toBeUndefined();
});
