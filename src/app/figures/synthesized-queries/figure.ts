/** Queries of generated samples, which are labelled themselves. */
import { hasSynthesizedQueries, synthesizedQueriesAt } from '../../../metrics/queries/synthesized-queries.ts';
import { className } from '../../charts/format.ts';
import type { Figure } from '../figure.ts';
import { annotatorText, answerTextOf } from './annotator-text.ts';

export const synthesizedQueries: Figure = {
  id: 'synthesized-queries',
  title: 'Synthesized queries',
  about:
    'Samples that the arm’s generator made and that were labelled for training in place of samples of the pool (GAAL, ADBA), with the label and the annotator. A strip is a walk between two classes; its annotator says where the class changes.',
  slot: 'centre',
  pace: 'soon',
  applies: ({ table }) => hasSynthesizedQueries(table),
  table: ({ table, seed, upTo }) => ({
    columns: ['arm', 'seed', 'cycle', 'question', 'image', 'score', 'predicted', 'label', 'annotator'],
    rows: synthesizedQueriesAt(table, seed, upTo).flatMap(({ name, cycle, queries, annotator }) =>
      queries.flatMap(({ values, acquisition, predictions, labels }, query) =>
        values.map((_, i) => [
          ...[name, seed, cycle, query + 1, i + 1, acquisition, className(table.classes, predictions[i])],
          ...[answerTextOf(table.classes, labels?.[i]), annotatorText(annotator)],
        ]),
      ),
    ),
  }),
  View: { load: () => import('./View.svelte') },
};
