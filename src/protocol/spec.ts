/**
 * The spec: an experiment as a small JSON document. Structure and ranges are checked here, with the defaults filled
 * in; whether the named strategy or model exists is checked against the catalogue (`names.ts`).
 */
import * as v from 'valibot';
import { Problem } from './problem.ts';
import { issueText } from './schema-issue.ts';

export const SPEC_VERSION = 1;

const integer = (min: number, max = 1e9) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const parameterValues = v.optional(v.record(v.string(), v.union([v.number(), v.string(), v.boolean()])), {});

/**
 * Only these classes, by name; their samples are the whole data set then, relabelled 0 … k − 1 in this order ("5 against
 * 7" of the digits). All of them where absent.
 */
const classes = v.optional(v.pipe(v.array(text), v.minLength(2), v.maxLength(10_000)));

/**
 * What a learner is shown of the values. standardised, where absent: channel by channel or column by column, by the training
 * part's mean and deviation; none: images as 0 … 1, other values as they are.
 */
const scaling = v.optional(v.picklist(['standardised', 'none']));
const datasetOptions = { classes, scaling };

const dataset = v.variant('source', [
  v.strictObject({
    source: v.literal('built-in'),
    name: text,
    size: v.optional(integer(10, 1_000_000), 2000),
    testSize: v.optional(integer(0, 500_000), 0),
    seed: v.optional(integer(0), 1),
    ...datasetOptions,
  }),
  /** The files that the visitor drops, or that `--data` names. */
  v.strictObject({
    source: v.literal('files'),
    /** CSV and Parquet: which column is the label; guessed where absent. */
    labelColumn: v.optional(text),
    /** Image folders: height and width that every image is resized to. */
    imageSize: v.optional(v.tuple([integer(4, 512), integer(4, 512)])),
    name: v.optional(text),
    ...datasetOptions,
  }),
  /** A data set of this browser's store. */
  v.strictObject({ source: v.literal('stored'), id: text, name: v.optional(text), ...datasetOptions }),
]);

/** Which share of its samples each class keeps in the pool; validation and test stay as the data have them. */
const imbalance = v.variant('kind', [
  /**
   * The first half of the classes, ⌈K/2⌉ of K in label order, keep all, the others one in `ratio` ("half of all classes
   * have 10 times more samples", Gaussian mixtures for active learning, Section 4.2).
   */
  v.strictObject({
    kind: v.literal('step'),
    ratio: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1e6)), 10),
  }),
  /**
   * Class i of K keeps the share factor^(i / (K − 1)): the first class all, the last one `factor`. The same paper's A.5
   * prints n·µⁱ with µ = 0.1, "following Cui et al. 2019"; taken to the letter that leaves nothing of the fifth class of
   * CIFAR-10, and in that work imbalance is the ratio of the largest class to the smallest, which is 1/factor here.
   */
  v.strictObject({
    kind: v.literal('long-tail'),
    factor: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.1),
  }),
]);

const model = v.strictObject({ name: text, parameters: parameterValues });

const training = v.strictObject({
  method: v.optional(text, 'supervised'),
  epochs: v.optional(integer(1, 10_000), 60),
  batch: v.optional(integer(1, 4096), 16),
  learningRate: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(10)), 0.001),
  optimizer: v.optional(v.picklist(['adam', 'sgd']), 'adam'),
  /** How long to train, in gradient steps, in place of the epochs: what arms of different methods can be equal in. */
  steps: v.optional(integer(1, 1e7)),
  /** Which set an epoch goes through: the labelled one where absent, or the larger one, as WAAL's authors count. */
  epochsOver: v.optional(v.picklist(['labelled', 'larger'])),
  /**
   * An epoch is so many draws, however many samples are labelled (BatchBALD's authors: 5,056): epochs of few labels go
   * through them again and again, and batches are full.
   */
  epochDraws: v.optional(integer(1)),
  /** The learning rate is divided by ten at each of these shares of the gradient steps; it stays where absent. */
  decay: v.optional(v.pipe(v.array(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))), v.maxLength(10))),
  /** SGD's; 0.9 where absent. */
  momentum: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.999))),
  /** This much of the weights is added to their gradients; nothing where absent. */
  weightDecay: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** Whose weights stay: those that did best on the validation split where absent, or the last ones, without early stopping. */
  keep: v.optional(v.picklist(['best', 'last'])),
  /** Looks at the validation split without a better accuracy before training stops; 0 trains to the end. */
  patience: v.optional(integer(0, 10_000), 10),
  /** Looks at the validation split in a whole training, evenly spaced: as many as epochs look after each. 20 where absent. */
  looks: v.optional(integer(1, 10_000)),
  /**
   * What is done to the images of each batch: shifted, turned and scaled a little; padded by four pixels and cropped; that
   * after as many are flipped left to right as not (the papers' recipe). In place of what the model does by itself, which
   * is all that is done where this is absent.
   */
  augmentation: v.optional(v.picklist(['none', 'wobble', 'crop', 'flip-crop'])),
  parameters: parameterValues,
});

