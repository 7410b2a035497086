/** Divergence of a training: numbers that are no longer finite, from which no step returns. */
import type { Divergence } from '../protocol/event-values.ts';
import type { WeightsAndState } from '../models/parts/snapshot.ts';

/** Where a training was found to have diverged; undefined where all weights and running statistics are finite. */
export async function weightDivergence(networks: readonly WeightsAndState[]): Promise<Divergence | undefined> {
  const all = networks.flatMap(({ variables, state }) => [...variables, ...state]);
  const values = await Promise.all(all.map((variable) => variable.data<'float32'>()));
  return values.every((array) => array.every(Number.isFinite)) ? undefined : 'weights';
}
