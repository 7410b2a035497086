/** Optimiser steps on WASM: one pass over the weights and the method's values, all changed in place. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import { JobKind, runJob, float32 } from '../../native/job.ts';
import { pointerOf, register } from './stock-wasm.ts';

const VALUES_PER_TASK = 16384;
const countOf = (tensor: TensorInfo): number => util.sizeFromShape(tensor.shape);

/**
 * w ← w − α m / (√v + ε) with m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g². Inputs weights, gradient, m, v; attributes
 * alpha, beta1, beta2, epsilon, the bias corrections already in alpha and epsilon.
 */
register('AdamStep', ({ backend, inputs, attrs }) => {
  const count = countOf(inputs['weights']!);
  const pointers = ['weights', 'gradient', 'm', 'v'].map((name) => pointerOf(backend, inputs[name]!));
  const rates = ['alpha', 'beta1', 'beta2', 'epsilon'].map((name) => float32(attrs[name] as number));
  runJob(JobKind.adam, Math.ceil(count / VALUES_PER_TASK), [count, ...pointers, ...rates], count);
  return [];
});

/** u ← µ u + g, w ← w − rate · u. Inputs weights, gradient, velocity; attributes rate, momentum. */
register('MomentumStep', ({ backend, inputs, attrs }) => {
  const count = countOf(inputs['weights']!);
  const pointers = ['weights', 'gradient', 'velocity'].map((name) => pointerOf(backend, inputs[name]!));
  const rates = ['rate', 'momentum'].map((name) => float32(attrs[name] as number));
  runJob(JobKind.momentum, Math.ceil(count / VALUES_PER_TASK), [count, ...pointers, ...rates], count);
  return [];
});
