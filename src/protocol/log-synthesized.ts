/** Questions about samples that do not exist, and their answers, in a log that comes from elsewhere. */
import * as v from 'valibot';
import { base64Length } from './base64.ts';
import { sampleSize } from './dataset.ts';
import type { Labelled, LogEvent, Queried } from './events.ts';
import { synthesizedQueryCount } from './synthesized-queries.ts';

const integer = v.pipe(v.number(), v.integer(), v.minValue(0));
const nullableNumber = v.nullable(v.number());

export const synthesizedQueriesSchema = v.looseObject({
  form: v.picklist(['sample', 'strip']),
  each: v.pipe(integer, v.minValue(1)),
  values: v.union([v.string(), v.array(nullableNumber)]),
  ...{ entropies: v.array(nullableNumber), predictions: v.array(integer), worth: v.array(nullableNumber) },
  ...{ ends: v.optional(v.string()), through: v.optional(v.array(integer)) },
});

export const synthesizedAnswersSchema = v.looseObject({
  labels: v.array(v.pipe(v.number(), v.integer(), v.minValue(-1))),
  by: v.variant('kind', [
    v.looseObject({ kind: v.literal('person') }),
    v.looseObject({ kind: v.literal('classifier'), name: v.string(), testAccuracy: nullableNumber, labelled: integer }),
  ]),
});

/**
 * What is wrong with the answers, by the questions that they belong to; undefined where nothing is.
 * @param shape of a sample of the data set
 * @param queried the query of the same step
 */
export function synthesizedFault(
  labelled: Labelled,
  queried: LogEvent | undefined,
  shape: readonly number[],
  classes: number,
) {
  const queries = queried?.type === 'queried' && sameStep(queried, labelled) ? queried.synthetic : undefined;
  const { synthetic: answers } = labelled;
  if (!queries !== !answers) return 'synthesized queries without answers, or answers without queries';
  if (!queries || !answers) return undefined;
  const shown = synthesizedQueryCount(queries) * queries.each;
  const lists = [queries.entropies, queries.predictions, answers.labels];
  if (lists.some((list) => list.length !== shown) || !hasValueCount(queries, shown * sampleSize(shape)))
    return 'a synthesized query has the wrong number of samples';
  return answers.labels.some((label) => label >= classes) ? 'an answer names an unknown class' : undefined;
}

const sameStep = (one: Queried, other: Labelled): boolean =>
  one.seed === other.seed && one.cycle === other.cycle && one.arm === other.arm;

/** Whether values as a data set stores its own are so many. */
export const hasValueCount = ({ values }: { values: string | readonly unknown[] }, count: number): boolean =>
  values.length === (typeof values === 'string' ? base64Length(count) : count);
