/** Stored runs whose curves are drawn beside those of the run on show. */
import { tableOf, type StepTable } from '../../../metrics/step-table.ts';
import type { RunInfo } from '../../../protocol/events.ts';
import type { LabApi } from '../../../../workers/lab/api.ts';

export interface OverlaidRun {
  id: string;
  name: string;
  table: StepTable;
}

export class OverlaidRuns {
  list = $state.raw<readonly OverlaidRun[]>([]);

  constructor(private readonly lab: Pick<LabApi, 'log'>) {}

  /** Draws these runs in place of those before; runs without steps are left out. */
  async show(runs: readonly RunInfo[]): Promise<void> {
    const read = await Promise.all(
      runs.map(async ({ id, name }) => {
        const table = tableOf(await this.lab.log(id));
        return table ? [{ id, name, table }] : [];
      }),
    );
    this.list = read.flat();
  }

  remove(id: string): void {
    this.list = this.list.filter((one) => one.id !== id);
  }

  rename(id: string, name: string): void {
    this.list = this.list.map((one) => (one.id === id ? { ...one, name } : one));
  }
}
