/** Running statistics of batch norm as after a training, for tests of inference. */
import type { Rng } from '../../../src/random/rng.ts';
import * as tf from '../../../src/tensor/tf.ts';

/** Sets means and variances at random: with those of a fresh network a pass with the batch's own would hardly differ. */
export function randomRunningStatistics({ state }: { readonly state: readonly tf.Variable[] }, rng: Rng): void {
  state.forEach((variable, i) =>
    tf.tidy(() => {
      // each layer has its mean, then its variance
      const values = Float32Array.from({ length: variable.size }, () => (i % 2 ? rng.between(0.5, 2) : rng.normal()));
      variable.assign(tf.tensor(values, variable.shape));
    }),
  );
}
