/**
 * How many samples go through a network at a time where nothing is trained: pools, splits, features and generated samples. The
 * only place that decides it. On one backend the size depends on network and sample alone: on WebGPU the last bits of a matrix
 * product depend on the number of rows.
 */
import { sampleSize } from '../protocol/dataset.ts';
import * as tf from '../tensor/tf.ts';

/** What of a network decides the size of its batches. */
export interface ScoredNetwork {
  /** Of a sample, without the batch axis. */
  shape: readonly number[];
  /** Its weights; none where samples are only read. */
  variables?: readonly { size: number }[];
}

interface BatchLimits {
  /** Values of the samples of a batch. */
  values: number;
  /** Samples. */
  samples: number;
}

/** Networks with up to so many weights are small: linear, perceptron, the small CNN, LeNet-5. */
const SMALL_WEIGHTS = 100_000;

/** A tenth of a megabyte of values, so that first-layer maps stay within the processor's caches. */
const CACHE_SIZED: BatchLimits = { values: 200_000, samples: 1024 };
/**
 * On a GPU each batch waits for its result once, and small networks do little between two waits. The maps of large ones, which
 * stay until the batch is done, would take gigabytes; of the small ones a map of 32 channels of grey images stays below the
 * 128 MiB that WebGPU guarantees for a buffer. By these bounds, not by a measurement on a GPU.
 */
const GPU_SIZED: BatchLimits = { values: 800_000, samples: 4096 };

/** By backend, for small and for large networks. */
const BATCHES: Record<string, { small: BatchLimits; large: BatchLimits }> = {
  webgpu: { small: GPU_SIZED, large: CACHE_SIZED },
  wasm: { small: CACHE_SIZED, large: CACHE_SIZED },
  cpu: { small: CACHE_SIZED, large: CACHE_SIZED },
};

/** Samples per batch, at least one. @param backend its name */
export function batchSizeFor({ shape, variables = [] }: ScoredNetwork, backend = tf.getBackend()): number {
  const weights = variables.reduce((sum, { size }) => sum + size, 0);
  const { small, large } = BATCHES[backend] ?? BATCHES['wasm']!;
  const { values, samples } = weights > SMALL_WEIGHTS ? large : small;
  return Math.max(1, Math.min(samples, Math.floor(values / sampleSize(shape))));
}
