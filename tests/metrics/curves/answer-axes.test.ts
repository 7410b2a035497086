/** Curves over the answers of annotators and their cost: three annotators at half a unit each. */
import { describe, expect, test } from 'vitest';
import { curvesOf } from '../../../src/metrics/curves/curves.ts';
import { curveTable } from '../../../src/metrics/curves/curve-table.ts';
import { labelsAsX, xAxesOf, xValue } from '../../../src/metrics/curves/x-axis.ts';
import { perLabel } from '../../../src/protocol/design/annotator-schema.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { parseSpec, type SpecInput } from '../../../src/protocol/spec.ts';
import { buildLog } from '../../support/build-log.ts';

const uniform = { kind: 'uniform', rate: 0.2 } as const;
const three: SpecInput['annotator'] = { noise: uniform, count: 3, cost: 0.5 };
const of = (annotator?: SpecInput['annotator']) =>
  tableOf(buildLog({ cycles: 2, ...(annotator && { spec: { annotator } }) }))!;

describe('with three annotators at half a unit', () => {
  const [curve] = curvesOf(of(three), accuracyInfo);

  test('2, 4 and 6 labels are 6, 12 and 18 answers, which cost 3, 6 and 9', () => {
    const on = (axis: Parameters<typeof xValue>[1]) => curve!.mean.map((point) => xValue(point, axis));
    expect(on('labels')).toEqual([2, 4, 6]);
    expect(on('answers')).toEqual([6, 12, 18]);
    expect(on('cost')).toEqual([3, 6, 9]);
    expect(on('steps')).toEqual([20, 40, 60]);
    expect(labelsAsX(of(three).spec, 6, 'answers')).toBe(18);
    expect(labelsAsX(of(three).spec, 6, 'cost')).toBe(9);
    expect(labelsAsX(of(three).spec, 6, 'labels')).toBe(6);
  });

  test('the table has both after the columns of before', () => {
    const before = curveTable(curvesOf(of(), accuracyInfo), 'accuracy');
    const { columns, rows } = curveTable([curve!], 'accuracy');
    expect(columns).toEqual([...before.columns, 'answers', 'cost']);
    expect(rows.map((row) => row.slice(-2))).toEqual([[6, 3], [12, 6], [18, 9]]); // prettier-ignore
  });
});

test('an axis is offered where it differs from those before', () => {
  const offered = (annotator?: SpecInput['annotator']) => xAxesOf(of(annotator).spec);
  expect(offered()).toEqual(['labels', 'steps']);
  expect(offered({ noise: uniform })).toEqual(['labels', 'steps']);
  expect(offered({ noise: uniform, cost: 2 })).toEqual(['labels', 'cost', 'steps']);
  expect(offered({ noise: [uniform, uniform] })).toEqual(['labels', 'answers', 'steps']);
  expect(offered(three)).toEqual(['labels', 'answers', 'cost', 'steps']);
});

test('without annotators that err a label is one answer of cost 1', () => {
  expect(perLabel(parseSpec({ version: 2, dataset: { source: 'files' }, model: { name: 'mlp' }, arms: [{ strategy: 'a' }] }))).toEqual({ answers: 1, cost: 1 }); // prettier-ignore
});
