/** What stored runs have come to, for their list: read from their logs, one run after another, and kept while they do not change. */
import { SvelteMap } from 'svelte/reactivity';
import { summaryOf } from '../../../metrics/comparison/summary.ts';
import { tableOf } from '../../../metrics/step-table.ts';
import { accuracyInfo } from '../../../protocol/measure-info.ts';
import type { RunInfo } from '../../../protocol/events.ts';
import type { LabApi } from '../../../../workers/lab/api.ts';

export interface RunResult {
  /** Labels at the last cycle that all arms have reached under the same seeds. */
  labelled: number;
  seeds: number;
  /** Mean test accuracy there, 0–1, the highest first. */
  arms: { name: string; accuracy: number }[];
}

export class RunResults {
  private readonly known = new SvelteMap<string, { updated: number; result: RunResult | undefined }>();

  constructor(private readonly lab: Pick<LabApi, 'log'>) {}

  /** `null` while it has not been read; undefined where no cycle is complete. */
  of({ id, updated }: RunInfo): RunResult | undefined | null {
    const known = this.known.get(id);
    return known?.updated === updated ? known.result : null;
  }

  /** Reads what is missing. @param signal ends it between two runs */
  async read(runs: readonly RunInfo[], signal: AbortSignal): Promise<void> {
    for (const run of runs) {
      if (signal.aborted) return;
      if (this.of(run) !== null) continue;
      const table = tableOf(await this.lab.log(run.id));
      const summary = table && summaryOf(table, accuracyInfo);
      const arms = (summary?.arms ?? []).flatMap(({ name, value }) =>
        value === undefined ? [] : [{ name, accuracy: value }],
      );
      arms.sort((a, b) => b.accuracy - a.accuracy);
      const { labelled = 0, seeds = 0 } = summary ?? {};
      this.known.set(run.id, { updated: run.updated, result: arms.length > 0 ? { labelled, seeds, arms } : undefined });
    }
  }
}
