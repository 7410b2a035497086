/** What follows a product where its result is written: bias and activation. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Constants } from './webgpu.ts';

export interface Finish {
  key: string;
  inputs: Record<string, TensorInfo>;
  constants: Constants;
  activation: 'linear' | 'relu' | 'leaky';
}

/** @param slope of the leaky ReLU below zero */
export function finishWith(bias: TensorInfo | undefined, activation: Finish['activation'], slope = 0): Finish {
  return {
    key: `${bias ? 'bias' : ''}-${activation}`,
    inputs: bias ? { bias } : {},
    constants: activation === 'leaky' ? { slope: { real: slope } } : {},
    activation,
  };
}

/** WGSL `fn finish(value, column)`, for one value or four side by side. */
export function epilogue(finish: Finish | undefined, wide: boolean): string {
  const type = wide ? 'vec4<f32>' : 'f32';
  const sum = finish?.inputs['bias'] ? `value + bias[column${wide ? ' / 4' : ''}]` : 'value';
  const zero = `${type}(0.0)`;
  const after = {
    linear: 'sum',
    relu: `max(sum, ${zero})`,
    leaky: `select(sum * uniforms.slope, sum, sum > ${zero})`,
  }[finish?.activation ?? 'linear'];
  return `fn finish(value: ${type}, column: i32) -> ${type} { let sum = ${sum}; return ${after}; }`;
}

/** The finish that a stock fused kernel's attributes ask for; undefined where it is not one of ours. */
export function finishFor(attrs: Record<string, unknown>, bias: TensorInfo | undefined): Finish | undefined {
  const activation = (attrs['activation'] as string | null | undefined) ?? 'linear';
  if (bias && (bias.shape.length > 1 || bias.dtype !== 'float32')) return undefined;
  if (activation === 'linear' || activation === 'relu') return finishWith(bias, activation);
  if (activation === 'leakyrelu') return finishWith(bias, 'leaky', attrs['leakyreluAlpha'] as number);
  return undefined;
}
