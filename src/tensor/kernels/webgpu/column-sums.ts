/** Sums over all axes but the last, in two passes with a fixed order. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { forEach, type Constants } from './stock-webgpu.ts';

export interface ColumnTerms {
  key: string;
  inputs: Record<string, TensorInfo>;
  /** WGSL of the terms that value `i` adds, one per sum; `c` is its channel. */
  terms: readonly string[];
  rows: number;
  channels: number;
  constants?: Constants;
}

/** Largest number of rows summed in one pass. */
const SHORT = 128;

/** Sums of blocks of rows, `[blocks, terms, channels]`, which `totalOf` adds. */
export function partialSums(backend: WebGPUBackend, sums: ColumnTerms): TensorInfo {
  const { rows, channels, terms } = sums;
  const stretches = rows <= SHORT ? 1 : Math.ceil(Math.sqrt(rows));
  const lanes = [0, 1, 2, 3]; // four independent sums, so that reads need not wait for additions
  const add = (lane: number) => terms.map((term, t) => `sum${t}[${lane}] += ${term};`).join(' ');
  return forEach(backend, stretches * channels, {
    key: `column-sums-${sums.key}`,
    inputs: sums.inputs,
    constants: { rows, channels, stretch: Math.ceil(rows / stretches), ...sums.constants },
    shape: [stretches, terms.length, channels],
    body: `
      let c = i % uniforms.channels;
      let stretch = i / uniforms.channels;
      let end = min(uniforms.rows, (stretch + 1) * uniforms.stretch) * uniforms.channels;
      ${terms.map((_, t) => `var sum${t} = vec4<f32>(0.0);`).join(' ')}
      for (var start = stretch * uniforms.stretch * uniforms.channels + c; start < end; start += 4 * uniforms.channels) {
        ${lanes.map((lane) => `{ let i = start + ${lane} * uniforms.channels; if (i < end) { ${add(lane)} } }`).join('\n')}
      }
      ${terms
        .map((_, t) => {
          const at = `(stretch * ${terms.length} + ${t}) * uniforms.channels + c`;
          return `result[${at}] = (sum${t}.x + sum${t}.y) + (sum${t}.z + sum${t}.w);`;
        })
        .join('\n')}`,
  });
}

/**
 * A value per channel from the sums: WGSL of `sum0`, `sum1`, … and the channel `i`.
 * @param parts result of `partialSums`; the caller disposes of it
 */
export function sumPartials(
  backend: WebGPUBackend,
  parts: TensorInfo,
  result: { key: string; value: string; inputs?: Record<string, TensorInfo>; constants?: Constants },
): TensorInfo {
  const [stretches, terms, channels] = parts.shape as [number, number, number];
  const each = (text: (t: number) => string) => Array.from({ length: terms }, (_, t) => text(t)).join('\n');
  return forEach(backend, channels, {
    key: `total-${terms}-${result.key}`,
    inputs: { parts, ...result.inputs },
    constants: { stretches, ...result.constants },
    shape: [channels],
    body: `
      ${each((t) => `var sum${t} = 0.0;`)}
      for (var stretch = 0; stretch < uniforms.stretches; stretch++) {
        ${each((t) => `sum${t} += parts[(stretch * ${terms} + ${t}) * uniforms.count + i];`)}
      }
      result[i] = ${result.value};`,
  });
}
