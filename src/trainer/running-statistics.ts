/** Running statistics of batch norm for weights that no step has led to, such as an average over steps. */
import type { Network } from '../models/model.ts';
import { MOMENTUM } from '../models/parts/normalization.ts';
import type { Rng } from '../random/rng.ts';
import * as tf from '../tensor/tf.ts';
import type { Control } from './control.ts';
import { readInBatches } from './predict.ts';
import type { SampleSet } from './sample-set.ts';

/**
 * Sets the statistics to the means of the batches' own, over one pass in training mode (Izmailov et al. 2018, section 3.2). A last
 * batch that is smaller counts only where it is the only one.
 * @param rng of dropout
 */
export async function recomputeStatistics(
  network: Network,
  { samples, batch, rng }: { samples: SampleSet; batch: number; rng: Rng },
  control: Control,
): Promise<void> {
  const { state } = network;
  if (state.length === 0) return;
  let sums: tf.Tensor[] = state.map(({ shape }) => tf.zeros(shape));
  let batches = 0;
  for await (const { positions, values } of readInBatches(samples, batch, control)) {
    if (positions.length < batch && batches > 0) break;
    const before = sums;
    sums = tf.tidy(() => {
      // from zero, a pass leaves the momentum's share of what it has seen
      for (const one of state) one.assign(tf.zeros(one.shape));
      const mode = { training: true, rng } as const;
      network.neck(network.trunk(tf.tensor(values, [positions.length, ...network.shape]), mode), mode);
      return state.map((one, i) => tf.add(before[i]!, one));
    });
    tf.dispose(before);
    batches++;
  }
  tf.tidy(() => state.forEach((one, i) => one.assign(tf.div(sums[i]!, MOMENTUM * Math.max(1, batches)))));
  tf.dispose(sums);
}
