/** What an engine is to the bench: something that takes a workload and works off batches of it. */
import type { Workload } from './workloads.ts';

export type Backend = 'wasm' | 'webgpu';

/** In the order of the table. */
export const ENGINES = ['ours', 'stock', 'jax-js', 'pytorch'] as const;
export type EngineName = (typeof ENGINES)[number];

export interface EngineCheck {
  /**
   * What shows that all do the same work, dropout left out. Training: the losses of two steps. Scoring: the
   * cross-entropy. Product: the mean square of its values.
   */
  losses: number[];
  /** What a reader of the figures has to know. */
  note?: string;
}

/** One kernel's share of a step. */
export interface KernelTime {
  kernel: string;
  milliseconds: number;
  calls: number;
}

export interface Engine {
  /** Starts the backend; says how it runs, for a person: "SIMD, 2 threads". */
  start(backend: Backend): Promise<string>;
  prepare(workload: Workload): Promise<EngineCheck>;
  /** Works off so many batches, to the very end. @returns seconds */
  run(batches: number): Promise<number>;
  /** Where the time of one batch goes, the longest first; only engines of TensorFlow.js can tell. */
  profile?(): Promise<KernelTime[]>;
}