/** What each seed's arms begin with. */
const initial = v.pipe(
  v.strictObject({
    /** 10 where absent, or as many as the lists of `indices` have. */
    size: v.optional(integer(1)),
    /** random; class: as equal as can be; proportion: as in the pool. */
    by: v.optional(v.picklist(['random', 'class', 'proportion']), 'class'),
    /**
     * Category mismatch: only the first classes, this share of them in label order, have samples in the initial set;
     * the others have to be found. All of them where absent (0.7 in the mixture paper's A.4).
     */
    classShare: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
    /**
     * In place of a draw: the very samples, as indices in the data set's own order, so that a comparison that was published can
     * begin again where it began. Several lists, all of one length, are taken in turn by seeds 1, 2, 3 …
     */
    indices: v.optional(v.pipe(v.array(v.pipe(v.array(integer(0)), v.minLength(1))), v.minLength(1), v.maxLength(100))),
  }),
  v.transform(({ size, ...rest }) => ({ size: size ?? rest.indices?.[0]!.length ?? 10, ...rest })),
);

const arm = v.strictObject({
  strategy: text,
  /** How the arm is called in figures and tables; the strategy's name where absent. */
  name: v.optional(text),
  parameters: parameterValues,
  /** An arm may have a model or training of its own; otherwise the spec's. */
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
       * Of the training part, after `classes`, only the first so many labelled samples in the data's own order: the same for
       * every seed, as a published comparison may have it. All of them where absent.
       */
      first: v.optional(integer(2)),
      /** Samples to choose from, labelled at the start or not; all that are left where absent. */
      train: v.optional(integer(2)),
      /** Held out for early stopping. Their labels cost nothing here, and the page says so. */
      validation: v.optional(integer(0), 0),
      /** Held out for measuring; the data set's own test part, or a fifth of it, where absent. */
      test: v.optional(integer(1)),
      /** The pool as it comes where absent. */
      imbalance: v.optional(imbalance),
    }),
    {},
  ),
  initial: v.optional(initial, {}),
  query: v.optional(
    v.strictObject({ size: v.optional(integer(1), 10), cycles: v.optional(integer(0, 10_000), 10) }),
    {},
  ),
  model,
  training: v.optional(training, {}),
  arms: v.pipe(v.array(arm), v.minLength(1), v.maxLength(16)),
  seeds: v.optional(v.pipe(v.array(integer(0)), v.minLength(1), v.maxLength(100)), [1]),
  /**
   * How test accuracy is measured: by the mean of the probabilities of so many passes with dropout, as the posterior of a
   * Bayesian network is averaged over; by one pass without dropout where absent.
   */
  measure: v.optional(v.strictObject({ passes: integer(2, 1000) })),
  /** Also train once on every label of the pool: the dotted line that the arms climb towards. */
  reference: v.optional(v.boolean(), false),
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
 * A checked spec with all defaults in it.
 * @throws Problem `bad-spec` that names the place and what is wrong there
 */
export function parseSpec(input: unknown): Spec {
  const result = v.safeParse(specSchema, input);
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

/** @throws Problem `bad-spec` where the text is not JSON or not a spec */
export function parseSpecText(json: string): Spec {
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch (error) {
    throw new Problem('bad-spec', `The spec is not JSON: ${(error as Error).message}.`);
  }
  return parseSpec(input);
}

/** The arms' names in order. Arms that name themselves keep it; a strategy that is there twice is numbered. */
export function armNames(spec: Pick<Spec, 'arms'>): string[] {
  const occurrences = new Map<string, number>();
  return spec.arms.map((one) => {
    if (one.name) return one.name;
    const occurrence = (occurrences.get(one.strategy) ?? 0) + 1;
    occurrences.set(one.strategy, occurrence);
    return occurrence === 1 ? one.strategy : `${one.strategy} ${occurrence}`;
  });
}

/** What a design asks of its data, whichever they are: some classes only, a scale. */
export const datasetOptionsOf = ({ classes, scaling }: DatasetSpec): Pick<DatasetSpec, 'classes' | 'scaling'> => ({
  ...(classes && { classes }),
  ...(scaling && { scaling }),
});

export const modelOf = (spec: Spec, arm: number): ModelSpec => spec.arms[arm]?.model ?? spec.model;
export const trainingOf = (spec: Spec, arm: number): TrainingSpec => spec.arms[arm]?.training ?? spec.training;
