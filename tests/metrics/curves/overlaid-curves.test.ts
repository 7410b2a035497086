/** Curves of other runs beside those on show, and in what two designs differ. */
import { expect, test } from 'vitest';
import { designDifferences, overlaidCurves, widenedRange } from '../../../src/metrics/curves/overlaid-curves.ts';
import { curvesOf } from '../../../src/metrics/curves/curves.ts';
import { tableOf, type StepTable } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const accuracies = (of: StepTable) => curvesOf(of, accuracyInfo);
const table = (options: LogOptions = {}) => tableOf(buildLog(options))!;

test('are numbered through all runs and have the run’s name before the arm’s', () => {
  const runs = [
    { id: 'a', name: 'First', table: table({ arms: ['random', 'margin'] }) },
    { id: 'b', name: 'Second', table: table({ arms: ['entropy'], cycles: 4 }) },
  ];
  const curves = overlaidCurves(runs, accuracies);
  expect(curves.map(({ run, tag, name }) => [run, tag, name])).toEqual([
    ['a', 1, 'First: random'],
    ['a', 2, 'First: margin'],
    ['b', 3, 'Second: entropy'],
  ]);
  expect(widenedRange([4, 8], curves, (point) => point.labelled)).toEqual([2, 10]);
  expect(overlaidCurves([{ ...runs[0]!, table: table({ steps: 0 }) }], accuracies)).toEqual([]);
});

test('the legend names what differs between two designs besides their arms', () => {
  const base = table();
  expect(designDifferences(base, table({ arms: ['badge'] }))).toEqual([]);
  expect(designDifferences(base, table({ seeds: [2], cycles: 5 }))).toEqual(['seeds', 'batch size or cycles']);
  expect(designDifferences(base, table({ spec: { pool: { train: 50 }, training: { epochs: 3 } } }))).toEqual([
    'pool and test set',
    'training',
  ]);
  const annotator = { noise: { kind: 'uniform', rate: 0.2 } } as const;
  expect(designDifferences(base, table({ spec: { annotator } }))).toEqual(['annotators']);
});
