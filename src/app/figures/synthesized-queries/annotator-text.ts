/** Questions about samples that do not exist, and who answered them, in words: "Small CNN, 98.9 % right on the test set", "a person". */
import { questionCount, type Answerer, type SyntheticQuestions } from '../../../protocol/synthesized-queries.ts';
import { percent } from '../../charts/format.ts';

export function answererWords(by: Answerer | undefined): string {
  if (!by) return '…';
  if (by.kind === 'person') return 'a person';
  const right = Number.isFinite(by.testAccuracy) ? `, ${percent(by.testAccuracy)} % right on the test set` : '';
  return `${by.name}, trained on ${by.labelled.toLocaleString('en')} true labels${right}`;
}

/** "3 made samples", "3 strips of 11". */
export function askedWords(questions: SyntheticQuestions): string {
  const count = questionCount(questions);
  if (questions.form === 'strip') return `${count} strip${count === 1 ? '' : 's'} of ${questions.each}`;
  return `${count} made sample${count === 1 ? '' : 's'}`;
}
