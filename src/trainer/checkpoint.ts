/**
 * The state of a training after some steps, as plain arrays with names. Training that continues from it comes to the same
 * weights, to the last bit, as training without interruption. Random streams that a step names by its own number need no
 * place in it; streams that continue from step to step are among the carried state.
 */
import { restoreSnapshot, takeSnapshot, type Snapshot, type WeightsAndState } from '../models/parts/snapshot.ts';
import type { Network } from '../models/model.ts';
import { Problem } from '../protocol/problem.ts';
import type { Optimizer } from '../tensor/optimizers.ts';
import type { Variable } from '../tensor/tf.ts';
import { streamState, type CarriedState, type StateArrays } from './carried-state.ts';

export interface Checkpoint {
  /** Steps done. */
  step: number;
  /**
   * By name: the weights and running statistics of each network; `NAME slots` with the state of its optimiser; `NAME/ARRAY`
   * with carried state.
   */
  arrays: Record<string, Float32Array | Float64Array>;
}

/** A network that is trained, under the name that its arrays have in a checkpoint. */
export interface TrainedNetwork {
  name: string;
  network: WeightsAndState & Pick<Network, 'streams'>;
  optimizer: Optimizer;
  /** Learning rate at a step of the training, counted from 0. */
  learningRate(step: number): number;
  /** Optimiser steps per step of the training; 1 where absent. */
  optimizerStepsPerStep?: number;
  /** Optimiser steps of earlier trainings that this one continues; 0 where absent. */
  optimizerStepsBefore?: number;
}

const SLOTS = ' slots';
const slotsKey = (name: string): string => name + SLOTS;

/** All that a checkpoint saves. */
export interface TrainingState {
  networks: readonly TrainedNetwork[];
  /** By name; beside the networks' own streams. */
  carried: Readonly<Record<string, CarriedState>>;
}

export async function createCheckpoint(step: number, state: TrainingState): Promise<Checkpoint> {
  const arrays: Checkpoint['arrays'] = {};
  for (const { name, network, optimizer } of state.networks) {
    arrays[name] = concatenate(await takeSnapshot(network));
    arrays[slotsKey(name)] = concatenate((await optimizer.state()).slots);
  }
  for (const [name, one] of Object.entries(carriedBy(state)))
    for (const [array, values] of Object.entries(await one.save())) arrays[`${name}/${array}`] = values;
  return { step, arrays };
}

/** The carried state with the networks' own streams. */
function carriedBy({ networks, carried }: TrainingState): Record<string, CarriedState> {
  const all = { ...carried };
  for (const { name, network } of networks)
    for (const [stream, rng] of Object.entries(network.streams ?? {})) all[`${name} ${stream}`] = streamState(rng);
  return all;
}

/** The arrays of a checkpoint that a network needs to be used and not trained further: a third of it. */
export const weightsOnly = (arrays: Checkpoint['arrays']): Checkpoint['arrays'] =>
  Object.fromEntries(Object.entries(arrays).filter(([name]) => !name.endsWith(SLOTS) && !name.includes('/')));

/** @throws Problem `unfit` where it is the checkpoint of another training */
export function restoreCheckpoint(checkpoint: Checkpoint, state: TrainingState): void {
  for (const { name, network, optimizer, optimizerStepsPerStep = 1, optimizerStepsBefore = 0 } of state.networks) {
    restoreWeights(network, checkpoint, name);
    // each variable has the same number of slots, one after the other
    const all = checkpoint.arrays[slotsKey(name)];
    const weights = network.variables.reduce((sum, { size }) => sum + size, 0);
    const slotsPerVariable = weights ? (all?.length ?? 0) / weights : 0;
    const sizes = network.variables.flatMap(({ size }) => new Array<number>(Math.floor(slotsPerVariable)).fill(size));
    const steps = optimizerStepsBefore + checkpoint.step * optimizerStepsPerStep;
    optimizer.restore({ steps, slots: splitBySizes(all, sizes) });
  }
  for (const [name, one] of Object.entries(carriedBy(state))) one.restore(arraysOf(checkpoint, name));
}

/** The arrays of one carried state. */
function arraysOf({ arrays }: Checkpoint, name: string): StateArrays {
  const prefix = `${name}/`;
  const own = Object.entries(arrays).filter(([array]) => array.startsWith(prefix));
  return Object.fromEntries(own.map(([array, values]) => [array.slice(prefix.length), values]));
}

/**
 * The weights alone, for a network that is to be used and not trained further.
 * @throws Problem `unfit` where they are another network's
 */
export function restoreWeights(network: WeightsAndState, { arrays }: Checkpoint, name: string): void {
  restoreSnapshot(network, splitLike(network, arrays[name]));
}

/**
 * A network's weights and running statistics, from one array of them all.
 * @throws Problem `unfit` where it is another network's
 */
export function splitLike({ variables, state }: WeightsAndState, values: SavedValues): Snapshot {
  const all: readonly Variable[] = [...variables, ...state];
  return splitBySizes(
    values,
    all.map(({ size }) => size),
  );
}

export function concatenate(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const array of arrays) {
    whole.set(array, from);
    from += array.length;
  }
  return whole;
}

/** An array of a checkpoint; undefined where it has none of the name. */
type SavedValues = Float32Array | Float64Array | undefined;

function splitBySizes(whole: SavedValues, sizes: readonly number[]): Float32Array[] {
  const length = sizes.reduce((sum, size) => sum + size, 0);
  if (!(whole instanceof Float32Array) || whole.length !== length)
    throw new Problem(
      'unfit',
      `The checkpoint has ${whole?.length ?? 0} values, and the network has ${length}.`,
      'Prepare it again.',
    );
  let from = 0;
  return sizes.map((size) => whole.subarray(from, (from += size)));
}
