/** Query targets and their matches: a row per queried real sample. */
import { queryTargetsAt } from './query-targets.ts';
import type { FigureTable } from '../csv.ts';
import { className } from '../format.ts';
import type { FetchedSamples } from '../plane/plane-points.ts';
import type { StepTable } from '../step-table.ts';

interface ShownTargets {
  table: StepTable;
  seed: number;
  upTo: number;
  /** For labels of samples without an answer in the log. */
  cache: FetchedSamples;
}

export function queryTargetsTable({ table, seed, upTo, cache }: ShownTargets): FigureTable {
  const { classes } = table;
  return {
    columns: [
      ...['arm', 'seed', 'cycle', 'target', 'target entropy (nats)', 'target distance to the hyperplane'],
      ...['sample', 'distance in feature space', 'entropy (nats)', 'predicted', 'label'],
    ],
    rows: queryTargetsAt(table, seed, upTo).flatMap(({ name, cycle, objective, targets }) =>
      targets.flatMap(({ index, acquisition, matches }) =>
        matches.map(({ sample, distance }) => [
          ...[name, seed, cycle, index],
          ...[objective === 'entropy' ? acquisition : '', objective === 'distance' ? acquisition : ''],
          ...[sample.index, distance, sample.entropy, className(classes, sample.predicted)],
          className(classes, sample.label ?? cache.get(sample.index)?.label),
        ]),
      ),
    ),
  };
}
