/** Bias and activation, applied when the result of a product is written. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Constants } from './stock-webgpu.ts';

export interface Epilogue {
  inputs: Record<string, TensorInfo>;
  /** `slope` of the activation below zero: 1 for linear, 0 for ReLU. */
  constants: Constants;
}

/** @param slope of the activation below zero */
export const biasAndSlope = (bias: TensorInfo | undefined, slope: number): Epilogue => ({
  inputs: bias ? { bias } : {},
  constants: { slope: { real: slope } },
});

/** The epilogue for the attributes of a stock fused kernel; undefined if unsupported. */
export function epilogueFor(attrs: Record<string, unknown>, bias: TensorInfo | undefined): Epilogue | undefined {
  if (bias && bias.shape.length > 1) return undefined;
  const slopes: Record<string, number> = { linear: 1, relu: 0, leakyrelu: attrs['leakyreluAlpha'] as number };
  const slope = slopes[(attrs['activation'] as string | null | undefined) ?? 'linear'];
  return slope === undefined ? undefined : biasAndSlope(bias, slope);
}

/** WGSL `fn finish(value, column)`, for one value or four adjacent ones. */
export function epilogueCode(finish: Epilogue | undefined, wide: boolean): string {
  const type = wide ? 'vec4<f32>' : 'f32';
  const sum = finish?.inputs['bias'] ? `value + bias[column${wide ? ' / 4' : ''}]` : 'value';
  const after = finish ? `select(sum * uniforms.slope, sum, sum > ${type}(0.0))` : 'sum';
  return `fn finish(value: ${type}, column: i32) -> ${type} { let sum = ${sum}; return ${after}; }`;
}
