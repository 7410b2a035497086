/** The layers by their definitions: one loop for each index, in double precision. */
import {
  add,
  constant,
  div,
  dot,
  exp,
  greatest,
  leaky,
  log,
  mul,
  type Scalar,
  scaled,
  sqrt,
  sub,
  sum,
} from './scalar.ts';
import { at, atOrZero, ndArray, map, mean, reduce, zip, type NdArray } from './nd-array.ts';

type Pad = 'same' | 'valid';
type Activation = 'linear' | 'relu' | 'leaky-relu';

export const activated = (x: NdArray, activation: Activation): NdArray =>
  activation === 'linear' ? x : map(x, (value) => leaky(value, activation === 'relu' ? 0 : 0.2));

/** Rows of a times columns of b, either transposed. */
export function product(a: NdArray, b: NdArray, turnA = false, turnB = false): NdArray {
  const rows = a.shape[turnA ? 1 : 0]!;
  const inner = a.shape[turnA ? 0 : 1]!;
  const columns = b.shape[turnB ? 0 : 1]!;
  const along = Array.from({ length: inner }, (_, k) => k);
  return ndArray([rows, columns], ([r, c]) =>
    dot(
      along.map((k) => at(a, turnA ? [k, r!] : [r!, k])),
      along.map((k) => at(b, turnB ? [c!, k] : [k, c!])),
    ),
  );
}

export const dense = (x: NdArray, weights: NdArray, bias: NdArray, activation: Activation): NdArray =>
  activated(zip(product(x, weights), bias, add), activation);

/** Number of window positions along one side, and the padding before the first. */
export function windows(side: number, size: number, stride: number, pad: Pad): { count: number; before: number } {
  if (pad === 'valid') return { count: Math.floor((side - size) / stride) + 1, before: 0 };
  const count = Math.ceil(side / stride);
  return { count, before: Math.floor(Math.max(0, (count - 1) * stride + size - side) / 2) };
}

/** All (fy, fx) of a window. */
const places = (height: number, width: number): [number, number][] =>
  Array.from({ length: height * width }, (_, i) => [Math.floor(i / width), i % width]);

export function convolution(x: NdArray, filter: NdArray, stride: number, pad: Pad): NdArray {
  const [n, height, width, from] = x.shape as [number, number, number, number];
  const [filterHeight, filterWidth, , to] = filter.shape as [number, number, number, number];
  const down = windows(height, filterHeight, stride, pad);
  const across = windows(width, filterWidth, stride, pad);
  const seen = places(filterHeight, filterWidth).flatMap(([fy, fx]) =>
    Array.from({ length: from }, (_, i) => [fy, fx, i] as const),
  );
  return ndArray([n, down.count, across.count, to], ([sample, oy, ox, o]) => {
    const row = (fy: number) => oy! * stride + fy - down.before;
    const column = (fx: number) => ox! * stride + fx - across.before;
    const inside = seen.filter(([fy, fx]) => row(fy) >= 0 && row(fy) < height && column(fx) >= 0 && column(fx) < width);
    return dot(
      inside.map(([fy, fx, i]) => at(x, [sample!, row(fy), column(fx), i])),
      inside.map(([fy, fx, i]) => at(filter, [fy, fx, i, o!])),
    );
  });
}

/** Each value of x times the filter, added to a window of the output; positions outside are dropped. */
export function deconvolution(x: NdArray, filter: NdArray, stride: number, pad: Pad, size: [number, number]): NdArray {
  const [n, height, width, from] = x.shape as [number, number, number, number];
  const [filterHeight, filterWidth, to] = filter.shape as [number, number, number, number];
  const top = windows(size[0], filterHeight, stride, pad).before;
  const left = windows(size[1], filterWidth, stride, pad).before;
  const shape = [n, ...size, to];
  const terms = new Map<string, [Scalar, Scalar][]>();
  for (let sample = 0; sample < n; sample++)
    for (let y = 0; y < height; y++)
      for (let column = 0; column < width; column++)
        for (const [fy, fx] of places(filterHeight, filterWidth)) {
          const target = [sample, y * stride + fy - top, column * stride + fx - left];
          for (let o = 0; o < to; o++) {
            const key = [...target, o].join();
            if (!terms.has(key)) terms.set(key, []);
            for (let i = 0; i < from; i++)
              terms.get(key)!.push([at(x, [sample, y, column, i]), at(filter, [fy, fx, o, i])]);
          }
        }
  return ndArray(shape, (index) => {
    const pairs = terms.get(index.join()) ?? [];
    return dot(
      pairs.map(([a]) => a),
      pairs.map(([, b]) => b),
    );
  });
}

