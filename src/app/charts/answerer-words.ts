/** Who answered, in words: "Small CNN, 98.9 % right on the test set", "a person". */
import type { Answerer } from '../../spec/questions.ts';
import { percent } from './text.ts';

export function answererWords(by: Answerer | undefined): string {
  if (!by) return '…';
  if (by.kind === 'person') return 'a person';
  return `${by.name}, trained on ${by.labelled.toLocaleString('en')} true labels, ${percent(by.testAccuracy)} % right on the test set`;
}
