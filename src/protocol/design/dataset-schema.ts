/** The parts of a spec that say which data are used: the data set, and how unequal the classes of its pool are. */
import * as v from 'valibot';
import { readingChoicesSchema } from '../import/import-choices.ts';
import { integer, text } from './spec-values.ts';

/**
 * Only these classes, by name; the data set is reduced to their samples, relabelled 0 … k − 1 in this order ("5 against
 * 7" of the digits). All classes where absent.
 */
const classes = v.optional(v.pipe(v.array(text), v.minLength(2), v.maxLength(10_000)));

/**
 * Scaling of the values for the learner. standardised, where absent: channel by channel or column by column, by the training
 * part's mean and deviation; none: images from 0 to 1, other values unchanged.
 */
const scaling = v.optional(v.picklist(['standardised', 'none']));
const datasetOptions = { classes, scaling };

/** How files are read, under the keys that `npm run lab -- inspect` prints; the rest is guessed. */
const choices = v.optional(readingChoicesSchema);

export const dataset = v.variant('source', [
  v.strictObject({
    source: v.literal('built-in'),
    name: text,
    size: v.optional(integer(10, 1_000_000), 2000),
    testSize: v.optional(integer(0, 500_000), 0),
    seed: v.optional(integer(0), 1),
    ...datasetOptions,
  }),
  /** The dropped files, or those given with `--data`. */
  v.strictObject({
    source: v.literal('files'),
    /** CSV and Parquet: the label column; guessed where absent. */
    labelColumn: v.optional(text),
    /** Image folders: height and width that every image is resized to. */
    imageSize: v.optional(v.tuple([integer(4, 512), integer(4, 512)])),
    choices,
    name: v.optional(text),
    ...datasetOptions,
  }),
  /** A data set stored in this browser, with the choices that it was imported with, for readers of its files elsewhere. */
  v.strictObject({ source: v.literal('stored'), id: text, name: v.optional(text), choices, ...datasetOptions }),
]);

/** Share of its samples that each class keeps in the pool; validation and test keep the proportions of the data. */
export const imbalance = v.variant('kind', [
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
   * prints n·µⁱ with µ = 0.1, "following Cui et al. 2019"; by this formula the fifth class of CIFAR-10 would be empty. In Cui
   * et al. imbalance is the ratio of the largest class to the smallest, which is 1/factor here.
   */
  v.strictObject({
    kind: v.literal('long-tail'),
    factor: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.1),
  }),
]);
