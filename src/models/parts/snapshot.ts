/** All that a network has learnt, copied out and put back: its weights and its running statistics. */
import * as tf from '../../tensor/tf.ts';
import type { Network } from '../model.ts';

export type WeightsAndState = Pick<Network, 'variables' | 'state'>;

/** Plain arrays, one for each variable, that no later step can reach: a tensor's clone would share its memory. */
export type Snapshot = readonly Float32Array[];

const allVariables = ({ variables, state }: WeightsAndState): readonly tf.Variable[] => [...variables, ...state];

/** Await it before training goes on. */
export async function takeSnapshot(network: WeightsAndState): Promise<Snapshot> {
  // The CPU backend hands out its own array, therefore the slice.
  return await Promise.all(allVariables(network).map(async (variable) => (await variable.data<'float32'>()).slice()));
}

/** Puts the values back. The snapshot stays good. */
export function restoreSnapshot(network: WeightsAndState, snapshot: Snapshot): void {
  allVariables(network).forEach((variable, index) => {
    const values = tf.tensor(snapshot[index]!.slice(), variable.shape);
    variable.assign(values);
    values.dispose();
  });
}
