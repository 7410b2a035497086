/** Imagined samples and their matches as rows: one for each real sample that was asked for. */
import type { ArmTargets } from '../../../metrics/queries/query-targets.ts';
import type { FigureTable } from '../../charts/figure-frame.ts';
import { className } from '../../charts/format.ts';

/** @param labelOf of a sample that the log has no answer for yet */
export function queryTargetsTable(
  targets: readonly ArmTargets[],
  seed: number,
  classes: readonly string[],
  labelOf: (index: number) => number | undefined,
): FigureTable {
  return {
    columns: [
      ...['arm', 'seed', 'cycle', 'imagined', 'its entropy (nats)', 'its distance to the plane'],
      ...['sample', 'distance in the features', 'entropy (nats)', 'predicted', 'label'],
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
