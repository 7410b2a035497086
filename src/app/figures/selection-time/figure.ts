/** Time of a query against the size of the pool. */
import { hasQueryTargets } from '../../../metrics/queries/query-targets.ts';
import { queryTimeTable } from '../../../metrics/queries/query-time.ts';
import type { StepTable } from '../../../metrics/step-table.ts';
import type { Figure } from '../figure.ts';

/** Data that the figure fetches beside the shown run. */
export interface SelectionTimeOptions {
  /** Tables of stored runs with the same arms on other pools; empty until they are read. */
  related: StepTable[];
}

export const selectionTime: Figure<SelectionTimeOptions> = {
  id: 'selection-time',
  title: 'Selection time against pool size',
  about:
    'Mean seconds of a query against the size of the pool, on log axes, over this run and the stored runs with the same arms on other pools (ASAL, Fig. 6). A time that is proportional to the pool rises with slope one.',
  slot: 'below',
  pace: 'relaxed',
  layout: { wide: true },
  options: () => ({ related: [] }),
  applies: ({ table }) => hasQueryTargets(table),
  table: ({ table }, { related }) => queryTimeTable([table, ...related]),
  View: { load: () => import('./View.svelte') },
};
