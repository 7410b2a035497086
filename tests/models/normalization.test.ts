import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import type { Mode } from '../../src/models/model.ts';
import {
  normalized,
  normalizedConvolution,
  normalizedDeconvolution,
  normalizedDense,
} from '../../src/models/parts/normalization.ts';
import { Weights, type BatchNormWeights } from '../../src/models/parts/weights.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { convolution, deconvolution, dense } from '../../src/tensor/layers.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const training: Mode = { training: true, rng: new Rng(1) };
const inference: Mode = { training: false };

const waves = <R extends tf.Rank>(shape: tf.ShapeMap[R], phase = 0): tf.Tensor<R> =>
  tf.tensor<R>(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.7 * i + phase) + 0.1),
    shape,
  );

function withWeights(work: (weights: Weights) => void): void {
  const weights = new Weights(new Rng(1));
  tf.tidy(() => work(weights));
  weights.dispose();
}

const expectClose = (a: tf.Tensor, b: tf.Tensor) => {
  expect(a.shape).toEqual(b.shape);
  const expected = b.dataSync();
  a.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
};

test('running statistics move by a tenth towards mean and unbiased variance of each batch, in training only', () => {
  withWeights((weights) => {
    const norm = weights.batchNorm(1);
    const x = tf.tensor2d([1, 2, 6], [3, 1]); // mean 3, variance 14 / 2 = 7
    normalized(x, norm, training);
    expect(norm.mean.dataSync()[0]).toBeCloseTo(0.3, 6);
    expect(norm.variance.dataSync()[0]).toBeCloseTo(0.9 + 0.7, 6);
    normalized(x, norm, training);
    expect(norm.mean.dataSync()[0]).toBeCloseTo(0.57, 6);
    normalized(x, norm, inference);
    normalized(x, norm, { training: false, dropout: new Rng(1) });
    expect(norm.mean.dataSync()[0]).toBeCloseTo(0.57, 6);
    expect(weights.variables).toEqual([norm.gamma, norm.beta]);
    expect(weights.state).toEqual([norm.mean, norm.variance]);
  });
});

test('training passes leak no tensor, also within a gradient, and a batch of one stays finite', () => {
  withWeights((weights) => {
    const norm = weights.batchNorm(2);
    const filter = weights.filter({ size: 3, from: 1, to: 2 }, 'he');
    const x = waves<tf.Rank.R4>([1, 4, 4, 1]);
    const before = tf.memory().numTensors;
    const { value, grads } = tf.variableGrads(
      () => tf.mean<tf.Scalar>(tf.square(normalizedConvolution(x, { filter, norm, activation: 'relu' }, training))),
      [filter, norm.gamma, norm.beta] as tf.Variable[],
    );
    tf.dispose([value, grads]);
    expect(tf.memory().numTensors).toBe(before);
    normalized(tf.tensor2d([1, 2], [1, 2]), norm, training);
    expect(norm.variance.dataSync().every(Number.isFinite)).toBe(true);
  });
});

describe('in inference the folded layer equals the layer followed by batch norm', () => {
  /** (y − mean) / √(variance + ε) · gamma + beta with statistics that are none of the first ones, then ReLU. */
  const byFormula = (y: tf.Tensor, { gamma, beta, mean, variance }: BatchNormWeights) =>
    tf.relu(tf.add(tf.mul(tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, 1e-5))), gamma), beta));
  const worn = (weights: Weights, channels: number): BatchNormWeights => {
    const norm = weights.batchNorm(channels);
    norm.gamma.assign(tf.add(1.5, waves<tf.Rank.R1>([channels])));
    norm.beta.assign(waves<tf.Rank.R1>([channels], 1));
    norm.mean.assign(waves<tf.Rank.R1>([channels], 2));
    norm.variance.assign(tf.add(1.2, waves<tf.Rank.R1>([channels], 3)));
    return norm;
  };
  const zeros = (size: number) => tf.zeros<tf.Rank.R1>([size]);

  test('dense', () => {
    withWeights((weights) => {
      const norm = worn(weights, 3);
      const matrix = weights.matrix(5, 3, 'he');
      const x = waves<tf.Rank.R2>([4, 5]);
      expectClose(
        normalizedDense(x, { weights: matrix, norm, activation: 'relu' }, inference),
        byFormula(dense(x, matrix, zeros(3), 'linear'), norm),
      );
    });
  });

  test('convolution', () => {
    withWeights((weights) => {
      const norm = worn(weights, 3);
      const filter = weights.filter({ size: 3, from: 2, to: 3 }, 'he');
      const x = waves<tf.Rank.R4>([2, 5, 6, 2]);
      expectClose(
        normalizedConvolution(x, { filter, norm, activation: 'relu', strides: 2, pad: 'valid' }, inference),
        byFormula(convolution(x, filter, zeros(3), 'linear', 2, 'valid'), norm),
      );
    });
  });

  test('transposed convolution', () => {
    withWeights((weights) => {
      const norm = worn(weights, 3);
      const filter = weights.deconvolutionFilter({ size: 5, from: 2, to: 3 }, 'he');
      const x = waves<tf.Rank.R4>([2, 4, 4, 2]);
      expectClose(
        normalizedDeconvolution(x, { filter, norm, activation: 'relu', size: [7, 8] }, inference),
        byFormula(deconvolution(x, filter, zeros(3), 'linear', 2, 'same', [7, 8]), norm),
      );
    });
  });
});
