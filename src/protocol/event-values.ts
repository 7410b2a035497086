/** Value schemas shared by the events of the log, and the key of a step. */
import * as v from 'valibot';

/** A finite number. */
export const finite = v.number();
/** An index, a count or a class label: a whole number ≥ 0. */
export const natural = v.pipe(v.number(), v.integer(), v.minValue(0));
export const naturals = v.array(natural);
/** A share, 0–1. */
export const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/**
 * A computed number, which may not be finite (a diverged loss). JSON has neither NaN nor ±Infinity and writes null for
 * both; null is read as NaN.
 */
export const computed = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? NaN),
);
/** A fraction, or NaN where a learner diverged; null is read as NaN. */
export const computedFraction = v.pipe(
  computed,
  v.check((value) => Number.isNaN(value) || (value >= 0 && value <= 1), 'it is not between 0 and 1'),
);
/** A class label, or −1 where there is none. */
export const labels = v.array(v.pipe(v.number(), v.integer(), v.minValue(-1)));

export const computedList = v.array(computed);

/**
 * What was found not to be finite: the loss of an epoch, which ends the training; the weights of learner or critic after the last
 * step, before the best ones are restored; outputs of finite weights; or, of a query alone, a strategy's scores of finite
 * outputs (`outputs` in logs of formats 1 and 2).
 */
export const divergence = v.picklist(['loss', 'weights', 'outputs', 'scores']);
export type Divergence = v.InferOutput<typeof divergence>;

/** Samples in the data set's own storage: bytes in base64 (images), or numbers (tables, points). */
export const storedValues = v.union([v.string(), computedList]);

/** One cycle of one arm under one seed. `arm` counts from 0 in the spec's order, `cycle` from 0. */
export const stepKey = v.object({ seed: natural, cycle: natural, arm: natural });
export type StepKey = v.InferOutput<typeof stepKey>;
