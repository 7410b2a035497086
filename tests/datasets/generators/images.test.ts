/** Strokes and Shapes: separable classes, and the geometry of the drawing. */
import { describe, expect, it } from 'vitest';
import { sampleWriterOf } from '../../../src/datasets/generators/index.ts';
import { DIGIT_FORMS } from '../../../src/datasets/generators/digit-forms.ts';
import { oklch } from '../../../src/datasets/generators/colour.ts';
import { OUTLINES } from '../../../src/datasets/generators/outlines.ts';
import { Pen } from '../../../src/datasets/generators/pen.ts';

// Comparing all pairs of images takes a while on a busy machine.
function draw(name: string, count: number, stride: number): { images: Uint8Array[]; labels: number[] } {
  const paint = sampleWriterOf({ name, size: count, seed: 2, testSize: 0 });
  const labels: number[] = [];
  const images = Array.from({ length: count }, (_, i) => {
    const image = new Uint8Array(stride);
    labels.push(paint(i, image, 0));
    return image;
  });
  return { images, labels };
}

describe('Strokes', () => {
  const { images, labels } = draw('strokes', 2000, 784);

  it('are light ink on a dark ground, with only noise on the outermost pixels', () => {
    const ink = images.map((image) => image.filter((value) => value > 127).length);
    expect(Math.min(...ink)).toBeGreaterThan(12);
    expect(Math.max(...ink)).toBeLessThan(300);
    const edges = Array.from({ length: 28 }, (_, i) => [i, 27 * 28 + i, 28 * i, 28 * i + 27]).flat();
    const brightest = images.map((image) => Math.max(...edges.map((edge) => image[edge]!)));
    expect(Math.max(...brightest)).toBeLessThan(128);
  });

  it('are all different', () => {
    expect(new Set(images.map((image) => image.join())).size).toBe(images.length);
  });

  it('are classified by the nearest neighbour far above chance, with errors', () => {
    let right = 0;
    for (let t = 1700; t < 2000; t++) {
      let nearest = Infinity;
      let guess = -1;
      for (let i = 0; i < 1700; i++) {
        let distance = 0;
        for (let p = 0; p < 784 && distance < nearest; p++) distance += (images[t]![p]! - images[i]![p]!) ** 2;
        if (distance < nearest) {
          nearest = distance;
          guess = labels[i]!;
        }
      }
      if (guess === labels[t]) right++;
    }
    expect(right / 300).toBeGreaterThan(0.8);
    expect(right / 300).toBeLessThan(0.995);
  });

  it('have at least two forms of every digit, all within their box', () => {
    expect(DIGIT_FORMS.length).toBe(10);
    for (const forms of DIGIT_FORMS) {
      expect(forms.length).toBeGreaterThanOrEqual(2);
      for (const { strokes } of forms)
        for (const [x, y] of strokes.flat()) expect(Math.min(x, y) >= 0 && Math.max(x, y) <= 1).toBe(true);
    }
  });
});

describe('the pen', () => {
  const positionsOf = (points: [number, number][]) => ({
    px: Float64Array.from(points, (one) => one[0]),
    py: Float64Array.from(points, (one) => one[1]),
  });
  const line = (points: [number, number][]): Float32Array => {
    const pen = new Pen();
    pen.stroke(points, positionsOf(points), 8);
    const sheet = new Float32Array(400);
    pen.draw(sheet, 20, () => 1.5);
    return sheet;
  };
  const area = (sheet: Float32Array): number => sheet.reduce((a, b) => a + b, 0);

  it('draws the area of the line, in any direction', () => {
    // a round-ended line: length × width + a disc
    const expected = 10 * 3 + Math.PI * 1.5 ** 2;
    const along = area(line([[5, 10], [15, 10]])); // prettier-ignore
    const aslant = area(line([[5.3, 6.1], [13.3, 12.1]])); // prettier-ignore
    expect(along / expected).toBeCloseTo(1, 1);
    expect(aslant / expected).toBeCloseTo(1, 1);
  });

  it('passes through its points, and through the middle of collinear ones', () => {
    const pen = new Pen();
    const points: [number, number][] = [[2, 3], [4, 9], [11, 8], [15, 2]]; // prettier-ignore
    pen.stroke(points, positionsOf(points), 6);
    for (const [i, [x, y]] of points.entries()) expect([pen.x[6 * i], pen.y[6 * i]]).toEqual([x, y]);
  });

  it('may leave the image', () => {
    expect(area(line([[-30, 10], [50, 10]]))).toBeCloseTo(60, 0); // prettier-ignore
    expect(area(line([[-30, -10], [-5, -10]]))).toBe(0); // prettier-ignore
  });
});

