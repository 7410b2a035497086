/** The plane sets: geometry of the points. */
import { describe, expect, it } from 'vitest';
import { sampleWriterOf } from '../../../src/datasets/generators/index.ts';

interface Point {
  x: number;
  y: number;
  label: number;
}

function points(name: string, size: number, seed = 1): Point[] {
  const paint = sampleWriterOf({ name, size, seed, testSize: 0 });
  const value = new Float32Array(2);
  return Array.from({ length: size }, (_, i) => {
    const label = paint(i, value, 0);
    return { x: value[0]!, y: value[1]!, label };
  });
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: number[]): number => Math.sqrt(mean(values.map((one) => (one - mean(values)) ** 2)));

describe('two moons', () => {
  const moons = points('two-moons', 2000);

  it('lie along their arcs with normal noise of 0.14 across', () => {
    // Away from the ends of an arc the distance to its circle is the noise across.
    const across = moons
      .map(({ x, y, label }) => (label === 0 ? { u: x, v: y } : { u: 1 - x, v: 0.5 - y }))
      .filter(({ v }) => v > 0.4)
      .map(({ u, v }) => Math.hypot(u, v) - 1);
    expect(across.length).toBeGreaterThan(1000);
    expect(Math.abs(mean(across) - 0.14 ** 2 / 2)).toBeLessThan(0.015); // noise along the tangent moves points outwards
    expect(deviation(across)).toBeCloseTo(0.14, 1.7);
  });

  it('are not linearly separable and hardly overlap', () => {
    // least squares on (1, x, y), the classic linear classifier
    const right = linearAccuracy(moons);
    expect(right).toBeGreaterThan(0.82);
    expect(right).toBeLessThan(0.92);
    expect(neighbourAccuracy(moons.slice(0, 1000))).toBeGreaterThan(0.96);
  });
});

describe('circles', () => {
  it('have radius 1 and ½ and noise of 0.1', () => {
    const all = points('circles', 4000);
    for (const [label, radius] of [1, 0.5].entries()) {
      const radii = all.filter((point) => point.label === label).map(({ x, y }) => Math.hypot(x, y));
      // noise across the radius adds σ²/2r on average
      expect(Math.abs(mean(radii) - radius - 0.01 / (2 * radius))).toBeLessThan(0.01);
      expect(deviation(radii)).toBeCloseTo(0.1, 1.7);
    }
    expect(linearAccuracy(all)).toBeLessThan(0.65);
  });
});

describe('spirals', () => {
  it('have three arms that are rotations by a third of a turn', () => {
    const all = points('spirals', 6000);
    const centres = [0, 1, 2].map((arm) => {
      const mine = all.filter((point) => point.label === arm);
      // rotated back by the arm's angle, all arms have one centre of mass
      const angle = (-2 * Math.PI * arm) / 3;
      return [
        mean(mine.map(({ x, y }) => x * Math.cos(angle) - y * Math.sin(angle))),
        mean(mine.map(({ x, y }) => x * Math.sin(angle) + y * Math.cos(angle))),
      ];
    });
    for (const centre of centres) {
      expect(Math.abs(centre[0]! - centres[0]![0]!)).toBeLessThan(0.03);
      expect(Math.abs(centre[1]! - centres[0]![1]!)).toBeLessThan(0.03);
    }
    expect(neighbourAccuracy(all.slice(0, 1000))).toBeGreaterThan(0.97);
    expect(Math.max(...all.map(({ x, y }) => Math.hypot(x, y)))).toBeLessThan(1.25);
  });
});

describe('ten blobs, one rare', () => {
  it('have exactly one rare sample in 91, in the middle', () => {
    const all = points('blobs-rare', 9100);
    const counts = new Array<number>(10).fill(0);
    for (const { label } of all) counts[label]!++;
    expect(counts).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 100]);
    const rare = all.filter(({ label }) => label === 9);
    expect(Math.hypot(mean(rare.map((one) => one.x)), mean(rare.map((one) => one.y)))).toBeLessThan(1.5);
    expect(neighbourAccuracy(all.slice(0, 1000))).toBeGreaterThan(0.85);
  });
});

