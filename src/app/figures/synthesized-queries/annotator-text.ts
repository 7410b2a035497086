/** Questions about samples that do not exist, and who answered them, in words: "Small CNN, 98.9 % right on the test set", "a person". */
import {
  synthesizedQueryCount,
  type AnnotatorInfo,
  type LoggedSynthesizedQueries,
} from '../../../protocol/synthesized-queries.ts';
import { formatPercent } from '../../charts/format.ts';

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
