/** Queried samples as rows. */
import { queriesAt } from './queries.ts';
import type { FigureTable } from '../csv.ts';
import { className } from '../format.ts';
import type { FetchedSamples } from '../plane/plane-points.ts';
import type { StepTable } from '../step-table.ts';

interface ShownQueries {
  table: StepTable;
  seed: number;
  upTo: number;
  cache: FetchedSamples;
}

/** A row for each query of the shown cycle. @param arm of this arm only */
export const queriesTable = ({ table, seed, upTo, cache }: ShownQueries, arm?: number): FigureTable => ({
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
