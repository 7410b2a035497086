/** How evenly the labelled set covers the classes. */
import { balanceCurves } from '../../../metrics/curves/class-balance.ts';
import { curveTable } from '../../../metrics/curves/curve-table.ts';
import type { Figure } from '../figure.ts';

export const classBalance: Figure = {
  id: 'class-balance',
  title: 'Class balance',
  term: 'class balance',
  about:
    'Entropy of the class proportions of the labelled set, divided by the logarithm of the number of classes: 1 where all classes have equally many labels, 0 where one class has them all.',
  slot: 'below',
  pace: 'relaxed',
  applies: () => true,
  table: ({ table }) => curveTable(balanceCurves(table), 'balance'),
  View: { load: () => import('./View.svelte') },
};
