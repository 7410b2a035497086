/** Queries of generated samples, their labels and their annotators, as text and as a table. */
import {
  synthesizedQueryCount,
  type AnnotatorInfo,
  type LoggedSynthesizedQueries,
} from '../../protocol/synthesized-queries.ts';
import type { FigureTable } from '../csv.ts';
import { className, formatPercent } from '../format.ts';
import type { StepTable } from '../step-table.ts';
import { synthesizedQueriesAt, type SynthesizedQuery } from './synthesized-queries.ts';

/** "Small CNN, trained on 400 true labels, 98.9 % right on the test set" or "a person". */
export function annotatorText(by: AnnotatorInfo | undefined): string {
  if (!by) return '…';
  if (by.kind === 'person') return 'a person';
  const right = Number.isFinite(by.testAccuracy) ? `, ${formatPercent(by.testAccuracy)} % right on the test set` : '';
  return `${by.name}, trained on ${by.labelled.toLocaleString('en')} true labels${right}`;
}

/** "3 made samples", "3 strips of 11". */
export function synthesizedQueriesText(questions: LoggedSynthesizedQueries): string {
  const count = synthesizedQueryCount(questions);
  if (questions.form === 'strip') return `${count} strip${count === 1 ? '' : 's'} of ${questions.each}`;
  return `${count} generated sample${count === 1 ? '' : 's'}`;
}

/** The class, "can’t tell" for −1, "…" until the label is there. */
export const answerTextOf = (classes: readonly string[], label: number | undefined): string =>
  label === undefined ? '…' : label < 0 ? 'can’t tell' : className(classes, label);

/** Of a strip: "first 4 cat, other 7 dog". */
export function stripText(classes: readonly string[], { labels }: SynthesizedQuery): string {
  if (!labels) return '…';
  const first = labels[0] ?? -1;
  if (first < 0) return 'can’t tell';
  const after = labels.filter((label) => label === first).length;
  if (after === labels.length) return `all ${answerTextOf(classes, first)}`;
  const other = answerTextOf(classes, labels.at(-1));
  return `first ${after} ${answerTextOf(classes, first)}, other ${labels.length - after} ${other}`;
}

/** A row per generated sample of the shown cycle. */
export const synthesizedQueriesTable = (shown: { table: StepTable; seed: number; upTo: number }): FigureTable => ({
  columns: ['arm', 'seed', 'cycle', 'question', 'image', 'score', 'predicted', 'label', 'annotator'],
  rows: synthesizedQueriesAt(shown.table, shown.seed, shown.upTo).flatMap(({ name, cycle, queries, annotator }) =>
    queries.flatMap(({ values, acquisition, predictions, labels }, query) =>
      values.map((_, i) => [
        ...[name, shown.seed, cycle, query + 1, i + 1, acquisition, className(shown.table.classes, predictions[i])],
        ...[answerTextOf(shown.table.classes, labels?.[i]), annotatorText(annotator)],
      ]),
    ),
  ),
});
