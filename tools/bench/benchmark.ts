/** What a bench times. */
export interface Benchmark {
  name: string;
  phase: string;
  /** What one call of `run` works off: images, samples. */
  units: number;
  run(): Promise<unknown> | unknown;
}