/** Each window of x, `[n, height, width, channels]`, reduced to one value. */
export function pool(x: NdArray, size: number, stride: number, pad: Pad, f: (values: Scalar[]) => Scalar): NdArray {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const down = windows(height, size, stride, pad);
  const across = windows(width, size, stride, pad);
  return ndArray([n, down.count, across.count, channels], ([sample, oy, ox, c]) =>
    f(
      places(size, size)
        .map(([fy, fx]) => [oy! * stride + fy - down.before, ox! * stride + fx - across.before] as const)
        .filter(([y, column]) => y >= 0 && y < height && column >= 0 && column < width)
        .map(([y, column]) => at(x, [sample!, y, column, c!])),
    ),
  );
}

const square = (x: Scalar) => mul(x, x);
const variance = (values: Scalar[], centre: Scalar) => mean(values.map((x) => square(sub(x, centre))));

/** (x − mean) / √(variance + ε) · gamma + beta, channels last. */
export function normalized(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  means: NdArray,
  variances: NdArray,
  epsilon: number,
): NdArray {
  const deviation = map(variances, (v) => sqrt(add(v, constant(epsilon))));
  return zip(zip(zip(zip(x, means, sub), deviation, div), gamma, mul), beta, add);
}

/** Mean and variance of each channel. */
export function statistics(x: NdArray): { means: NdArray; variances: NdArray } {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  return { means: reduce(x, axes, mean), variances: reduce(x, axes, (values) => variance(values, mean(values))) };
}

export function layerNorm(x: NdArray, gamma: NdArray, beta: NdArray, epsilon: number): NdArray {
  const axes = x.shape.slice(1).map((_, axis) => axis + 1);
  const wide = (field: NdArray): NdArray => ({ ...field, shape: x.shape.map((side, axis) => (axis === 0 ? side : 1)) });
  const means = wide(reduce(x, axes, mean));
  const variances = wide(reduce(x, axes, (values) => variance(values, mean(values))));
  return normalized(x, gamma, beta, means, variances, epsilon);
}

/** ln Σ exp without overflow. */
export function logSumExp(values: Scalar[]): Scalar {
  const most = constant(greatest(values).value);
  return add(most, log(sum(values.map((x) => exp(sub(x, most))))));
}

/** Along the last of two axes. */
export function logSoftmax(x: NdArray): NdArray {
  const totals = reduce(x, [1], logSumExp);
  return ndArray(x.shape, (index) => sub(at(x, index), at(totals, [index[0]!])));
}

export const crossEntropy = (logits: NdArray, targets: NdArray): NdArray => ({
  shape: [],
  values: [scaled(sum(zip(logSoftmax(logits), targets, mul).values), -1 / logits.shape[0]!)],
});

/** Bilinear interpolation of x at points given by a map for each image, coordinates clamped to the edge. */
export function transformed(x: NdArray, maps: number[][]): NdArray {
  const [, height, width] = x.shape as [number, number, number];
  return ndArray(x.shape, ([n, row, column, c]) => {
    const [a, b, dx, d, e, dy] = maps[n!]! as [number, number, number, number, number, number];
    const px = Math.min(width - 1, Math.max(0, a * column! + b * row! + dx));
    const py = Math.min(height - 1, Math.max(0, d * column! + e * row! + dy));
    const [left, top] = [Math.floor(px), Math.floor(py)];
    const value = (y: number, w: number, share: number) => scaled(atOrZero(x, [n!, y, w, c!]), share);
    return sum([
      value(top, left, (top + 1 - py) * (left + 1 - px)),
      value(top, left + 1, (top + 1 - py) * (px - left)),
      value(top + 1, left, (py - top) * (left + 1 - px)),
      value(top + 1, left + 1, (py - top) * (px - left)),
    ]);
  });
}
