/** Hands a job to the module: its kind, its tasks and its parameters, as assembly/ reads them. */
import { nativeModule } from './module.ts';

export const JobKind = {
  packRight: 0,
  packLeft: 1,
  byRows: 2,
  byColumns: 3,
  byDepth: 4,
  sumPartials: 5,
  adam: 6,
  momentum: 7,
  mask: 8,
  channelSums: 9,
  poolRelu: 10,
  poolReluGradient: 11,
  pad: 12,
  affine: 13,
  implicitConvolution: 14,
  col2im: 15,
  warp: 16,
} as const;

/** A single-precision number among the parameters. */
export interface Float32Value {
  float32: number;
}
export const float32 = (value: number): Float32Value => ({ float32: value });

export type Parameter = number | Float32Value;

/** Offsets in 32-bit words from the start of the job; see assembly/job.ts. */
const TASKS = 5;
const KIND = 6;
const PARAMETERS = 8;

/** Less work than this is done before another thread wakes up. In multiplications, or values read. */
const MIN_PARALLEL_WORK = 100_000;

/**
 * Runs a job to its end.
 * @param work its amount, in multiplications or values read
 */
export function runJob(kind: number, tasks: number, parameters: readonly Parameter[], work: number): void {
  const { exports, memory, job, extraThreads: helpers } = nativeModule();
  exports.closeJob(job);
  const words = new Int32Array(memory.buffer, job, PARAMETERS + parameters.length);
  const singles = new Float32Array(memory.buffer, job, PARAMETERS + parameters.length);
  words[TASKS] = tasks;
  words[KIND] = kind;
  for (let i = 0; i < parameters.length; i++) {
    const value = parameters[i]!;
    if (typeof value === 'number') words[PARAMETERS + i] = value;
    else singles[PARAMETERS + i] = value.float32;
  }
  exports.perform(job, tasks > 1 && work > MIN_PARALLEL_WORK ? Math.min(helpers, tasks - 1) : 0);
}
