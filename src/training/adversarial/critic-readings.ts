/** Readings of a critic during a training, and the metrics for the log that are computed from them. */
import * as tf from '../../tensor/tf.ts';
import { savedArray, type CarriedState, type StateArrays } from '../../trainer/carried-state.ts';

/** Readings per training, roughly at most. */
const MAX_READINGS = 200;

export class CriticReadings implements CarriedState {
  private readonly readings: { step: number; values: tf.Tensor1D }[] = [];

  /** @param steps of the whole training */
  constructor(private readonly steps: number) {}

  /** `[3]`, or `[4]` with norms: mean score of unlabelled and of labelled samples, mean entropy of the scores, mean norm. */
  static of(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D, norms: tf.Tensor1D | undefined): tf.Tensor1D {
    const all = tf.concat([unlabelled, labelled]);
    // H(σ(s)) = softplus(s) − s σ(s)
    const entropy = tf.sub(tf.softplus(all), tf.mul(all, tf.sigmoid(all)));
    const values = [tf.sigmoid(unlabelled), tf.sigmoid(labelled), entropy, ...(norms ? [norms] : [])];
    return tf.stack(values.map((one) => tf.mean(one))) as tf.Tensor1D;
  }

  due(step: number): boolean {
    return step % Math.ceil(this.steps / MAX_READINGS) === 0;
  }

  /** Keeps the tensor. */
  add(step: number, values: tf.Tensor1D): void {
    this.readings.push({ step, values });
  }

  /**
   * Means over the last tenth of the steps: score of unlabelled and of labelled samples, 0–1, entropy of the scores in nats,
   * at most ln 2, and, where there is a penalty, the gradient norm at its points.
   */
  async metrics(): Promise<Record<string, number>> {
    const lastTenth = this.readings.filter(({ step }) => step >= 0.9 * this.steps);
    const used = lastTenth.length ? lastTenth : this.readings.slice(-1);
    const rows = await Promise.all(used.map(({ values }) => values.data<'float32'>()));
    const names = ['criticUnlabelled', 'criticLabelled', 'criticEntropy', 'criticNorm'];
    return Object.fromEntries(
      names
        .slice(0, used[0]?.values.size ?? 0)
        .map((name, at) => [name, rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length]),
    );
  }

  /** `steps` `[n]` and `values` `[n, 3 or 4]`. */
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
