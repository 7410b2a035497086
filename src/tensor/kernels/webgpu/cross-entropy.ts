/** Softmax, cross-entropy and its gradient. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { partialSums, sumPartials } from './column-sums.ts';
import { forEach, register, release } from './stock-webgpu.ts';

/**
 * logits `[n, classes]`, targets `[n, classes]` (rows of probabilities) → the mean cross-entropy, a scalar, and its
 * gradient by the logits, (softmax − targets) / n.
 */
register('CrossEntropy', ({ backend, inputs }) => {
  const { logits, targets } = inputs as { logits: TensorInfo; targets: TensorInfo };
  const [n, classes] = logits.shape as [number, number];
  // loss and log-sum-exp per sample
  const rows = forEach(backend, n, {
    key: 'cross-entropy-rows',
    inputs: { logits, targets },
    constants: { classes },
    shape: [n, 2],
    body: `
      let start = i * uniforms.classes;
      var greatest = logits[start];
      for (var c = 1; c < uniforms.classes; c++) { greatest = max(greatest, logits[start + c]); }
      var sum = 0.0;
      for (var c = 0; c < uniforms.classes; c++) { sum += exp(logits[start + c] - greatest); }
      let logSum = log(sum);
      var loss = 0.0;
      for (var c = 0; c < uniforms.classes; c++) {
        loss -= targets[start + c] * (logits[start + c] - greatest - logSum);
      }
      result[2 * i] = loss;
      result[2 * i + 1] = greatest + logSum;`,
  });
  const gradient = forEach(backend, n * classes, {
    key: 'cross-entropy-gradient',
    inputs: { logits, targets, rows },
    constants: { classes, share: { real: 1 / n } },
    shape: logits.shape,
    body: 'result[i] = (exp(logits[i] - rows[2 * (i / uniforms.classes) + 1]) - targets[i]) * uniforms.share;',
  });
  const parts = partialSums(backend, { key: 'losses', inputs: { rows }, terms: ['rows[2 * i]'], rows: n, channels: 1 });
  const mean = sumPartials(backend, parts, {
    key: 'mean',
    value: 'sum0 * uniforms.share',
    constants: { share: { real: 1 / n } },
  });
  release(backend, rows, parts);
  return [{ ...mean, shape: [] }, gradient];
});
