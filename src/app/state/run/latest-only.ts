/**
 * What was asked for last wins: putting a run on show takes several waits, and a visitor who meanwhile asks for another
 * must not see the first one come back in its place.
 */
import { Problem } from '../../../protocol/problem.ts';

export class LatestOnly {
  private current = 0;

  /** @returns a check to be made after each wait: throws `cancelled` where something else was asked for meanwhile */
  begin(): () => void {
    const mine = ++this.current;
    return () => {
      if (this.current !== mine) throw new Problem('cancelled', 'Another run was opened.');
    };
  }
}
