/**
 * Queries of synthesized samples (GAAL, ADBA) and their answers: a strategy generates them, a classifier or a person labels
 * them, the log stores both.
 */
import * as v from 'valibot';
import { computed, computedList, labels, natural, naturals, storedValues } from './event-values.ts';

/** Images along one line through latent space, as in the ASAL paper (section 5.3): one strip is one annotation. */
export const STRIP_LENGTH = 11;

/** The annotator: a classifier trained on every true label of the pool, or the user. */
export type AnnotatorKind = 'classifier' | 'person';

export const synthesizedQueries = v.object({
  /** sample: what is its class? strip: behind which of its images does the class change? */
  form: v.picklist(['sample', 'strip']),
  /** Samples shown in each query: 1, or the length of a strip. */
  each: v.pipe(natural, v.minValue(1)),
  /** All samples shown, query after query, in the type of the stored data set. */
  values: storedValues,
  /** Of each sample shown: entropy of the learner's prediction in nats, and the predicted class. */
  entropies: computedList,
  predictions: naturals,
  /** Acquisition score of each query: entropy in nats, or distance to the hyperplane. */
  worth: computedList,
  /** Strips: both ends of each line in latent space, `[queries, 2, latent]`: floats, little-endian, in base64. */
  ends: v.optional(v.string()),
  /** Strips: index of the pool sample whose latent point the line goes through. */
  through: v.optional(naturals),
});

export const synthesizedAnswers = v.object({
  /** Of each sample shown, in the order of the queries; −1 for "can't tell", which no training uses. */
  labels,
  by: v.variant('kind', [
    v.object({ kind: v.literal('person') }),
    v.object({
      kind: v.literal('classifier'),
      /** The model's label. */
      name: v.string(),
      /** On the test split. */
      testAccuracy: computed,
      /** True labels that it was trained on. */
      labelled: natural,
    }),
  ]),
});

export type LoggedSynthesizedQueries = v.InferOutput<typeof synthesizedQueries>;
export type LoggedAnswers = v.InferOutput<typeof synthesizedAnswers>;
export type AnnotatorInfo = LoggedAnswers['by'];

export const synthesizedQueryCount = ({ worth }: Pick<LoggedSynthesizedQueries, 'worth'>): number => worth.length;

/** A marker on a strip: the images left of it are of one class, those right of it of the other. */
export interface ClassChange {
  /** Images left of the marker, 0 … the strip's length. */
  after: number;
  /** Class of the images left of the marker, 0 or 1. */
  first: number;
}

/** Labels of a strip's images, 0 or 1. */
export const stripLabels = ({ after, first }: ClassChange, each = STRIP_LENGTH): number[] =>
  Array.from({ length: each }, (_, i) => (i < after ? first : 1 - first));

/**
 * The change with the fewest wrong labels. Ties go to the one that begins with class 0, the learner's own side of the
 * boundary, then to the one nearest to the middle.
 */
export function fitClassChange(labels: readonly number[]): ClassChange {
  const middle = labels.length / 2;
  let best: ClassChange & { wrong: number } = { after: 0, first: 0, wrong: Infinity };
  for (const first of [0, 1])
    for (let after = 0; after <= labels.length; after++) {
      const wrong = stripLabels({ after, first }, labels.length).filter((label, i) => label !== labels[i]).length;
      const nearer = first === best.first && Math.abs(after - middle) < Math.abs(best.after - middle);
      if (wrong < best.wrong || (wrong === best.wrong && nearer)) best = { after, first, wrong };
    }
  return { after: best.after, first: best.first };
}
