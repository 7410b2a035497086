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
    rows: queryTargetsAt(table, seed, upTo).flatMap(({ name, cycle, objective, targets: synthetics }) =>
      synthetics.flatMap(({ index, acquisition: worth, matches }) =>
        matches.map(({ sample: pick, distance }) => [
          ...[name, seed, cycle, index, objective === 'entropy' ? worth : '', objective === 'distance' ? worth : ''],
          ...[pick.index, distance, pick.entropy, className(classes, pick.predicted)],
          className(classes, pick.label ?? cache.get(pick.index)?.label),
        ]),
      ),
    ),
  };
}
