/** Seconds of each arm by cycle and phase. */
import { cycleTimesTable } from '../../../metrics/cycle-times.ts';
import type { Figure } from '../figure.ts';

export const time: Figure = {
  id: 'time',
  title: 'Time',
  about:
    'Seconds of each cycle, stacked by phase, and their sum at the end of the row. Loading of assets counts as querying; building them, such as the training of a generator, is not in the columns: a sentence says from which query on it has paid off.',
  slot: 'below',
  pace: 'relaxed',
  applies: () => true,
  table: ({ table }) => cycleTimesTable(table),
  View: { load: () => import('./View.svelte') },
};
