/** How evenly the labelled set covers the classes, or one class's share of it. */
import { balanceCurves, classOf, shareCurves } from '../../../metrics/curves/class-balance.ts';
import { curveTable } from '../../../metrics/curves/curve-table.ts';
import { className } from '../../../metrics/format.ts';
import type { Figure } from '../figure.ts';

/** The visitor's choice. */
export interface ClassBalanceOptions {
  /** The class whose share is shown; undefined for the balance of all. */
  label: number | undefined;
}

export const classBalance: Figure<ClassBalanceOptions> = {
  id: 'class-balance',
  title: 'Class balance',
  term: 'class balance',
  about:
    'Entropy of the class proportions of the labelled set, divided by the logarithm of the number of classes: 1 where all classes have equally many labels, 0 where one class has them all. Or the share of one class among the labels, against the number of labels.',
  slot: 'below',
  pace: 'relaxed',
  options: () => ({ label: undefined }),
  applies: () => true,
  table: ({ table }, options) => {
    const label = classOf(table, options.label);
    return label === undefined
      ? curveTable(balanceCurves(table), 'balance')
      : curveTable(shareCurves(table, label), `share of ${className(table.classes, label)}, %`, 100);
  },
  View: { load: () => import('./View.svelte') },
};
