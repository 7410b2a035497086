/** Queries of generated samples, their labels and their annotators as text. */
import {
  synthesizedQueryCount,
  type AnnotatorInfo,
  type LoggedSynthesizedQueries,
} from '../../../protocol/synthesized-queries.ts';
import { className, formatPercent } from '../../charts/format.ts';

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
