/** Kinds of values in a spec. */
import * as v from 'valibot';

export const integer = (min: number, max = 1e9) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
export const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
export const parameterValues = v.optional(v.record(v.string(), v.union([v.number(), v.string(), v.boolean()])), {});
