/**
 * What a long training has come to, as plain arrays with names, to be kept and gone on from. Chance needs no place in it:
 * every step draws from streams that bear its number, so that a training which goes on from step n draws what it would
 * have drawn without the break.
 */
import type { Trainable } from '../generative/generative-networks.ts';
import { restore, snapshotOf } from '../models/parts/snapshot.ts';
import { Problem } from '../protocol/problem.ts';
import type { Optimizer } from '../tensor/optimizers.ts';
import type { Variable } from '../tensor/tf.ts';

export interface Checkpoint {
  /** Steps done. */
  step: number;
  /** Each network's weights with its running statistics, and its optimiser's slots, one after the other. */
  arrays: Record<string, Float32Array>;
}

/** A network that is trained, under the name that its arrays bear. */
export interface Trained {
  name: string;
  network: Pick<Trainable, 'variables' | 'state'>;
  optimizer: Optimizer;
  /** Of its optimiser for each step of the training. */
  stepsEach: number;
}

const SLOTS = ' slots';
const slotsOf = (name: string): string => name + SLOTS;

export async function checkpointOf(step: number, trained: readonly Trained[]): Promise<Checkpoint> {
  const arrays: Checkpoint['arrays'] = {};
  for (const { name, network, optimizer } of trained) {
    arrays[name] = joined(await snapshotOf(network));
    arrays[slotsOf(name)] = joined((await optimizer.state()).slots);
  }
  return { step, arrays };
}

/** What a network that is to be used and not trained further needs of a checkpoint: a third of it. */
export const weightsAlone = (arrays: Checkpoint['arrays']): Checkpoint['arrays'] =>
  Object.fromEntries(Object.entries(arrays).filter(([name]) => !name.endsWith(SLOTS)));

/** @throws Problem `unfit` where it is the checkpoint of other networks */
export function goOnFrom(checkpoint: Checkpoint, trained: readonly Trained[]): void {
  for (const { name, network, optimizer, stepsEach } of trained) {
    takeWeights(network, checkpoint, name);
    // each variable has the same number of slots, one after the other
    const all = checkpoint.arrays[slotsOf(name)];
    const weights = network.variables.reduce((sum, { size }) => sum + size, 0);
    const each = weights ? (all?.length ?? 0) / weights : 0;
    const sizes = network.variables.flatMap(({ size }) => new Array<number>(Math.floor(each)).fill(size));
    optimizer.restore({ steps: checkpoint.step * stepsEach, slots: parted(all, sizes) });
  }
}

/**
 * The weights alone, for a network that is to be used and not trained further.
 * @throws Problem `unfit` where they are another network's
 */
export function takeWeights(network: Trained['network'], { arrays }: Checkpoint, name: string): void {
  const all: readonly Variable[] = [...network.variables, ...network.state];
  restore(
    network,
    parted(
      arrays[name],
      all.map(({ size }) => size),
    ),
  );
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const array of arrays) {
    whole.set(array, from);
    from += array.length;
  }
  return whole;
}

function parted(whole: Float32Array | undefined, sizes: readonly number[]): Float32Array[] {
  const length = sizes.reduce((sum, size) => sum + size, 0);
  if (whole?.length !== length)
    throw new Problem(
      'unfit',
      `What was kept of a network has ${whole?.length ?? 0} values, and the network has ${length}.`,
      'Prepare it again.',
    );
  let from = 0;
  return sizes.map((size) => whole.subarray(from, (from += size)));
}
