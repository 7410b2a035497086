/**
 * Steps of Adam and of SGD with momentum, one pass per result. The results are new tensors, since a variable may share its
 * buffer with clones that must not change.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { forEach, register, sizeOf, type Program } from './stock-webgpu.ts';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** One invocation per value, or per four values if their number is a multiple of four. */
function forAll(
  backend: WebGPUBackend,
  size: number,
  program: Pick<Program, 'key' | 'inputs' | 'constants' | 'shape'> & { body: string },
): TensorInfo {
  const wide = size % 4 === 0;
  return forEach(backend, wide ? size / 4 : size, {
    ...program,
    wide: wide ? [...Object.keys(program.inputs), 'result'] : [],
  });
}

/**
 * weights, gradient, and the means m of the gradients and v of their squares so far, all of one shape → the new weights
 * w − alpha · m / (√v + epsilon), the new m and the new v. Kingma and Ba 2015, Algorithm 1.
 */
register('AdamStep', ({ backend, inputs, attrs }) => {
  const { weights, gradient, m, v } = inputs as Record<'weights' | 'gradient' | 'm' | 'v', TensorInfo>;
  const { alpha, beta1, beta2, epsilon } = attrs as Record<'alpha' | 'beta1' | 'beta2' | 'epsilon', number>;
  const size = sizeOf(weights.shape);
  const shape = weights.shape;
  const share = (beta: number) => ({ beta: { real: beta }, rest: { real: 1 - beta } });
  const mean = forAll(backend, size, {
    key: 'adam-mean',
    inputs: { gradient, m },
    constants: share(beta1),
    shape,
    body: 'result[i] = uniforms.beta * m[i] + uniforms.rest * gradient[i];',
  });
  const square = forAll(backend, size, {
    key: 'adam-square',
    inputs: { gradient, v },
    constants: share(beta2),
    shape,
    body: 'result[i] = uniforms.beta * v[i] + uniforms.rest * gradient[i] * gradient[i];',
  });
  const changed = forAll(backend, size, {
    key: 'adam-weights',
    inputs: { weights, m: mean, v: square },
    constants: { alpha: { real: alpha }, epsilon: { real: epsilon } },
    shape,
    body: 'result[i] = weights[i] - uniforms.alpha * m[i] / (sqrt(v[i]) + uniforms.epsilon);',
  });
  return [changed, mean, square];
});

/** weights, gradient and velocity of one shape → w − rate · v and v = momentum · velocity + gradient. */
register('MomentumStep', ({ backend, inputs, attrs }) => {
  const { weights, gradient, velocity } = inputs as Record<'weights' | 'gradient' | 'velocity', TensorInfo>;
  const { rate, momentum } = attrs as Record<'rate' | 'momentum', number>;
  const size = sizeOf(weights.shape);
  const after = forAll(backend, size, {
    key: 'momentum-velocity',
    inputs: { gradient, velocity },
    constants: { momentum: { real: momentum } },
    shape: weights.shape,
    body: 'result[i] = uniforms.momentum * velocity[i] + gradient[i];',
  });
  const changed = forAll(backend, size, {
    key: 'momentum-weights',
    inputs: { weights, velocity: after },
    constants: { rate: { real: rate } },
    shape: weights.shape,
    body: 'result[i] = weights[i] - uniforms.rate * velocity[i];',
  });
  return [changed, after];
});
