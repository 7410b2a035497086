/** Kernels on WebGPU other than products, against plain loops in double precision. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';

type Values = ArrayLike<number>;

/** Between −1 and 1; `steps` of them differ, so that there are ties. */
const valuesOf = (count: number, salt: number, steps = 1e6): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.round(Math.sin(12.9898 * (i + 1) + salt) * steps) / steps);

const kernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: object = {}): tf.Tensor[] => {
  const results = tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap);
  return (Array.isArray(results) ? results : [results]) as tf.Tensor[];
};

/** Runs a kernel once and holds each of its results against the right values. */
async function agrees(name: string, inputs: Record<string, tf.Tensor>, attrs: object, right: Values[]): Promise<void> {
  const results = kernel(name, inputs, attrs);
  expect(results).toHaveLength(right.length);
  for (const [r, result] of results.entries()) {
    const values = await result.data();
    expect(values).toHaveLength(right[r]!.length);
    const scale = Array.from(right[r]!).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    values.forEach((value, i) => expect(Math.abs(value - right[r]![i]!) / scale, `${r}, ${i}`).toBeLessThan(1e-4));
  }
  tf.dispose([results, inputs]);
}

/** Max-pooling's gradient by its definition: each window's goes to the first place that holds its greatest value. */
function poolGradient(
  x: Values,
  shape: number[],
  size: number,
  stride: number,
  before: number,
  out: number[],
  dy: Values,
) {
  const [n, height, width, channels] = shape as [number, number, number, number];
  const dx = new Float64Array(x.length);
  const y = new Float32Array(dy.length);
  const places = new Int32Array(dy.length);
  let at = 0;
  for (let s = 0; s < n; s++)
    for (let oy = 0; oy < out[0]!; oy++)
      for (let ox = 0; ox < out[1]!; ox++)
        for (let c = 0; c < channels; c++, at++) {
          let place = -1;
          for (let fy = 0; fy < size; fy++)
            for (let fx = 0; fx < size; fx++) {
              const [row, column] = [oy * stride + fy - before, ox * stride + fx - before];
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              const from = ((s * height + row) * width + column) * channels + c;
              if (place < 0 || x[from]! > x[place]!) place = from;
            }
          y[at] = x[place]!;
          places[at] = place;
          dx[place]! += dy[at]!;
        }
  return { y, dx, places };
}

