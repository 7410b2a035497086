/** The runs kept in this browser: which are unfinished, and which another tab works on. */
import type { RunInfo } from '../../../protocol/events.ts';
import type { LabApi } from '../../../../workers/lab/api.ts';

export class RunList {
  /** The one that was worked on last comes first. */
  list = $state.raw<RunInfo[]>([]);
  /** Ids of those that another tab works on. */
  inOtherTabs = $state.raw<string[]>([]);
  /** Ids of those that were unfinished when the page was opened. */
  private unfinishedAtStart = $state.raw<string[]>([]);

  constructor(private readonly lab: Pick<LabApi, 'runs' | 'activeRuns'>) {}

  /** @param shown the run on show here, which is nobody else's */
  async refresh(shown: string | undefined): Promise<void> {
    const [list, running] = await Promise.all([this.lab.runs(), this.lab.activeRuns()]);
    this.list = list.toSorted((a, b) => b.updated - a.updated);
    this.inOtherTabs = running.filter((id) => id !== shown);
  }

  /** Called once, on opening: what is unfinished now was left so by an earlier visit. */
  async open(): Promise<void> {
    await this.refresh(undefined);
    this.unfinishedAtStart = this.list.filter((one) => !one.finished).map((one) => one.id);
  }

  /** Runs that an earlier visit did not bring to their end and that nobody works on. */
  get interrupted(): RunInfo[] {
    return this.list.filter(
      (one) => !one.finished && this.unfinishedAtStart.includes(one.id) && !this.inOtherTabs.includes(one.id),
    );
  }
}
