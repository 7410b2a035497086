/** The forms of `expected.json` and `results.csv` in `reproductions/` (its README describes them). */
import * as v from 'valibot';

const name = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const unit = v.picklist(['%', 'nats', 's']);

export const expectedSchema = v.pipe(
  v.strictObject({
    sources: v.record(name, v.strictObject({ kind: v.picklist(['published', 'independent']), reference: name })),
    figures: v.pipe(
      v.array(
        v.strictObject({
          source: name,
          arm: name,
          labelled: v.optional(count),
          steps: v.optional(count),
          measure: name,
          unit,
          value: v.number(),
          /** Standard deviation. */
          deviation: v.optional(v.number()),
          /** Least and greatest of the runs. */
          range: v.optional(v.tuple([v.number(), v.number()])),
        }),
      ),
      v.minLength(1),
    ),
  }),
  v.check(({ sources, figures }) => {
    const used = new Set(figures.map(({ source }) => source));
    return [...used].sort().join() === Object.keys(sources).sort().join();
  }, 'each figure must name a source, and each source have a figure'),
);

const numeral = v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/));

/** One row of `results.csv`, as strings. */
export const resultSchema = v.strictObject({
  spec: name,
  arm: name,
  seeds: v.pipe(v.string(), v.regex(/^\d+(;\d+)*$/)),
  labelled: v.union([v.literal(''), numeral]),
  steps: v.union([v.literal(''), numeral]),
  measure: name,
  unit,
  value: numeral,
});
