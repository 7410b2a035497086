/** The engine of a bench: takes a workload and processes batches of it. */
import type { Workload } from './workloads.ts';

export type BenchBackend = 'wasm' | 'webgpu';

/** In the order of the table. */
export const ENGINES = ['ours', 'stock', 'jax-js', 'pytorch'] as const;
export type EngineName = (typeof ENGINES)[number];

export interface EngineCheck {
  /**
   * Values that show that all engines do the same work, without dropout. Training: the losses of two steps. Scoring: the
   * cross-entropy. Product: the mean square of its values.
   */
  losses: number[];
  /** A remark for readers of the figures. */
  note?: string;
}

/** One kernel's share of a step. */
export interface KernelTime {
  kernel: string;
  milliseconds: number;
  calls: number;
}

export interface Engine {
  /** Starts the backend and returns its mode for display: "SIMD, 2 threads". */
  start(backend: BenchBackend): Promise<string>;
  prepare(workload: Workload): Promise<EngineCheck>;
  /** Processes so many batches and waits for the last. @returns seconds */
  run(batches: number): Promise<number>;
  /** Times of one batch by kernel, the longest first; only engines on TensorFlow.js have it. */
  profile?(): Promise<KernelTime[]>;
}
