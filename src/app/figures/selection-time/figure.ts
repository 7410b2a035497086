/** Time of a query against the size of the pool. */
import { hasQueryTargets } from '../../../metrics/queries/query-targets.ts';
import { queryTimeLines } from '../../../metrics/queries/query-time.ts';
import type { Figure } from '../figure.ts';
import type { SelectionTimeOptions } from './options.ts';

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
  table: ({ table }, { related }) => ({
    columns: ['arm', 'pool size', 'seconds of a query', 'least', 'greatest', 'queries'],
    rows: queryTimeLines([table, ...related]).flatMap((one) =>
      one.points.map((point) => [one.name, point.poolSize, point.seconds, point.min, point.max, point.queries]),
    ),
  }),
  View: { load: () => import('./View.svelte') },
};
