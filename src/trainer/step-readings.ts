/** Readings of a training during its steps, and their means over its end, for the log. */
import * as tf from '../tensor/tf.ts';
import { savedArray, type CarriedState, type StateArrays } from './carried-state.ts';

/** Readings per training, roughly at most. */
const MAX_READINGS = 200;

export class StepReadings implements CarriedState {
  private readonly readings: { step: number; values: tf.Tensor1D }[] = [];

  /**
   * @param steps of the whole training
   * @param names of the metrics, in the order of a reading's values; a reading may leave out the last ones
   */
  constructor(
    private readonly steps: number,
    private readonly names: readonly string[],
  ) {}

  due(step: number): boolean {
    return step % Math.ceil(this.steps / MAX_READINGS) === 0;
  }

  /** Keeps the tensor, one value for each name. */
  add(step: number, values: tf.Tensor1D): void {
    this.readings.push({ step, values });
  }

  /** The mean of each value over the last tenth of the steps, by name. */
  async metrics(): Promise<Record<string, number>> {
    const lastTenth = this.readings.filter(({ step }) => step >= 0.9 * this.steps);
    const used = lastTenth.length ? lastTenth : this.readings.slice(-1);
    const rows = await Promise.all(used.map(({ values }) => values.data<'float32'>()));
    return Object.fromEntries(
      this.names
        .slice(0, used[0]?.values.size ?? 0)
        .map((name, at) => [name, rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length]),
    );
  }

  /** `steps` `[n]` and `values` `[n, values of a reading]`. */
  async save() {
    const rows = await Promise.all(this.readings.map(({ values }) => values.data<'float32'>()));
    return {
      steps: Float64Array.from(this.readings, ({ step }) => step),
      values: Float32Array.from(rows.flatMap((row) => [...row])),
    };
  }

  restore(saved: StateArrays): void {
    const [steps, values] = [savedArray(saved, 'steps'), savedArray(saved, 'values')];
    const size = values.length / steps.length;
    this.dispose();
    for (const [at, step] of steps.entries())
      this.add(step, tf.tensor1d(Float32Array.from(values.subarray(at * size, (at + 1) * size))));
  }

  dispose(): void {
    tf.dispose(this.readings.splice(0).map(({ values }) => values));
  }
}
