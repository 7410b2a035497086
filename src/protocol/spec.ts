/**
 * The spec: an experiment as a small JSON document. Structure and ranges are checked here, and defaults are filled
 * in; names of strategies and models are checked against the catalogue (`catalogue-check.ts`).
 */
import * as v from 'valibot';
import { annotator } from './design/annotator-schema.ts';
import { dataset, imbalance } from './design/dataset-schema.ts';
import { integer, parameterValues, text } from './design/spec-values.ts';
import { training } from './design/training-schema.ts';
import { generatorMeasureNames } from './measure-info.ts';
import { migrateSpec, specVersionOf } from './migrations/migrate-spec.ts';
import { Problem } from './problem.ts';
import { issueText } from './schema-issue.ts';

/** Version of the format. Specs of earlier versions are read through `migrations/`. */
export const SPEC_VERSION = 2;

const model = v.strictObject({ name: text, parameters: parameterValues });

/** Ways to choose the initial set that compare the samples themselves. */
export const initialByFeatures = ['k-means', 'typical', 'covering'] as const;

/** The initial set, shared by a seed's arms. */
const initial = v.pipe(
  v.strictObject({
    /** 10 where absent, or the length of the lists in `indices`. */
    size: v.optional(integer(1)),
    /**
     * random; class: as equal as possible; proportion: as in the pool. Without a look at labels: k-means: nearest to the centres of
     * as many groups; typical: as TypiClust; covering: as ProbCover.
     */
    by: v.optional(v.picklist(['random', 'class', 'proportion', ...initialByFeatures]), 'class'),
    /**
     * Category mismatch: only the first classes, this share of them in label order, have samples in the initial set;
     * the others are unknown at first. All classes where absent (0.7 in the mixture paper's A.4).
     */
    classShare: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
    /**
     * Instead of a random draw: given samples, as indices in the data set's own order, to reproduce a published comparison.
     * Several lists, all of one length, are taken in turn by seeds 1, 2, 3 …
     */
    indices: v.optional(v.pipe(v.array(v.pipe(v.array(integer(0)), v.minLength(1))), v.minLength(1), v.maxLength(100))),
  }),
  v.transform(({ size, ...rest }) => ({ size: size ?? rest.indices?.[0]!.length ?? 10, ...rest })),
);

const arm = v.strictObject({
  strategy: text,
  /** Name of the arm in figures and tables; the strategy's name where absent. */
  name: v.optional(text),
  parameters: parameterValues,
  /** An arm's own model or training; otherwise the spec's. */
  model: v.optional(model),
  training: v.optional(training),
});

export const specSchema = v.strictObject({
  version: v.literal(SPEC_VERSION),
  name: v.optional(text),
  dataset,
  pool: v.optional(
    v.strictObject({
      /**
       * Only the first so many labelled samples of the training part, after `classes`, in the data's own order: the same for
       * every seed, as in some published comparisons. All of them where absent.
       */
      first: v.optional(integer(2)),
      /** Samples of the pool, initially labelled or not; all remaining ones where absent. */
      train: v.optional(integer(2)),
      /** Held out for early stopping. Their labels are not counted, which the page says. */
      validation: v.optional(integer(0), 0),
      /** Held out for testing; the data set's own test part, or a fifth of the data, where absent. */
      test: v.optional(integer(1)),
      /** Class proportions of the pool; those of the data where absent. */
      imbalance: v.optional(imbalance),
    }),
    {},
  ),
  initial: v.optional(initial, {}),
  /** Annotators of real samples that err; the data's own labels where absent. Validation and test keep the true labels. */
  annotator: v.optional(annotator),
  query: v.optional(
    v.strictObject({ size: v.optional(integer(1), 10), cycles: v.optional(integer(0, 10_000), 10) }),
    {},
  ),
  model,
  training: v.optional(training, {}),
  arms: v.pipe(v.array(arm), v.minLength(1), v.maxLength(16)),
  seeds: v.optional(v.pipe(v.array(integer(0)), v.minLength(1), v.maxLength(100)), [1]),
  measure: v.optional(
    v.strictObject({
      /**
       * Prediction on the test split: the mean of the probabilities of so many passes with dropout, which averages over the
       * posterior of a Bayesian network; one pass without dropout where absent.
       */
      passes: v.optional(integer(2, 1000)),
      /** Measures of what the learner's generator draws; none where absent. */
      of: v.optional(v.pipe(v.array(v.picklist(generatorMeasureNames)), v.minLength(1))),
      /** Samples that are drawn for them, as many of each class; 2,000 where absent. Fewer give greater FID and lower inception scores. */
      samples: v.optional(integer(100, 100_000)),
      /** What embeds the samples. classifier: one of the same data, trained on all labels of the pool. */
      embedding: v.optional(v.picklist(['classifier'])),
    }),
  ),
  /**
   * Luck band: so many arms that query at random, on every seed, after the other arms, with the spec's own model and training. Only
   * their measures are logged.
   */
  luck: v.optional(v.strictObject({ arms: v.optional(integer(2, 1000), 50) })),
  /**
   * Also train on every label of the pool (full supervision): the dotted line in the figures. `true`: once, under the first seed, with
   * the spec's own training, its cost bounded. `as: "arms"`: with each distinct model and training of the arms, as long as they
   * say, under every seed.
   */
  reference: v.optional(v.union([v.boolean(), v.strictObject({ as: v.literal('arms') })]), false),
});