describe('kernels on WebGPU', { timeout: 300_000 }, () => {
  let held = 0;
  beforeAll(async () => {
    await chooseBackend('webgpu');
    held = tf.engine().backend.numDataIds();
  });
  afterAll(async () => {
    expect(tf.engine().backend.numDataIds(), 'what kernels put down on the way is given back').toBe(held);
    await chooseBackend('wasm');
  });

  const windows: [string, number[], number, number, 'valid' | number, number, [number, number]][] = [
    ['apart', [2, 5, 7, 3], 2, 2, 'valid', 0, [2, 3]],
    ['overlapping', [1, 6, 6, 4], 3, 2, 1, 1, [3, 3]],
  ];
  test.each(windows)(
    'of equal maxima of a window the first counts, and gets the gradient: windows %s',
    async (_, shape, size, stride, pad, before, out) => {
      const outShape = [shape[0]!, ...out, shape[3]!];
      const x = valuesOf(tf.util.sizeFromShape(shape), 1, 3);
      const dy = valuesOf(tf.util.sizeFromShape(outShape), 2);
      const right = poolGradient(x, shape, size, stride, before, out, dy);
      const inputs = {
        input: tf.tensor(x, shape),
        output: tf.tensor(right.y, outShape),
        dy: tf.tensor(dy, outShape),
      };
      const how = { filterSize: size, strides: stride, pad };
      await agrees('MaxPoolGrad', inputs, how, [right.dx]);
      const found = { ...how, includeBatchInIndex: true };
      await agrees('MaxPoolWithArgmax', { x: tf.tensor(x, shape) }, found, [right.y, right.places]);
    },
  );

  test.each([3, 4])('max-pooling by two with ReLU, and its gradient, with %i channels', async (channels) => {
    const shape = [2, 5, 4, channels];
    const x = valuesOf(2 * 5 * 4 * channels, 1, 1); // -1, 0 and 1: ties to every side
    const dy = valuesOf(2 * 2 * 2 * channels, 2);
    const pooled = poolGradient(x, shape, 2, 2, 0, [2, 2], dy);
    const y = pooled.y.map((value) => Math.max(value, 0));
    await agrees('PoolRelu', { x: tf.tensor(x, shape) }, {}, [y]);
    const gated = dy.map((value, i) => (y[i]! > 0 ? value : 0));
    const { dx } = poolGradient(x, shape, 2, 2, 0, [2, 2], gated);
    const inputs = {
      x: tf.tensor(x, shape),
      y: tf.tensor(y, [2, 2, 2, channels]),
      dy: tf.tensor(dy, [2, 2, 2, channels]),
    };
    await agrees('PoolReluGradient', inputs, {}, [dx]);
  });

  test.each([
    ['linear', (sum: number) => sum],
    ['relu', (sum: number) => Math.max(sum, 0)],
    ['leaky-relu', (sum: number) => (sum > 0 ? sum : 0.1 * sum)],
  ] as const)('a dense layer with %s', async (activation, f) => {
    const [x, weights, bias] = [valuesOf(5 * 6, 1), valuesOf(6 * 3, 2), valuesOf(3, 3)];
    const right = Array.from({ length: 15 }, (_, i) => {
      const [row, column] = [Math.floor(i / 3), i % 3];
      return f([0, 1, 2, 3, 4, 5].reduce((sum, k) => sum + x[row * 6 + k]! * weights[k * 3 + column]!, bias[column]!));
    });
    const inputs = { x: tf.tensor2d(x, [5, 6]), weights: tf.tensor2d(weights, [6, 3]), bias: tf.tensor1d(bias) };
    await agrees('Dense', inputs, { activation, slope: 0.1 }, [right]);
  });

  test.each([7, 12])('the mask of a ReLU over %i values', async (count) => {
    const [dy, y] = [valuesOf(count, 1), valuesOf(count, 2, 1)];
    const inputs = () => ({ dy: tf.tensor1d(dy), y: tf.tensor1d(y) });
    await agrees('ReluMask', inputs(), {}, [dy.map((value, i) => (y[i]! > 0 ? value : 0))]);
    await agrees('ReluMask', inputs(), { slope: 0.2 }, [dy.map((value, i) => (y[i]! > 0 ? value : 0.2 * value))]);
  });

  test.each([1, 700])('sums over all axes but the last, of %i rows', async (rows) => {
    const x = valuesOf(rows * 5, 1);
    const right = [0, 1, 2, 3, 4].map((c) => x.reduce((sum, value, i) => sum + (i % 5 === c ? value : 0), 0));
    await agrees('ChannelSum', { x: tf.tensor3d(x, [rows, 1, 5]) }, {}, [right]);
  });

  test('cross-entropy and its gradient, also for large logits', async () => {
    const [n, classes] = [150, 3];
    const z = valuesOf(n * classes, 1).map((value) => 90 * value);
    const t = Float32Array.from({ length: n * classes }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 0.75 : 0.125));
    const gradient = new Float64Array(n * classes);
    let loss = 0;
    for (let row = 0; row < n; row++) {
      const own = Array.from(z.subarray(3 * row, 3 * row + 3));
      const greatest = Math.max(...own);
      const logSum = greatest + Math.log(own.reduce((sum, value) => sum + Math.exp(value - greatest), 0));
      own.forEach((value, c) => {
        loss -= (t[3 * row + c]! * (value - logSum)) / n;
        gradient[3 * row + c] = (Math.exp(value - logSum) - t[3 * row + c]!) / n;
      });
    }
    const inputs = { logits: tf.tensor2d(z, [n, classes]), targets: tf.tensor2d(t, [n, classes]) };
    await agrees('CrossEntropy', inputs, {}, [[loss], gradient]);
  });

  test('integers cast to float32 keep their values', async () => {
    const right = [0, 1, 0, 1, 1];
    const dy = tf.tidy(() => tf.cast(tf.tensor1d(right, 'int32'), 'float32'));
    await agrees('ReluMask', { dy, y: tf.ones([5]) }, {}, [right]);
  });

  test('batch normalisation and its gradient with a large mean', async () => {
    const [rows, channels, epsilon] = [150, 3, 1e-3];
    const x = valuesOf(rows * channels, 1).map((value, i) => value + [0, 500, -3][i % 3]!);
    const [gamma, beta, dy] = [valuesOf(3, 2), valuesOf(3, 3), valuesOf(rows * channels, 4)];
    const over = (value: (i: number) => number) =>
      [0, 1, 2].map((c) => Array.from({ length: rows }, (_, r) => value(r * 3 + c)).reduce((a, b) => a + b, 0));
    const mean = over((i) => x[i]! / rows);
    const variance = over((i) => (x[i]! - mean[i % 3]!) ** 2 / rows);
    const scale = variance.map((value) => 1 / Math.sqrt(value + epsilon));
    const normal = (i: number) => (x[i]! - mean[i % 3]!) * scale[i % 3]!;
    const y = Array.from(x, (_, i) => normal(i) * gamma[i % 3]! + beta[i % 3]!);
    const dgamma = over((i) => dy[i]! * normal(i));
    const dbeta = over((i) => dy[i]!);
    const dx = Array.from(dy, (value, i) => {
      const c = i % 3;
      return gamma[c]! * scale[c]! * (value - (dbeta[c]! + normal(i) * dgamma[c]!) / rows);
    });
    const image = (values: Values) => tf.tensor4d(Float32Array.from(values), [3, 10, 5, 3]);
    const vector = (values: Values) => tf.tensor1d(Float32Array.from(values));
    const inputs = { x: image(x), gamma: vector(gamma), beta: vector(beta) };
    await agrees('BatchNormTraining', inputs, { epsilon }, [y, mean, variance]);
    const known = { x: image(x), gamma: vector(gamma), mean: vector(mean), variance: vector(variance), dy: image(dy) };
    await agrees('BatchNormTrainingGradient', known, { epsilon }, [dx, dgamma, dbeta]);
  });

  test.each([5, 8])('steps of Adam and of momentum over %i weights', async (count) => {
    const [w, g, m, u] = [valuesOf(count, 1), valuesOf(count, 2), valuesOf(count, 3), valuesOf(count, 4)];
    const v = valuesOf(count, 5).map((value) => value * value);
    const vector = (values: Values) => tf.tensor1d(Float32Array.from(values));
    const at = { alpha: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 };
    const mean = m.map((value, i) => 0.8 * value + 0.2 * g[i]!);
    const square = v.map((value, i) => 0.95 * value + 0.05 * g[i]! ** 2);
    const changed = w.map((value, i) => value - (0.01 * mean[i]!) / (Math.sqrt(square[i]!) + 1e-3));
    const inputs = { weights: vector(w), gradient: vector(g), m: vector(m), v: vector(v) };
    await agrees('AdamStep', inputs, at, [changed, mean, square]);
    const velocity = u.map((value, i) => 0.9 * value + g[i]!);
    const moved = w.map((value, i) => value - 0.1 * velocity[i]!);
    const state = { weights: vector(w), gradient: vector(g), velocity: vector(u) };
    await agrees('MomentumStep', state, { rate: 0.1, momentum: 0.9 }, [moved, velocity]);
  });
});