describe('the checkerboard', () => {
  it('has the class of the parity of the square, and no points on the lines', () => {
    const squares = new Set<number>();
    for (const { x, y, label } of points('checkerboard', 1000)) {
      const column = Math.floor(2 * (x + 1));
      const row = Math.floor(2 * (y + 1));
      expect((row + column) % 2).toBe(label);
      squares.add(4 * row + column);
      const toLine = Math.min(...[x, y].map((value) => Math.abs(2 * value - Math.round(2 * value))));
      expect(toLine).toBeGreaterThanOrEqual(0.04 - 1e-6);
    }
    expect(squares.size).toBe(16);
  });
});

describe('four intervals', () => {
  const line = points('four-intervals', 1000);
  const intervalOf = ({ x }: Point): number => [-0.485, -0.25, 0.03].filter((border) => x > border).length;

  it('have 40, 10, 5 and 45 percent, the two classes in turn', () => {
    const counts = [0, 0, 0, 0];
    for (const point of line) {
      const interval = intervalOf(point);
      counts[interval]!++;
      expect(point.label).toBe(interval % 2);
      expect(Math.abs(point.y)).toBeLessThanOrEqual(0.06);
    }
    expect(counts).toEqual([400, 100, 50, 450]);
  });

  it('trap queries next to the boundary at 10% error where 5% is possible (WAAL, Fig. 1)', () => {
    let trapped = 0;
    const starts = 40;
    for (let start = 0; start < starts; start++) {
      // the figure's initial set: one label in each of the large outer intervals
      const labelled = [
        line.filter((point) => intervalOf(point) === 0)[start]!,
        line.filter((point) => intervalOf(point) === 3)[start]!,
      ];
      for (let query = 0; query < 40; query++) {
        const boundary = threshold(labelled);
        const asked = new Set(labelled);
        const nearest = (a: Point, b: Point): Point =>
          !asked.has(b) && Math.abs(b.x - boundary) < Math.abs(a.x - boundary) ? b : a;
        labelled.push(line.reduce(nearest, { x: Infinity, y: 0, label: 0 }));
      }
      const errors = line.filter(({ x, label }) => Number(x > threshold(labelled)) !== label).length;
      if (errors === 100 && !labelled.some((point) => intervalOf(point) === 1)) trapped++;
    }
    expect(trapped).toBeGreaterThan(0.9 * starts);
    // while a learner with labels of a tenth of the line finds the better boundary
    const best = line.filter(({ x, label }) => Number(x > threshold(line.slice(0, 100))) !== label).length;
    expect(best).toBe(50);
  });
});

/** The boundary with the fewest errors on the labelled points, in the middle of the widest gap where several have. */
function threshold(labelled: Point[]): number {
  const sorted = [...labelled].sort((a, b) => a.x - b.x);
  let best = { errors: Infinity, gap: 0, at: 0 };
  for (let i = 0; i + 1 < sorted.length; i++) {
    const errors = sorted.filter(({ label }, k) => Number(k > i) !== label).length;
    const gap = sorted[i + 1]!.x - sorted[i]!.x;
    if (errors < best.errors || (errors === best.errors && gap > best.gap))
      best = { errors, gap, at: (sorted[i]!.x + sorted[i + 1]!.x) / 2 };
  }
  return best.at;
}

/** Accuracy of the least-squares plane through ±1, by its normal equations. */
function linearAccuracy(all: Point[]): number {
  const rows = all.map(({ x, y, label }) => ({ f: [1, x, y], t: label ? 1 : -1 }));
  const a = [0, 1, 2].map((i) => [
    ...[0, 1, 2].map((j) => rows.reduce((sum, { f }) => sum + f[i]! * f[j]!, 0)),
    rows.reduce((sum, { f, t }) => sum + f[i]! * t, 0),
  ]);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      if (i === j) continue;
      const factor = a[j]![i]! / a[i]![i]!;
      for (let k = 0; k < 4; k++) a[j]![k]! -= factor * a[i]![k]!;
    }
  const w = [0, 1, 2].map((i) => a[i]![3]! / a[i]![i]!);
  return rows.filter(({ f, t }) => Math.sign(f.reduce((sum, v, i) => sum + v * w[i]!, 0)) === t).length / rows.length;
}

/** Leave-one-out accuracy of the nearest neighbour. */
function neighbourAccuracy(all: Point[]): number {
  let right = 0;
  for (const one of all) {
    let nearest = Infinity;
    let label = -1;
    for (const other of all) {
      const distance = (one.x - other.x) ** 2 + (one.y - other.y) ** 2;
      if (other !== one && distance < nearest) {
        nearest = distance;
        label = other.label;
      }
    }
    if (label === one.label) right++;
  }
  return right / all.length;
}
