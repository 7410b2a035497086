/** A workload as an engine runs it, and arithmetic that several engines share. */

export interface EngineWork {
  /** The losses of `EngineCheck`. */
  check(): Promise<number[]>;
  /** One batch. */
  runBatch(): Promise<void> | void;
  /** Waits for all work that was started. */
  synchronize?(): Promise<unknown>;
  note?: string;
}

/** Seconds for so many batches: starts all, then waits for the last. */
export async function timed({ runBatch: one, synchronize: end }: EngineWork, batches: number): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < batches; i++) {
    const done = one();
    if (done) await done;
  }
  await end?.();
  return (performance.now() - begun) / 1000;
}

/** Of rows of probabilities against one-hot rows. */
export function meanCrossEntropy(probabilities: ArrayLike<number>, targets: Float32Array): number {
  let sum = 0;
  let rows = 0;
  for (let i = 0; i < targets.length; i++)
    if (targets[i]! > 0) {
      sum -= Math.log(probabilities[i]!);
      rows++;
    }
  return sum / rows;
}

export const meanSquare = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum / values.length;
};
