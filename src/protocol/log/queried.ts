/** The event of a query: what was asked, why, and what it was based on. */
import * as v from 'valibot';
import type { AssetKind } from '../assets.ts';
import {
  computed,
  computedList,
  divergence,
  finite,
  fraction,
  labels,
  natural,
  naturals,
  stepKey,
  storedValues,
} from '../event-values.ts';
import { synthesizedQueries } from '../synthesized-queries.ts';

/** Generated samples, and the real samples that were matched to them (ASAL). */
const queryTargets = v.object({
  /** Of images that are logged as thumbnails: `[height, width, channels]` of each. Absent where they are whole. */
  shape: v.optional(naturals),
  /** In the type of the stored data set. */
  values: storedValues,
  /** Acquisition score of each generated sample: entropy in nats, or distance to the hyperplane. */
  worth: computedList,
  /** For each queried sample, the generated sample that it was matched to. */
  matchedTo: naturals,
  /** For each queried sample, its distance to that one in feature space. */
  distances: computedList,
  /**
   * Plane only: paths of the generated points from start to end, `[places, samples, 2]`, with the same number of places
   * for each.
   */
  paths: v.optional(computedList),
});

const usedAsset = v.object({
  id: v.string(),
  kind: v.custom<AssetKind>((input) => typeof input === 'string'),
  /** Seconds of building it, in whichever run that was. */
  seconds: finite,
});

const assetUse = v.object({
  /** Seconds in this step: building or reading from storage; near 0 where all was in memory. */
  seconds: finite,
  /** The part of it in which assets were built; logs of before the field do not say. */
  built: v.optional(v.object({ seconds: finite })),
  /** All assets that the query is based on. */
  assets: v.array(usedAsset),
});

export const queried = v.object({
  type: v.literal('queried'),
  ...stepKey.entries,
  /** Queried samples in the order of the query; indices into the data set. */
  indices: naturals,
  /** The strategy's score of each, in its own unit. */
  scores: computedList,
  /** Entropy of the learner's prediction for each, in nats, before the answer. */
  entropies: computedList,
  /** −1 where the learner's loss, weights or outputs are not finite. */
  predictions: labels,
  /**
   * Cross-entropy of that prediction with the true class, −ln p in nats; null where the true class is unknown. Logged for all
   * arms of runs with a method that compares labelled with unlabelled features.
   */
  losses: v.optional(v.array(v.nullable(finite))),
  /** Numbers that the strategy reports, by name: `coverRadius`. Absent where it reports none. */
  metrics: v.optional(v.record(v.string(), computed)),
  /** Mean cross-entropy of the same number of samples, had one metric of the strategy's score queried them. */
  perMetric: v.optional(v.array(v.object({ metric: v.string(), loss: finite }))),
  /** Of strategies that generate samples and query real ones in their place. */
  imagined: v.optional(queryTargets),
  /** Assets that were prepared for the query. */
  prepared: v.optional(assetUse),
  /** The neighbour search that matched generated to real samples, and its recall. */
  search: v.optional(v.object({ kind: v.picklist(['exact', 'tree', 'approximate']), recall: fraction })),
  /** Of strategies that query the labels of synthesized samples; `indices` is empty then. */
  synthetic: v.optional(synthesizedQueries),
  /** Why the query was drawn at random in place of the strategy's: what was not finite. */
  fallback: v.optional(v.object({ to: v.literal('random'), diverged: divergence })),
  /** Unlabelled samples in the pool. */
  poolSize: natural,
  /** Seconds of the query, with the scoring of the pool; without the preparation of assets. */
  seconds: finite,
});

export type UsedAsset = v.InferOutput<typeof usedAsset>;
export type AssetUse = v.InferOutput<typeof assetUse>;
export type LoggedQueryTargets = v.InferOutput<typeof queryTargets>;
