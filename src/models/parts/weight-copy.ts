/**
 * Other weights and running statistics of a network: those of an earlier cycle, an average over the steps. The network computes
 * with them for a while and then has its own again, so that there need be one network only.
 */
import * as tf from '../../tensor/tf.ts';
import type { Snapshot, WeightsAndState } from './snapshot.ts';

export class WeightCopy {
  private values: tf.Tensor[];
  private readonly variables: readonly tf.Variable[];

  /** @param snapshot in the order of the network's variables and state; its present values where absent. To be disposed of */
  constructor({ variables, state }: WeightsAndState, snapshot?: Snapshot) {
    this.variables = [...variables, ...state];
    // multiplied, since a clone would share the memory that the optimiser writes to
    this.values = this.variables.map((variable, i) =>
      snapshot ? tf.tensor(snapshot[i]!.slice(), variable.shape) : tf.tidy(() => tf.mul(variable, 1)),
    );
  }

  /** The result of a computation during which the network has these weights. Not within a gradient. */
  during<T>(compute: () => T): T {
    const own = this.variables.map((variable) => variable.clone());
    const assign = (all: readonly tf.Tensor[]) => this.variables.forEach((variable, i) => variable.assign(all[i]!));
    assign(this.values);
    try {
      return compute();
    } finally {
      assign(own);
      tf.dispose(own);
    }
  }

  /** this ← share · this + (1 − share) · the network's present weights and statistics. */
  average(share: number): void {
    const values = tf.tidy(() =>
      this.variables.map((variable, i) => tf.add(tf.mul(this.values[i]!, share), tf.mul(variable, 1 - share))),
    );
    tf.dispose(this.values);
    this.values = values;
  }

  /** As plain arrays, in the order of the network's variables and state. */
  async snapshot(): Promise<Snapshot> {
    // sliced, because the CPU backend returns its own array
    return Promise.all(this.values.map(async (one) => (await one.data<'float32'>()).slice()));
  }

  restore(snapshot: Snapshot): void {
    tf.dispose(this.values);
    this.values = this.variables.map((variable, i) => tf.tensor(snapshot[i]!.slice(), variable.shape));
  }

  dispose(): void {
    tf.dispose(this.values);
  }
}
