/** The decision map in the log: a learner's predictions on a grid over two-dimensional data. */
import * as v from 'valibot';
import { finite, natural, stepKey } from './event-values.ts';

/** One number per cell: bytes in base64, 0–255 from the least to the greatest value of the map. */
const mappedValues = v.object({ values: v.string(), least: finite, greatest: finite });

/**
 * A Gaussian on the plane, in data coordinates. Where the features are the plane itself, it is the mixture's component;
 * otherwise it has the mean and covariance of the fitted samples, weighted by the component's responsibilities.
 */
const mappedComponent = v.object({
  /** The class that the component belongs to, or was initialised from. */
  label: natural,
  /** π. */
  weight: finite,
  mean: v.tuple([finite, finite]),
  /** Variance of x, covariance of x and y, variance of y. */
  covariance: v.tuple([finite, finite, finite]),
});

const mappedMixtures = v.object({
  /** asinh of I_like = ln p(z; ψ_U) − ln p(z; ψ_L): linear around 0, logarithmic further out. */
  likelihood: mappedValues,
  /** Components of ψ_L and of ψ_U; empty components are omitted. */
  labelled: v.array(mappedComponent),
  unlabelled: v.array(mappedComponent),
});

/** Two-dimensional data only. Cells are row-major from the top-left one, bytes in base64. */
export const planeMapped = v.object({
  type: v.literal('mapped'),
  ...stepKey.entries,
  columns: natural,
  rows: natural,
  /** Data coordinates of the outer edges: left, right, bottom, top. */
  extent: v.tuple([finite, finite, finite, finite]),
  /** Predicted class of each cell. */
  predicted: v.string(),
  /** Probability of that class, 0–255 for 0–1. */
  confidence: v.string(),
  /** Acquisition score, 0–255 from the least to the greatest of the map; absent for strategies without one. */
  acquisition: v.optional(v.string()),
  /** The critic's output, 0–1, higher where a cell looks unlabelled; of trainings that provide a critic. */
  critic: v.optional(mappedValues),
  /** Of trainings and queries with mixtures of the features. */
  mixtures: v.optional(mappedMixtures),
});

/** Layers of the decision map that can be shown: the page's choice, and a preset's. */
export type Surface = 'regions' | 'acquisition' | 'critic' | 'likelihood';

export type MappedValues = v.InferOutput<typeof mappedValues>;
export type MappedComponent = v.InferOutput<typeof mappedComponent>;
export type MappedMixtures = v.InferOutput<typeof mappedMixtures>;
export type PlaneMapped = v.InferOutput<typeof planeMapped>;
