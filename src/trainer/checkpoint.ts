/**
 * What a long training has come to, as plain arrays with names, to be kept and gone on from. Chance needs no place in it:
 * every step draws from streams that bear its number, so that a training which goes on from step n draws what it would
 * have drawn without the break.
 */
import { restoreSnapshot, takeSnapshot, type WeightsAndState } from '../models/parts/snapshot.ts';
import { Problem } from '../protocol/problem.ts';
import type { Optimizer } from '../tensor/optimizers.ts';
import type { Variable } from '../tensor/tf.ts';

export interface Checkpoint {
  /** Steps done. */
  step: number;
  /** Each network's weights with its running statistics, and its optimiser's slots, one after the other. */
  arrays: Record<string, Float32Array>;
}

/** A network that is trained, under the name that its arrays have in a checkpoint. */
export interface TrainedNetwork {
  name: string;
  network: WeightsAndState;
  optimizer: Optimizer;
  /** Learning rate at a step of the training, counted from 0. */
  learningRate(step: number): number;
  /** Optimiser steps per step of the training; 1 where absent. */
  optimizerStepsPerStep?: number;
}

const SLOTS = ' slots';
const slotsKey = (name: string): string => name + SLOTS;

export async function createCheckpoint(step: number, networks: readonly TrainedNetwork[]): Promise<Checkpoint> {
  const arrays: Checkpoint['arrays'] = {};
  for (const { name, network, optimizer } of networks) {
    arrays[name] = concatenate(await takeSnapshot(network));
    arrays[slotsKey(name)] = concatenate((await optimizer.state()).slots);
  }
  return { step, arrays };
}

/** What a network that is to be used and not trained further needs of a checkpoint: a third of it. */
export const weightsOnly = (arrays: Checkpoint['arrays']): Checkpoint['arrays'] =>
  Object.fromEntries(Object.entries(arrays).filter(([name]) => !name.endsWith(SLOTS)));

/** @throws Problem `unfit` where it is the checkpoint of other networks */
export function restoreCheckpoint(checkpoint: Checkpoint, networks: readonly TrainedNetwork[]): void {
  for (const { name, network, optimizer, optimizerStepsPerStep = 1 } of networks) {
    restoreWeights(network, checkpoint, name);
    // each variable has the same number of slots, one after the other
    const all = checkpoint.arrays[slotsKey(name)];
    const weights = network.variables.reduce((sum, { size }) => sum + size, 0);
    const slotsPerVariable = weights ? (all?.length ?? 0) / weights : 0;
    const sizes = network.variables.flatMap(({ size }) => new Array<number>(Math.floor(slotsPerVariable)).fill(size));
    optimizer.restore({ steps: checkpoint.step * optimizerStepsPerStep, slots: splitBySizes(all, sizes) });
  }
}

/**
 * The weights alone, for a network that is to be used and not trained further.
 * @throws Problem `unfit` where they are another network's
 */
export function restoreWeights(network: TrainedNetwork['network'], { arrays }: Checkpoint, name: string): void {
  const all: readonly Variable[] = [...network.variables, ...network.state];
  restoreSnapshot(
    network,
    splitBySizes(
      arrays[name],
      all.map(({ size }) => size),
    ),
  );
}

function concatenate(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const array of arrays) {
    whole.set(array, from);
    from += array.length;
  }
  return whole;
}

function splitBySizes(whole: Float32Array | undefined, sizes: readonly number[]): Float32Array[] {
  const length = sizes.reduce((sum, size) => sum + size, 0);
  if (whole?.length !== length)
    throw new Problem(
      'unfit',
      `The checkpoint has ${whole?.length ?? 0} values, and the network has ${length}.`,
      'Prepare it again.',
    );
  let from = 0;
  return sizes.map((size) => whole.subarray(from, (from += size)));
}
