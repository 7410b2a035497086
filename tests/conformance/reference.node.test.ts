/** The references' derivatives against central differences in double precision. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { critics, referencePenalty } from './cases/training.ts';
import { sizeOf, type NdArray } from './reference/nd-array.ts';
import { constant, gradients, Scalar } from './reference/scalar.ts';

const STEP = 1e-6;

function drawn(shapes: number[][]): number[][] {
  const rng = new Rng(3);
  return shapes.map((shape) => Array.from({ length: sizeOf(shape) }, () => rng.between(-1, 1)));
}

describe.each(critics)('$name', ({ shapes, reference }) => {
  const sides = shapes({ n: 2, side: 5, channels: 2, width: 3 });
  const values = drawn(sides);
  const fields = (numbers: number[][]): [NdArray, ...NdArray[]] =>
    numbers.map((row, i) => ({ shape: sides[i]!, values: row.map(Scalar.variable) })) as [NdArray, ...NdArray[]];

  /** The gradient of a scalar of all these numbers, exact and by differences, along a direction for each array. */
  function bothWays(scalarOf: (x: NdArray, weights: NdArray[]) => Scalar): [number, number][] {
    const directions = drawn(sides);
    const at = (scale: number, which: number): number => {
      const moved = values.map((row, i) =>
        i === which ? row.map((value, j) => value + scale * directions[i]![j]!) : row,
      );
      const [x, ...weights] = fields(moved);
      return scalarOf(x, weights).value;
    };
    const all = fields(values);
    const [x, ...weights] = all;
    const scalar = scalarOf(x, weights);
    return all.map((field, i) => {
      const slopes = gradients([scalar], [constant(1)], field.values);
      const along = slopes.reduce((total, slope, j) => total + slope.value * directions[i]![j]!, 0);
      return [along, (at(STEP, i) - at(-STEP, i)) / (2 * STEP)];
    });
  }

  test('has the gradient given by differences', () => {
    for (const [exact, differences] of bothWays((x, weights) => reference(x, weights).values[0]!))
      expect(exact).toBeCloseTo(differences, 6);
  });

  test('has the penalty’s gradient given by differences', () => {
    const ways = bothWays((x, weights) => referencePenalty((samples) => reference(samples, weights), x).values[0]!);
    for (const [exact, differences] of ways) expect(exact).toBeCloseTo(differences, 6);
    expect(Math.max(...ways.map(([exact]) => Math.abs(exact)))).toBeGreaterThan(0.01);
  });
});
