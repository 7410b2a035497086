/** Imagined samples and their matches as rows: one for each real sample that was asked for. */
import type { Matching } from '../../../metrics/queries/query-targets.ts';
import type { FigureTable } from '../../charts/figure-table.ts';
import { className } from '../../charts/format.ts';

/** @param labelOf of a sample that the log has no answer for yet */
export function imaginedTable(
  imagined: readonly Matching[],
  seed: number,
  classes: readonly string[],
  labelOf: (index: number) => number | undefined,
): FigureTable {
  return {
    columns: [
      ...['arm', 'seed', 'cycle', 'imagined', 'its entropy (nats)', 'its distance to the plane'],
      ...['sample', 'distance in the features', 'entropy (nats)', 'predicted', 'label'],
    ],
    rows: imagined.flatMap(({ name, cycle, objective, synthetics }) =>
      synthetics.flatMap(({ index, worth, matches }) =>
        matches.map(({ pick, distance }) => [
          ...[name, seed, cycle, index, objective === 'entropy' ? worth : '', objective === 'distance' ? worth : ''],
          ...[pick.index, distance, pick.entropy, className(classes, pick.predicted)],
          className(classes, pick.label ?? labelOf(pick.index)),
        ]),
      ),
    ),
  };
}
