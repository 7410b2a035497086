/** State that a training carries from step to step beside weights and optimisers: random streams, early stopping, losses. */
import { Problem } from '../protocol/problem.ts';
import type { Rng } from '../random/rng.ts';

/** Plain arrays by name. */
export type StateArrays = Readonly<Record<string, Float32Array | Float64Array>>;

export interface CarriedState {
  /** Copies that no later step changes. Awaited before the next step. */
  save(): Promise<StateArrays> | StateArrays;
  /**
   * Continues from saved arrays, which stay unchanged.
   * @throws Problem `unfit` where an array is missing
   */
  restore(saved: StateArrays): void;
}

/** The state of one random stream. */
export const streamState = (rng: Rng): CarriedState => ({
  save: () => ({ stream: rng.state() }),
  restore: (saved) => rng.restore(savedArray(saved, 'stream')),
});

/** The states of random streams, each under its name. */
export const streamStates = (streams: Readonly<Record<string, Rng>>): Record<string, CarriedState> =>
  Object.fromEntries(Object.entries(streams).map(([name, rng]) => [name, streamState(rng)]));

/** The same streams, each under its name after a prefix. */
export const prefixed = (prefix: string, streams: Readonly<Record<string, Rng>> = {}): Record<string, Rng> =>
  Object.fromEntries(Object.entries(streams).map(([name, rng]) => [`${prefix} ${name}`, rng]));

/** @throws Problem `unfit` where there is no array of this name */
export function savedArray(saved: StateArrays, name: string): Float32Array | Float64Array {
  const array = saved[name];
  if (!array) throw new Problem('unfit', `The checkpoint has no “${name}”.`, 'Train again from the beginning.');
  return array;
}
