/** The runs stored in this browser: which are unfinished, and which another tab runs. */
import type { RunInfo } from '../../../protocol/events.ts';
import type { Spec } from '../../../protocol/spec.ts';
import { sameSpec } from '../draft.svelte.ts';
import type { LabApi } from '../../../../workers/lab/api.ts';

export class RunList {
  /** The most recently updated first. */
  list = $state.raw<RunInfo[]>([]);
  /** Ids of runs that another tab runs. */
  inOtherTabs = $state.raw<string[]>([]);
  /** Ids of runs that were unfinished when the page was opened. */
  private unfinishedAtStart = $state.raw<string[]>([]);

  constructor(private readonly lab: Pick<LabApi, 'runs' | 'activeRuns'>) {}

  /** @param shown the run on show here, which no other tab runs */
  async refresh(shown: string | undefined): Promise<void> {
    const [list, running] = await Promise.all([this.lab.runs(), this.lab.activeRuns()]);
    this.list = list.toSorted((a, b) => b.updated - a.updated);
    this.inOtherTabs = running.filter((id) => id !== shown);
  }

  /** Called once on opening, to find unfinished runs of earlier visits. */
  async open(): Promise<void> {
    await this.refresh(undefined);
    this.unfinishedAtStart = this.list.filter((one) => !one.finished).map((one) => one.id);
  }

  /** Unfinished runs of earlier visits that no tab runs. */
  get interrupted(): RunInfo[] {
    return this.list.filter(
      (one) => !one.finished && this.unfinishedAtStart.includes(one.id) && !this.inOtherTabs.includes(one.id),
    );
  }

  /** The last run of a design that no other tab runs. */
  ofDesign(spec: Spec): RunInfo | undefined {
    return this.list.find((one) => !this.inOtherTabs.includes(one.id) && sameSpec(one.spec, spec));
  }
}
