/** Surfaces of the plane, from maps with known pixels. */
import { describe, expect, test } from 'vitest';
import { contoursAt, paintHeatmap, heatmapOf } from '../../src/projection/plane/heatmap.ts';
import {
  decisionBoundaries,
  decodePlaneMap,
  paintRegions,
  type PlaneMap,
} from '../../src/projection/plane/decision-regions.ts';

const background = [255, 255, 255] as const;
const red = [255, 0, 0] as const;
const blue = [0, 0, 255] as const;

/** Class 0 left of the middle, class 1 right of it, with higher confidence further away. */
function halves(columns = 8, rows = 4): PlaneMap {
  const at = (i: number) => ((i % columns) + 0.5) / columns;
  const cells = Array.from({ length: columns * rows }, (_, i) => i);
  return {
    ...{ columns, rows },
    predicted: Uint8Array.from(cells, (i) => (at(i) < 0.5 ? 0 : 1)),
    confidence: Uint8Array.from(cells, (i) => 255 * (0.5 + Math.abs(at(i) - 0.5))),
    acquisition: Uint8Array.from(cells, (i) => 255 * (1 - 2 * Math.abs(at(i) - 0.5))),
  };
}
const pixel = (pixels: Uint8ClampedArray, x: number, y: number, width: number) =>
  Array.from(pixels.slice(4 * (y * width + x), 4 * (y * width + x) + 3));

describe('decision regions', () => {
  test('have the class’s colour, stronger for higher confidence, and fade towards the boundary', () => {
    const pixels = paintRegions(halves(), { width: 80, height: 40, background, colors: [red, blue], maxOpacity: 0.5 });
    const [outer, inner] = [pixel(pixels, 2, 20, 80), pixel(pixels, 36, 20, 80)];
    expect(outer[0]).toBe(255);
    expect(outer[1]).toBeLessThan(inner[1]!);
    // The map is symmetric, and so is the picture.
    expect(Math.abs(inner[1]! - pixel(pixels, 79 - 36, 20, 80)[1]!)).toBeLessThanOrEqual(1);
    const right = pixel(pixels, 77, 20, 80);
    expect(right[2]).toBe(255);
    expect(right[0]).toBeLessThan(200);
  });

  test('change little between neighbouring pixels: the cells of the map are invisible', () => {
    const pixels = paintRegions(halves(), { width: 160, height: 40, background, colors: [red, blue], maxOpacity: 0.5 });
    let jump = 0;
    // Within the left region; a cell is 20 pixels wide and steps of certainty between cells are 1/8.
    for (let x = 1; x < 78; x++)
      jump = Math.max(jump, Math.abs(pixel(pixels, x, 20, 160)[1]! - pixel(pixels, x - 1, 20, 160)[1]!));
    expect(jump).toBeLessThanOrEqual(3);
  });

  test('meet where the classes are equally likely', () => {
    const traces = decisionBoundaries(halves(), 2);
    expect(traces).toHaveLength(1);
    for (const [x] of traces[0]!) expect(x).toBeCloseTo(4, 1);
  });

  test('of three classes have each boundary once', () => {
    const fields = halves(9, 3);
    fields.predicted = Uint8Array.from({ length: 27 }, (_, i) => Math.floor((i % 9) / 3));
    fields.confidence = new Uint8Array(27).fill(200);
    const columns = decisionBoundaries(fields, 3).map((trace) =>
      Math.round(trace.reduce((sum, [x]) => sum + x, 0) / trace.length),
    );
    expect(columns.sort()).toEqual([3, 6]);
  });

  test('of one class have no boundary', () => {
    const fields = halves();
    fields.predicted.fill(1);
    expect(decisionBoundaries(fields, 2)).toEqual([]);
  });
});

describe('the acquisition score', () => {
  const wish = (fields: PlaneMap) => heatmapOf(fields, 'acquisition');

  test('is highest in the middle', () => {
    const pixels = paintHeatmap(wish(halves())!, { width: 80, height: 40, background, colors: [red, blue] });
    expect(pixel(pixels, 40, 20, 80)[1]).toBeLessThan(pixel(pixels, 20, 20, 80)[1]!);
    expect(wish({ ...halves(), acquisition: undefined })).toBeUndefined();
  });

  test('has contours within its range, without the map’s edge', () => {
    const traces = contoursAt(wish(halves(40, 20))!, [0.5]);
    expect(traces).toHaveLength(2);
    const xs = traces.map((trace) => trace.reduce((sum, [x]) => sum + x, 0) / trace.length).sort((a, b) => a - b);
    expect(xs[0]).toBeCloseTo(10, 0);
    expect(xs[1]).toBeCloseTo(30, 0);
  });
});

test('a map’s bytes are decoded from base64 unchanged', () => {
  const predicted = Uint8Array.from([0, 1, 255, 128, 7, 9]);
  const text = btoa(String.fromCharCode(...predicted));
  const fields = decodePlaneMap({
    ...{ type: 'mapped', seed: 1, cycle: 0, arm: 0, columns: 3, rows: 2, extent: [0, 1, 0, 1] },
    ...{ predicted: text, confidence: text },
  });
  expect([...fields.predicted]).toEqual([...predicted]);
  expect(fields.acquisition).toBeUndefined();
});
