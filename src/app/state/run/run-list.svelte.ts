/** The runs kept in this browser: which are unfinished, and which another tab works on. */
import type { RunInfo } from '../../../protocol/events.ts';
import type { LabApi } from '../../../../workers/lab/api.ts';

export class Runs {
  /** The one that was worked on last comes first. */
  list = $state.raw<RunInfo[]>([]);
  /** Ids of those that another tab works on. */
  elsewhere = $state.raw<string[]>([]);
  /** Ids of those that were unfinished when the page was opened. */
  private left = $state.raw<string[]>([]);

  constructor(private readonly lab: Pick<LabApi, 'runs' | 'running'>) {}

  /** @param shown the run on show here, which is nobody else's */
  async refresh(shown: string | undefined): Promise<void> {
    const [list, running] = await Promise.all([this.lab.runs(), this.lab.running()]);
    this.list = list.toSorted((a, b) => b.updated - a.updated);
    this.elsewhere = running.filter((id) => id !== shown);
  }

  /** Called once, on opening: what is unfinished now was left so by an earlier visit. */
  async open(): Promise<void> {
    await this.refresh(undefined);
    this.left = this.list.filter((one) => !one.finished).map((one) => one.id);
  }

  /** Runs that an earlier visit did not bring to their end and that nobody works on. */
  get cutShort(): RunInfo[] {
    return this.list.filter((one) => !one.finished && this.left.includes(one.id) && !this.elsewhere.includes(one.id));
  }
}
