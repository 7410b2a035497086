/** Query targets and their matches: a row per queried real sample. */
import type { ArmTargets } from '../../../metrics/queries/query-targets.ts';
import type { FigureTable } from '../../charts/figure-frame.ts';
import { className } from '../../charts/format.ts';

/** @param labelOf label of a sample without an answer in the log */
export function queryTargetsTable(
  targets: readonly ArmTargets[],
  seed: number,
  classes: readonly string[],
  labelOf: (index: number) => number | undefined,
): FigureTable {
  return {
    columns: [
      ...['arm', 'seed', 'cycle', 'target', 'target entropy (nats)', 'target distance to the hyperplane'],
      ...['sample', 'distance in feature space', 'entropy (nats)', 'predicted', 'label'],
    ],
    rows: targets.flatMap(({ name, cycle, objective, targets: synthetics }) =>
      synthetics.flatMap(({ index, acquisition: worth, matches }) =>
        matches.map(({ sample: pick, distance }) => [
          ...[name, seed, cycle, index, objective === 'entropy' ? worth : '', objective === 'distance' ? worth : ''],
          ...[pick.index, distance, pick.entropy, className(classes, pick.predicted)],
          className(classes, pick.label ?? labelOf(pick.index)),
        ]),
      ),
    ),
  };
}
