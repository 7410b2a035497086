/** A plane as a table, and the surfaces of a run. */
import { expect, test } from 'vitest';
import { planeTable } from '../../../src/metrics/plane/plane-table.ts';
import { availableSurfaces } from '../../../src/metrics/plane/surfaces.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { heatmapOf } from '../../../src/projection/plane/heatmap.ts';
import type { LogEvent } from '../../../src/protocol/events.ts';
import { buildLog } from '../../support/build-log.ts';
import { blankGrid, gridSize, slope } from '../../support/plane-fixtures.ts';

const { columns, rows } = gridSize;

test('the available surfaces are those of at least one arm', () => {
  expect(availableSurfaces(tableOf(buildLog())!)).toEqual(['regions', 'acquisition']);
  const mapped = { type: 'mapped', seed: 1, cycle: 0, arm: 1, critic: slope(0, 1) } as unknown as LogEvent;
  expect(availableSurfaces(tableOf([...buildLog(), mapped])!)).toEqual(['regions', 'acquisition', 'critic']);
});

test('the plane’s table has the surface at each sample, and the components', () => {
  const points = { indices: [7], xs: [10], ys: [5], labels: [1] };
  const groups: [string, typeof points][] = [['labelled', points]];
  const extent = [0, 10, 0, 10] as const;
  const plain = planeTable({ groups, classes: ['a', 'b'], extent });
  expect(plain).toEqual({ columns: ['state', 'sample', 'x', 'y', 'label'], rows: [['labelled', 7, 10, 5, 'b']] });
  const one = { label: 0, weight: 0.25, mean: [0, 5] as [number, number], covariance: [4, 0, 1] as [number, number, number] }; // prettier-ignore
  const mixtures = { likelihood: slope(0, 1), labelled: [one], unlabelled: [] };
  const heatmap = heatmapOf(
    { columns, rows, predicted: blankGrid, confidence: blankGrid, acquisition: undefined, critic: slope(0.25, 0.75) },
    'critic',
  );
  const { columns: names, rows: all } = planeTable({ groups, classes: ['a', 'b'], extent, heatmap, mixtures });
  expect(names.slice(5)).toEqual(['critic', 'weight', 'deviation along', 'deviation across', 'angle (°)']);
  expect(all[0]).toEqual(['labelled', 7, 10, 5, 'b', expect.closeTo(0.75, 6), '', '', '', '']);
  expect(all[1]).toEqual(['component, labelled', '', 0, 5, 'a', expect.closeTo(0.25, 6), 0.25, 2, 1, 0]);
});

test('the plane’s table has the ends of query targets, with the samples queried in their place', () => {
  const paths = [
    { xs: [1, 1, 1], ys: [1, 2, 3], matches: [70] },
    { xs: [0, 3, 4], ys: [0, 0, 0], matches: [80] },
  ];
  const { columns: names, rows: all } = planeTable({ groups: [], classes: ['a', 'b'], extent: [0, 5, 0, 5], paths });
  expect(names).toEqual(['state', 'sample', 'x', 'y', 'label']);
  expect(all).toEqual([
    ['query target, for #70', '', 1, 3, ''],
    ['query target, for #80', '', 4, 0, ''],
  ]);
});
