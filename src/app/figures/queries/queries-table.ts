/** Queried samples as rows. */
import { queriesAt } from '../../../metrics/queries/queries.ts';
import type { FigureTable } from '../../charts/figure-frame.ts';
import { className } from '../../charts/format.ts';
import type { FigureContext } from '../figure.ts';

/** A row for each query of the shown cycle. @param arm of this arm only */
export const queriesTable = ({ table, seed, upTo, cache }: FigureContext, arm?: number): FigureTable => ({
  columns: ['arm', 'seed', 'cycle', 'sample', 'score', 'entropy (nats)', 'predicted', 'label', 'queried by'],
  rows: queriesAt(table, seed, upTo)
    .filter((one) => arm === undefined || one.arm === arm)
    .flatMap(({ name, cycle, samples }) =>
      samples.map((query) => [
        ...[name, seed, cycle, query.index, query.score, query.entropy],
        className(table.classes, query.predicted),
        className(table.classes, query.label ?? cache.get(query.index)?.label),
        query.arms.map((one) => table.arms[one]).join(' '),
      ]),
    ),
});
