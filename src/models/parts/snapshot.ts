/** Copies of a network's weights and running statistics, and their restoration. */
import * as tf from '../../tensor/tf.ts';
import type { Network } from '../model.ts';

export type WeightsAndState = Pick<Network, 'variables' | 'state'>;

/** Plain arrays, one per variable, that no later step changes; a tensor's clone would share its memory. */
export type Snapshot = readonly Float32Array[];

const allVariables = ({ variables, state }: WeightsAndState): readonly tf.Variable[] => [...variables, ...state];

/** Await it before the next step. */
export async function takeSnapshot(network: WeightsAndState): Promise<Snapshot> {
  // sliced, because the CPU backend returns its own array
  return await Promise.all(allVariables(network).map(async (variable) => (await variable.data<'float32'>()).slice()));
}

/** Restores the values; the snapshot is unchanged. */
export function restoreSnapshot(network: WeightsAndState, snapshot: Snapshot): void {
  allVariables(network).forEach((variable, index) => {
    const values = tf.tensor(snapshot[index]!.slice(), variable.shape);
    variable.assign(values);
    values.dispose();
  });
}
