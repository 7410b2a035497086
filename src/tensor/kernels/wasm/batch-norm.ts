/** Batch normalisation in training on WASM: sums by channel in double precision, then one pass over the values. */
import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { JobKind, runJob } from '../../native/job.ts';
import { heapView, pointerOf, register } from './stock-wasm.ts';

/** As in native/assembly/channels.ts. */
const AFFINE_ROWS = 64;

interface ChannelRows {
  backend: BackendWasm;
  rows: number;
  channels: number;
}

function rowsOf(backend: BackendWasm, x: TensorInfo): ChannelRows {
  const channels = x.shape.at(-1)!;
  return { backend, rows: util.sizeFromShape(x.shape) / channels, channels };
}

/** By channel Σ x, or Σ (x − centre) · z, or Σ (x − centre)² where z is x. */
function channelSums(
  { backend, rows, channels }: ChannelRows,
  x: TensorInfo,
  z?: TensorInfo,
  centre?: TensorInfo,
): TensorInfo {
  const out = backend.makeOutput([channels], 'float32');
  const pointers = [x, out].map((one) => pointerOf(backend, one));
  const further = [z, centre].map((one) => (one ? pointerOf(backend, one) : 0));
  runJob(JobKind.channelSums, Math.ceil(channels / 32), [rows, channels, ...pointers, ...further], rows * channels);
  return out;
}

/** a · x + b · z + c per channel. @param factors a, b and c; released by the caller */
function affine(
  { backend, rows, channels }: ChannelRows,
  x: TensorInfo,
  z: TensorInfo | undefined,
  factors: Float32Array[],
) {
  const held = factors.map((values) => {
    const tensor = backend.makeOutput([channels], 'float32');
    heapView(backend, tensor).set(values);
    return tensor;
  });
  const out = backend.makeOutput(x.shape, 'float32');
  const [a, b, c] = held.map((one) => pointerOf(backend, one)) as [number, number, number];
  const beside = z ? pointerOf(backend, z) : 0;
  const parameters = [rows, channels, pointerOf(backend, x), beside, a, b, c, pointerOf(backend, out)];
  runJob(JobKind.affine, Math.ceil(rows / AFFINE_ROWS), parameters, rows * channels);
  for (const { dataId } of held) backend.disposeData(dataId);
  return out;
}

const valuesOf = (backend: BackendWasm, tensor: TensorInfo): Float32Array => heapView(backend, tensor).slice();

/** x `[…, channels]`, gamma, beta `[channels]` → y, and mean and variance `[channels]`. Attribute epsilon. */
register('BatchNormTraining', ({ backend, inputs, attrs }) => {
  const x = inputs['x']!;
  const all = rowsOf(backend, x);
  const mean = channelSums(all, x);
  const means = heapView(backend, mean);
  for (let c = 0; c < all.channels; c++) means[c]! /= all.rows;
  const variance = channelSums(all, x, x, mean);
  const variances = heapView(backend, variance);
  for (let c = 0; c < all.channels; c++) variances[c]! /= all.rows;
  const [gamma, beta, mu, sigma2] = [inputs['gamma']!, inputs['beta']!, mean, variance].map((one) =>
    valuesOf(backend, one),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const scale = gamma.map((value, c) => value / Math.sqrt(sigma2[c]! + (attrs['epsilon'] as number)));
  const shift = beta.map((value, c) => value - mu[c]! * scale[c]!);
  return [affine(all, x, undefined, [scale, new Float32Array(all.channels), shift]), mean, variance];
});

/**
 * x, gamma, mean, variance as above, dy → dx, dγ, dβ:
 * dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)), dγ = Σ dy · x̂, dβ = Σ dy, with x̂ = (x − µ)/σ.
 */
register('BatchNormTrainingGradient', ({ backend, inputs, attrs }) => {
  const x = inputs['x']!;
  const dy = inputs['dy']!;
  const all = rowsOf(backend, x);
  const dBeta = channelSums(all, dy);
  const dGamma = channelSums(all, x, dy, inputs['mean']!);
  const deviation = valuesOf(backend, inputs['variance']!).map((v) => Math.sqrt(v + (attrs['epsilon'] as number)));
  const gammas = heapView(backend, dGamma);
  for (let c = 0; c < all.channels; c++) gammas[c]! /= deviation[c]!;
  const [gamma, mu, byBeta, byGamma] = [inputs['gamma']!, inputs['mean']!, dBeta, dGamma].map((one) =>
    valuesOf(backend, one),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const a = gamma.map((value, c) => value / deviation[c]!);
  const b = a.map((value, c) => (-value * byGamma[c]!) / (all.rows * deviation[c]!));
  const c = a.map((value, i) => (-value * byBeta[i]!) / all.rows - b[i]! * mu[i]!);
  return [affine(all, dy, x, [a, b, c]), dGamma, dBeta];
});
