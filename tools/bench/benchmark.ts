/** A piece of work that a bench measures. */
export interface Benchmark {
  name: string;
  phase: string;
  /** Images or samples that one call of `run` processes. */
  units: number;
  run(): Promise<unknown> | unknown;
}
