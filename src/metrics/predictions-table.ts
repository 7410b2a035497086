/** A learner's predictions as a table: a row per sample, with the probability of each class. */
import { sampleParts, type SamplePredictions } from '../protocol/replay/sample-predictions.ts';
import type { FigureTable } from './csv.ts';
import { className } from './format.ts';

/** @param classes names in label order. @param step the arm's name, seed and cycle, the same in every row */
export function predictionsTable(
  { classes: count, indices, parts, labels, probabilities }: SamplePredictions,
  classes: readonly string[],
  step: { arm: string; seed: number; cycle: number },
): FigureTable {
  const names = Array.from({ length: count }, (_, label) => className(classes, label));
  return {
    columns: [
      ...['arm', 'seed', 'cycle', 'sample', 'part', 'label', 'predicted', 'confidence'],
      ...names.map((name) => `p ${name}`),
    ],
    rows: Array.from(indices, (index, row) => {
      const of = probabilities.subarray(row * count, (row + 1) * count);
      let best = 0;
      of.forEach((p, label) => void (p > of[best]! && (best = label)));
      return [
        ...[step.arm, step.seed, step.cycle, index, sampleParts[parts[row]!]!],
        labels[row]! < 0 ? null : names[labels[row]!]!,
        ...[names[best]!, rounded(of[best]!)],
        ...Array.from(of, rounded),
      ];
    }),
  };
}

/** Seven digits are all that single precision has. */
const rounded = (p: number): number => Number(p.toPrecision(7));