export type SpecInput = v.InferInput<typeof specSchema>;
export type Spec = v.InferOutput<typeof specSchema>;
export type ImbalanceSpec = v.InferOutput<typeof imbalance>;
export type DatasetSpec = Spec['dataset'];
export type ModelSpec = Spec['model'];
export type TrainingSpec = Spec['training'];
export type ArmSpec = Spec['arms'][number];
export type ParameterValues = Record<string, number | string | boolean>;

/**
 * A validated spec of the current version, with all defaults; earlier versions are converted.
 * @throws Problem `bad-spec` that names the place and the fault
 */
export function parseSpec(input: unknown): Spec {
  const version = specVersionOf(input) ?? SPEC_VERSION;
  if (version > SPEC_VERSION)
    throw new Problem(
      'bad-spec',
      `The spec is of version ${version}; this page reads versions up to ${SPEC_VERSION}.`,
      'Reload the page for the newest version.',
    );
  const result = v.safeParse(specSchema, migrateSpec(input));
  if (!result.success) {
    const issue = result.issues[0];
    const place = v.getDotPath(issue) ?? 'the document';
    throw new Problem('bad-spec', `The spec is wrong at “${place}”: ${issueText(issue)}.`);
  }
  const spec = result.output;
  if (new Set(spec.seeds).size < spec.seeds.length)
    throw new Problem('bad-spec', 'The spec is wrong at “seeds”: a seed is listed twice.');
  const selectedClasses = spec.dataset.classes;
  if (selectedClasses && new Set(selectedClasses).size < selectedClasses.length)
    throw new Problem('bad-spec', 'The spec is wrong at “dataset.classes”: a class is listed twice.');
  checkInitial(spec.initial);
  checkSchedules(spec);
  checkMeasure(spec);
  const names = armNames(spec);
  if (new Set(names).size < names.length)
    throw new Problem('bad-spec', 'The spec is wrong at “arms”: two arms have the same name.');
  return spec;
}

function checkInitial({ size, indices = [] }: Spec['initial']): void {
  indices.forEach((list, at) => {
    const place = `The spec is wrong at “initial.indices.${at}”:`;
    if (list.length !== size)
      throw new Problem('bad-spec', `${place} there are ${list.length} samples, and the initial size is ${size}.`);
    const seen = new Set<number>();
    const duplicate = list.find((sample) => seen.size === seen.add(sample).size);
    if (duplicate !== undefined) throw new Problem('bad-spec', `${place} sample ${duplicate} is listed twice.`);
  });
}

function checkSchedules({ training, arms }: Spec): void {
  const places = [{ place: 'training', training }, ...arms.map((one, i) => ({ place: `arms.${i}.training`, ...one }))];
  const twice = places.find((one) => one.training?.schedule && one.training.decay);
  if (twice)
    throw new Problem(
      'bad-spec',
      `The spec is wrong at “${twice.place}”: it has a schedule and a decay; only one can say how the learning rate falls.`,
    );
}

function checkMeasure({ measure = {} }: Spec): void {
  const lone = (['samples', 'embedding'] as const).find((name) => measure[name] !== undefined && !measure.of);
  if (lone)
    throw new Problem(
      'bad-spec',
      `The spec is wrong at “measure.${lone}”: it is for measures of a generator, and “measure.of” names none.`,
    );
}

/** @throws Problem `bad-spec` where the text is not JSON or not a spec */
export function parseSpecText(json: string): Spec {
  let input: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    input = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Problem('bad-spec', `The spec is not JSON: ${(error as Error).message}.`);
  }
  return parseSpec(input);
}

/** The arms' names in order. Arms with a name keep it; several arms of one strategy are numbered. */
export function armNames(spec: Pick<Spec, 'arms'>): string[] {
  const occurrences = new Map<string, number>();
  return spec.arms.map((one) => {
    if (one.name) return one.name;
    const occurrence = (occurrences.get(one.strategy) ?? 0) + 1;
    occurrences.set(one.strategy, occurrence);
    return occurrence === 1 ? one.strategy : `${one.strategy} ${occurrence}`;
  });
}

/** Requirements of a design on any data set: some classes only, a scaling. */
export const datasetOptionsOf = ({ classes, scaling }: DatasetSpec): Pick<DatasetSpec, 'classes' | 'scaling'> => ({
  ...(classes && { classes }),
  ...(scaling && { scaling }),
});

export const modelOf = (spec: Spec, arm: number): ModelSpec => spec.arms[arm]?.model ?? spec.model;
export const trainingOf = (spec: Spec, arm: number): TrainingSpec => spec.arms[arm]?.training ?? spec.training;

/** Whether two arms have the same model and training. */
export const sameTraining = (spec: Spec, one: number, other: number): boolean =>
  JSON.stringify([modelOf(spec, one), trainingOf(spec, one)]) ===
  JSON.stringify([modelOf(spec, other), trainingOf(spec, other)]);

/** The first arm with each distinct model and training. */
export const distinctTrainings = (spec: Spec): number[] =>
  spec.arms.flatMap((_, arm) =>
    spec.arms.some((_, before) => before < arm && sameTraining(spec, before, arm)) ? [] : [arm],
  );
