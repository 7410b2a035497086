/** The course of a training that takes long: watched, kept, stopped and gone on with. */
import type { Draws } from '../chance/draws.ts';
import { checkpointOf, goOnFrom, type Checkpoint, type Trained } from './gan-state.ts';
import type { Pacing } from './training.ts';

export interface LongContext<Reading> extends Pacing {
  draws: Draws;
  /** Where an earlier call left off, of the same recipe with the same draws; from the beginning where absent. */
  from?: Checkpoint;
  /** Called after every so many steps and after the last; the training waits. */
  watch?: { every: number; take(reading: Reading): Promise<void> | void };
  /** Called after every so many steps and after the last, with all that is needed to go on from there. */
  keep?: { every: number; take(checkpoint: Checkpoint): Promise<void> | void };
}

/**
 * Takes the steps that are left. Passes the gate before each.
 * @param take one step, counted from 0; gives a reading where it is wanted
 */
export async function takeSteps<Reading>(
  { from, watch, keep, gate, progress }: LongContext<Reading>,
  steps: number,
  trained: readonly Trained[],
  take: (step: number, wanted: boolean) => Promise<Reading | undefined>,
): Promise<void> {
  if (from) goOnFrom(from, trained);
  for (let done = (from?.step ?? 0) + 1; done <= steps; done++) {
    await gate();
    const due = (every?: number) => every !== undefined && (done === steps || done % every === 0);
    const reading = await take(done - 1, due(watch?.every));
    if (reading) await watch?.take(reading);
    if (due(keep?.every)) await keep?.take(await checkpointOf(done, trained));
    progress(done, steps);
  }
}
