/**
 * Lets only the latest of several asynchronous operations complete: opening a run awaits several results, and a run opened
 * later must not be replaced by it.
 */
import { Problem } from '../../../protocol/problem.ts';

export class LatestOnly {
  private current = 0;

  /** @returns a check to call after each await; it throws a Problem `cancelled` where another operation began meanwhile */
  begin(): () => void {
    const mine = ++this.current;
    return () => {
      if (this.current !== mine) throw new Problem('cancelled', 'Another run was opened.');
    };
  }
}
