/** Navigation through the cycles of the run on show. */
import { lastCycle } from '../../../metrics/run-progress.ts';
import { focus } from '../focus.svelte.ts';
import type { Session } from '../session.svelte.ts';

/** The cycle that the figures show, and the last one available. */
export function cyclePosition(session: Session): { cycle: number; last: number } {
  const last = lastCycle(session.player.log, focus.shownSeed);
  return { cycle: focus.shownCycle === 'latest' ? last : Math.min(focus.shownCycle, last), last };
}

/** Shows another cycle; the last one stands for `latest`. */
export function showCycle(session: Session, cycle: number): void {
  focus.shownCycle = cycle >= cyclePosition(session).last ? 'latest' : Math.max(0, cycle);
}

export function showPreviousCycle(session: Session): void {
  const { cycle } = cyclePosition(session);
  if (cycle > 0) showCycle(session, cycle - 1);
}

/** Shows the next cycle; at the last one, runs one more where the run is not finished. */
export function showNextCycle(session: Session): Promise<void> | void {
  const { cycle, last } = cyclePosition(session);
  if (cycle < last) return showCycle(session, cycle + 1);
  return session.canStep ? session.step() : undefined;
}