describe('Shapes', () => {
  const { images, labels } = draw('shapes', 600, 3072);

  it('are all different, and use the whole range of colours', () => {
    expect(new Set(images.map((image) => image.join())).size).toBe(images.length);
    for (let channel = 0; channel < 3; channel++) {
      const values = images.flatMap((image) => [image[3 * 500 + channel]!, image[3 * 40 + channel]!]);
      expect(Math.min(...values)).toBeLessThan(30);
      expect(Math.max(...values)).toBeGreaterThan(225);
    }
  });

  it('have a mean colour that is independent of the class', () => {
    const means = Array.from({ length: 10 }, () => [0, 0]);
    images.forEach((image, i) => {
      let sum = 0;
      for (let p = 0; p < 3072; p += 3) sum += image[p]! - image[p + 2]!;
      means[labels[i]!]![0]! += sum / 1024 / 60;
    });
    // red minus blue: between classes it varies no more than means of 60 draws from a wide distribution
    for (const [mean] of means) expect(Math.abs(mean!)).toBeLessThan(30);
  });
});

describe.each(OUTLINES)('the outline of a $name', ({ outline }) => {
  it('encloses its centre or surrounds it, within a radius of 1.1', () => {
    let inside = 0;
    let furthest = 0;
    const step = 0.02;
    for (let x = -1.3; x < 1.3; x += step)
      for (let y = -1.3; y < 1.3; y += step) {
        if (outline(x, y) >= 0) continue;
        inside += step * step;
        furthest = Math.max(furthest, Math.hypot(x, y));
      }
    expect(furthest).toBeGreaterThan(0.8);
    expect(furthest).toBeLessThan(1.1);
    expect(inside).toBeGreaterThan(0.7);
    expect(inside).toBeLessThan(2.5);
  });

  it('is continuous: it never changes by more than the distance', () => {
    let steepest = 0;
    for (let k = 0; k < 4000; k++) {
      const x = 1.3 * Math.sin(1.7 * k);
      const y = 1.3 * Math.sin(2.3 * k + 1);
      const right = Math.abs(outline(x + 0.01, y) - outline(x, y));
      const down = Math.abs(outline(x, y + 0.01) - outline(x, y));
      steepest = Math.max(steepest, right, down);
    }
    expect(steepest).toBeLessThan(0.0101);
    expect(steepest).toBeGreaterThan(0.009);
  });
});

describe('areas in closed form', () => {
  const area = (name: string): number => {
    const { outline } = OUTLINES.find((one) => one.name === name)!;
    let cells = 0;
    for (let i = 0; i < 500; i++)
      for (let j = 0; j < 500; j++) if (outline((i - 249.5) / 200, (j - 249.5) / 200) < 0) cells++;
    return cells / 40_000;
  };

  it.each([
    ['circle', Math.PI * 0.86 ** 2],
    ['square', 1.48 ** 2],
    ['triangle', ((3 * Math.sqrt(3)) / 4) * 1.02 ** 2],
    ['hexagon', ((3 * Math.sqrt(3)) / 2) * 0.94 ** 2],
    ['star', 5 * 1.05 * 0.45 * Math.sin(Math.PI / 5)],
    ['cross', 4 * 0.92 * 0.58 - 0.58 ** 2],
    ['ring', Math.PI * (0.91 ** 2 - 0.45 ** 2)],
    ['arrow', 1.17 * 0.54 + 0.5 * 1.44 * 0.78],
  ])('%s', (name, expected) => expect(area(name)).toBeCloseTo(expected, 1.5));
});

describe('colours', () => {
  it('agree with published ones: OKLCH of sRGB red, and the greys', () => {
    // Ottosson: red is L 0.6279554, C 0.2576833, h 29.2338°
    const [r, g, b] = oklch(0.6279554, 0.2576833, 29.2338 / 360);
    expect(r).toBeCloseTo(255, 0);
    expect(g).toBeLessThan(1);
    expect(b).toBeLessThan(1);
    expect(oklch(1, 0, 0).map(Math.round)).toEqual([255, 255, 255]);
    expect(oklch(0, 0, 0)).toEqual([0, 0, 0]);
    expect(oklch(0.5999, 0, 0.3).map(Math.round)).toEqual([128, 128, 128]);
  });
});
