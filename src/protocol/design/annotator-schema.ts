/** Annotators that err: how often, how many of them answer each query, and what an answer costs. */
import * as v from 'valibot';
import { integer } from './spec-values.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** How one annotator errs. */
const noise = v.variant('kind', [
  /** With probability `rate` another class than the true one, each equally likely: a share 1 − rate of the answers is right. */
  v.strictObject({ kind: v.literal('uniform'), rate: v.optional(share, 0.2) }),
  /** Row c has the probabilities of the answers about a sample of class c, in label order. */
  v.strictObject({
    kind: v.literal('matrix'),
    matrix: v.pipe(
      v.array(v.array(share)),
      v.minLength(2),
      v.check((rows) => rows.every((row) => row.length === rows.length), 'the matrix is not square'),
      v.check(
        (rows) => rows.every((row) => Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-6),
        'the sum of a row is not 1',
      ),
    ),
  }),
]);

export const annotator = v.pipe(
  v.strictObject({
    /** Of every annotator, or of one after the other. */
    noise: v.union([noise, v.pipe(v.array(noise), v.minLength(1), v.maxLength(25))]),
    /** Annotators that answer each query; the length of the list of noises where that is a list. */
    count: v.optional(integer(1, 25)),
    /** How several answers become a label: the class named most often, or the most probable one by Dawid & Skene. */
    aggregate: v.optional(v.picklist(['majority', 'dawid-skene']), 'majority'),
    /** Of one answer, in any unit. */
    cost: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1e9)), 1),
  }),
  v.check(
    ({ noise: given, count }) => !Array.isArray(given) || count === undefined || count === given.length,
    'the count is not the number of noises',
  ),
);

export type AnnotatorSpec = v.InferOutput<typeof annotator>;
export type NoiseSpec = v.InferOutput<typeof noise>;

/** The noise of each annotator. */
export const noisesOf = ({ noise: given, count = 1 }: AnnotatorSpec): NoiseSpec[] =>
  Array.isArray(given) ? given : Array.from({ length: count }, () => given);

/** Answers to one label and their cost; without annotators that err it is one answer of cost 1. */
export function perLabel({ annotator }: { annotator?: AnnotatorSpec | undefined }): { answers: number; cost: number } {
  const answers = annotator ? noisesOf(annotator).length : 1;
  return { answers, cost: answers * (annotator?.cost ?? 1) };
}

/** Why confusion matrices do not fit data of so many classes, for the page; undefined where they do. */
export function annotatorMismatch(spec: AnnotatorSpec, classes: number): string | undefined {
  const other = noisesOf(spec).find((one) => one.kind === 'matrix' && one.matrix.length !== classes);
  return other?.kind === 'matrix'
    ? `A confusion matrix is for ${other.matrix.length} classes, and the data have ${classes}.`
    : undefined;
}
