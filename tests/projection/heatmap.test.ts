/** Critic and mixtures on the plane: colours and contours from known values, ellipses from closed forms. */
import { describe, expect, test } from 'vitest';
import { componentEllipses, covarianceEllipse } from '../../src/projection/plane/ellipses.ts';
import { planeScales } from '../../src/projection/plane/plane-scales.ts';
import { contoursAt, paintHeatmap, sampleAt, heatmapOf, dequantize } from '../../src/projection/plane/heatmap.ts';
import type { PlaneMap } from '../../src/projection/plane/decision-regions.ts';
import { blankGrid, gridSize, slope } from '../support/plane-fixtures.ts';

const { columns, rows } = gridSize;
const fields = (more: Partial<PlaneMap>): PlaneMap => ({
  ...{ columns, rows, predicted: blankGrid, confidence: blankGrid, acquisition: undefined },
  ...more,
});
const critic = (least: number, greatest: number) => heatmapOf(fields({ critic: slope(least, greatest) }), 'critic')!;
const likelihood = (least: number, greatest: number) =>
  heatmapOf(fields({ mixtures: { likelihood: slope(least, greatest), labelled: [], unlabelled: [] } }), 'likelihood')!;

const [background, over, under] = [[0, 0, 0], [200, 0, 0], [0, 100, 0]] as const; // prettier-ignore
const painted = (shade: ReturnType<typeof critic>) => {
  const pixels = paintHeatmap(shade, { width: 100, height: 4, background, colors: [over, under], maxOpacity: 1 });
  return (x: number) => [pixels[4 * x]!, pixels[4 * x + 1]!];
};

describe('the critic’s surface', () => {
  test('has an absolute scale, so that a constant critic is even and has no contour', () => {
    const [flat, steep] = [painted(critic(0.5, 0.52)), painted(critic(0, 1))];
    expect(flat(2)[0]).toBe(100);
    expect(flat(97)[0]! - flat(2)[0]!).toBeLessThanOrEqual(4);
    expect([steep(2)[0], steep(97)[0]]).toEqual([0, 200]);
    expect(contoursAt(critic(0.51, 0.52), critic(0.51, 0.52).contourLevels)).toEqual([]);
    const lines = contoursAt(critic(0, 1), critic(0, 1).contourLevels);
    expect(lines).toHaveLength(9);
    // a tenth is a tenth of the way from the first cell's centre to the last one's
    const at = lines.map((line) => line[0]![0]).sort((a, b) => a - b);
    at.forEach((x, i) => expect(x).toBeCloseTo(0.5 + 0.9 * (i + 1), 1));
  });

  test('interpolates between the cells', () => {
    const shade = critic(0.2, 0.8);
    expect(sampleAt(shade, 0.5, 0.5)).toBeCloseTo(0.5, 2);
    expect(sampleAt(shade, 0, 1)).toBeCloseTo(0.2, 5);
    expect(sampleAt(shade, 1, 0)).toBeCloseTo(0.8, 5);
    expect(shade.readout!.words(0.456)).toBe('0.46');
  });
});

describe('the likelihood ratio’s surface', () => {
  test('has one colour where unlabelled is likelier, the other where labelled is, on one scale', () => {
    const at = painted(likelihood(-2, 4));
    // zero is a third of the way; the largest magnitude is 4
    expect(at(99)).toEqual([200, 0]);
    expect(at(0)).toEqual([0, 50]);
    const [zero] = contoursAt(likelihood(-2, 4), [0]);
    expect(zero![0]![0]).toBeCloseTo(0.5 + 9 / 3, 1);
  });

  test('reads out the ratio itself, whose asinh it stores', () => {
    const { readout: value } = likelihood(Math.asinh(-120), Math.asinh(4000));
    expect(value!.words(Math.asinh(4000))).toBe('+4,000');
    expect(value!.words(Math.asinh(-123))).toBe('−120');
    expect(value!.of(Math.asinh(7))).toBeCloseTo(7, 10);
    expect([...dequantize({ values: btoa('\u0000\u00ff'), least: -3, greatest: 2 })]).toEqual([-3, 2]);
  });
});

describe('a component’s ellipse', () => {
  test('has semi-axes of the deviations times the square roots of the eigenvalues, along the eigenvectors', () => {
    // eigenvalues 9 and 1 at 30°
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const covariance: [number, number, number] = [9 * c * c + s * s, 8 * c * s, 9 * s * s + c * c];
    const { semiMajor: long, semiMinor: short, angle, x, y } = covarianceEllipse({ mean: [4, -2], covariance }, 1.5);
    expect([x, y]).toEqual([4, -2]);
    expect([long, short, angle]).toEqual([expect.closeTo(4.5, 10), expect.closeTo(1.5, 10), expect.closeTo(30, 10)]);
    expect(covarianceEllipse({ mean: [0, 0], covariance: [1, 0, 4] }, 1)).toMatchObject({
      semiMajor: 2,
      semiMinor: 1,
      angle: 90,
    });
  });

  test('is a line for two samples, and a dot for one', () => {
    const line = covarianceEllipse({ mean: [0, 0], covariance: [1, 1, 1] }, 1);
    expect([line.semiMajor, line.semiMinor, line.angle]).toEqual([
      expect.closeTo(Math.SQRT2, 10),
      expect.closeTo(0, 6),
      45,
    ]);
    expect(covarianceEllipse({ mean: [0, 0], covariance: [0, 0, 0] })).toMatchObject({ semiMajor: 0, semiMinor: 0 });
  });

  test('is drawn with the plane’s scales, y downwards, those of the labelled mixture on top', () => {
    // 100 pixels for 10 across, 50 for 10 down
    const place = planeScales([0, 10, 0, 10], 100, 50);
    const component = { label: 3, weight: 1, mean: [2, 8] as [number, number] };
    const [below, above] = componentEllipses(
      {
        likelihood: slope(0, 1),
        labelled: [{ ...component, covariance: [1, 0, 1] }],
        unlabelled: [{ ...component, covariance: [1, 1, 1] }],
      },
      place,
    );
    expect([below!.labelled, above!.labelled]).toEqual([false, true]);
    expect(above).toMatchObject({
      label: 3,
      x: 20,
      y: 10,
      semiMajor: 15,
      semiMinor: 7.5,
      angle: expect.closeTo(0, 10),
    });
    // up and to the right on the plane is up on the screen: y points down
    expect(below!.angle).toBeCloseTo((Math.atan2(-5, 10) * 180) / Math.PI, 5);
    expect(below!.semiMajor).toBeCloseTo(1.5 * Math.hypot(10, 5), 5);
  });
});
