/** Questions about samples that do not exist, and their answers, in a log that comes from elsewhere. */
import * as v from 'valibot';
import { base64Length } from './base64.ts';
import { sampleSize } from './dataset.ts';
import type { Labelled, LogEvent, Queried } from './events.ts';
import { questionCount } from './synthesized-queries.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const maybe = v.nullable(v.number());

export const syntheticQuestions = v.looseObject({
  form: v.picklist(['sample', 'strip']),
  each: v.pipe(whole, v.minValue(1)),
  values: v.union([v.string(), v.array(maybe)]),
  ...{ entropies: v.array(maybe), predictions: v.array(whole), worth: v.array(maybe) },
  ...{ ends: v.optional(v.string()), through: v.optional(v.array(whole)) },
});

export const syntheticAnswers = v.looseObject({
  labels: v.array(v.pipe(v.number(), v.integer(), v.minValue(-1))),
  by: v.variant('kind', [
    v.looseObject({ kind: v.literal('person') }),
    v.looseObject({ kind: v.literal('classifier'), name: v.string(), testAccuracy: maybe, labelled: whole }),
  ]),
});

/**
 * What is wrong with the answers, by the questions that they belong to; undefined where nothing is.
 * @param shape of a sample of the data set
 * @param asked the query of the same step
 */
export function faultIn(answered: Labelled, asked: LogEvent | undefined, shape: readonly number[], classes: number) {
  const questions = asked?.type === 'queried' && sameStep(asked, answered) ? asked.synthetic : undefined;
  const { synthetic } = answered;
  if (!questions !== !synthetic) return 'answers stand without their questions, or questions without their answers';
  if (!questions || !synthetic) return undefined;
  const shown = questionCount(questions) * questions.each;
  const lists = [questions.entropies, questions.predictions, synthetic.labels];
  if (lists.some((list) => list.length !== shown) || !holds(questions, shown * sampleSize(shape)))
    return 'a question shows more samples than it has, or fewer';
  return synthetic.labels.some((label) => label >= classes) ? 'an answer names a class that there is not' : undefined;
}

const sameStep = (one: Queried, other: Labelled): boolean =>
  one.seed === other.seed && one.cycle === other.cycle && one.arm === other.arm;

/** Whether values as a data set stores its own are so many. */
export const holds = ({ values }: { values: string | readonly unknown[] }, count: number): boolean =>
  values.length === (typeof values === 'string' ? base64Length(count) : count);
