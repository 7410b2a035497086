/** Synthesized points on the plane and in its table, and their labels as text. */
import { expect, test } from 'vitest';
import {
  synthesizedQueryPoints,
  SYNTHESIZED_INDEX,
  withSynthesized,
} from '../../src/metrics/plane/synthesized-points.ts';
import { planeTable } from '../../src/metrics/plane/plane-table.ts';
import { answerTextOf } from '../../src/metrics/queries/annotator-text.ts';
import type { LoggedSynthesizedQueries } from '../../src/protocol/synthesized-queries.ts';

const real = { indices: [7], xs: [1], ys: [2], labels: [0] };

test('synthesized points follow the real ones, and have no sample number', () => {
  const both = withSynthesized(real, [Float32Array.of(3, 4)], [1]);
  expect(both).toEqual({ indices: [7, SYNTHESIZED_INDEX], xs: [1, 3], ys: [2, 4], labels: [0, 1] });
  const { rows } = planeTable({ groups: [['labelled', both]], classes: ['a', 'b'] });
  expect(rows).toEqual([
    ['labelled', 7, 1, 2, 'a'],
    ['labelled', 'generated', 3, 4, 'b'],
  ]);
  expect(withSynthesized(real, [], [])).toBe(real);
});

test('a strip is shown at its middle', () => {
  const values = Array.from({ length: 22 }, (_, i) => i);
  const many = Array.from({ length: 11 }, () => 0);
  const strip: LoggedSynthesizedQueries = {
    form: 'strip',
    each: 11,
    values,
    entropies: many,
    predictions: many,
    worth: [0],
  };
  const { values: places, labels } = synthesizedQueryPoints(strip, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  expect(places).toEqual([Float32Array.of(10, 11)]);
  expect(labels).toEqual([1]);
  expect(synthesizedQueryPoints(strip, undefined).labels).toEqual([-1]);
});

test('a missing answer differs from “can’t tell”', () => {
  const answers = [1, -1, undefined].map((label) => answerTextOf(['up', 'down'], label));
  expect(answers).toEqual(['down', 'can’t tell', '…']);
});
