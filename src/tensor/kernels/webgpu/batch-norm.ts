/** Batch normalisation in training: by the mean and variance of the batch. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { partialSums, sumPartials } from './column-sums.ts';
import { forEach, register, release, sizeOf } from './stock-webgpu.ts';

/**
 * x `[…, channels]`, gamma and beta `[channels]` → (x − mean) / √(variance + epsilon) · gamma + beta, and the mean and the
 * (biased) variance of each channel over all other axes, both `[channels]`. Ioffe and Szegedy 2015, Algorithm 1.
 */
register('BatchNormTraining', ({ backend, inputs, attrs }) => {
  const { x, gamma, beta } = inputs as { x: TensorInfo; gamma: TensorInfo; beta: TensorInfo };
  const channels = x.shape.at(-1)!;
  const count = sizeOf(x.shape);
  const rows = count / channels;
  // sums of differences to the first row, since a large mean would cancel the variance
  const parts = partialSums(backend, {
    key: 'differences',
    inputs: { x },
    terms: ['x[i] - x[c]', '(x[i] - x[c]) * (x[i] - x[c])'],
    rows,
    channels,
  });
  const share = { share: { real: 1 / rows } };
  const mean = sumPartials(backend, parts, {
    key: 'shifted-mean',
    value: 'x[i] + sum0 * uniforms.share',
    inputs: { x },
    constants: share,
  });
  const variance = sumPartials(backend, parts, {
    key: 'variance',
    value: 'max(sum1 * uniforms.share - (sum0 * uniforms.share) * (sum0 * uniforms.share), 0.0)',
    constants: share,
  });
  release(backend, parts);
  const y = forEach(backend, count, {
    key: 'batch-norm',
    inputs: { x, gamma, beta, mean, variance },
    constants: { channels, epsilon: { real: attrs['epsilon'] as number } },
    shape: x.shape,
    body: `
      let c = i % uniforms.channels;
      result[i] = (x[i] - mean[c]) * inverseSqrt(variance[c] + uniforms.epsilon) * gamma[c] + beta[c];`,
  });
  return [y, mean, variance];
});

/** dy, with the inputs and outputs of the kernel above → the gradients with respect to x, gamma and beta. */
register('BatchNormTrainingGradient', ({ backend, inputs, attrs }) => {
  const { x, gamma, mean, variance, dy } = inputs as Record<'x' | 'gamma' | 'mean' | 'variance' | 'dy', TensorInfo>;
  const channels = x.shape.at(-1)!;
  const count = sizeOf(x.shape);
  const rows = count / channels;
  const epsilon = { epsilon: { real: attrs['epsilon'] as number } };
  const normal = '(x[i] - mean[c]) * inverseSqrt(variance[c] + uniforms.epsilon)';
  const parts = partialSums(backend, {
    key: 'batch-norm-gradient',
    inputs: { x, mean, variance, dy },
    terms: [`dy[i] * ${normal}`, 'dy[i]'],
    rows,
    channels,
    constants: epsilon,
  });
  const dgamma = sumPartials(backend, parts, { key: 'first', value: 'sum0' });
  const dbeta = sumPartials(backend, parts, { key: 'second', value: 'sum1' });
  release(backend, parts);
  const dx = forEach(backend, count, {
    key: 'batch-norm-dx',
    inputs: { x, gamma, mean, variance, dy, dgamma, dbeta },
    constants: { channels, share: { real: 1 / rows }, ...epsilon },
    shape: x.shape,
    body: `
      let c = i % uniforms.channels;
      let through = dy[i] - (dbeta[c] + ${normal} * dgamma[c]) * uniforms.share;
      result[i] = through * gamma[c] * inverseSqrt(variance[c] + uniforms.epsilon);`,
  });
  return [dx, dgamma, dbeta];
});
