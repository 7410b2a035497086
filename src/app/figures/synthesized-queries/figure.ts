/** Queries of generated samples, which are labelled themselves. */
import { synthesizedQueriesTable } from '../../../metrics/queries/annotator-text.ts';
import { hasSynthesizedQueries } from '../../../metrics/queries/synthesized-queries.ts';
import type { Figure } from '../figure.ts';

export const synthesizedQueries: Figure = {
  id: 'synthesized-queries',
  title: 'Synthesized queries',
  term: 'synthesized queries',
  about:
    'Samples that the arm’s generator made and that were labelled for training in place of samples of the pool (GAAL, ADBA), with the label and the annotator. A strip is a walk between two classes; its annotator says where the class changes.',
  slot: 'centre',
  pace: 'soon',
  applies: ({ table }) => hasSynthesizedQueries(table),
  table: synthesizedQueriesTable,
  View: { load: () => import('./View.svelte') },
};
