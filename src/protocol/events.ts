/**
 * The events of the log, in the order in which an experiment writes them. Spec and log together are the whole experiment:
 * every figure, table, export and resumed run is computed from them. The schemas here are the only declaration of the
 * events; all types are inferred from them. Between two runs of one spec on one adapter only the fields `time` and
 * `seconds` differ; a change of adapter within a run is logged as `backend-changed`.
 */
import * as v from 'valibot';
import type { AssetKind } from './assets.ts';
import { planeMapped } from './decision-map.ts';
import {
  computed,
  computedFraction,
  computedList,
  divergence,
  finite,
  fraction,
  labels,
  natural,
  naturals,
  stepKey,
  storedValues,
  type StepKey,
} from './event-values.ts';
import type { Spec } from './spec.ts';
import { synthesizedAnswers, synthesizedQueries } from './synthesized-queries.ts';

export type { Divergence, StepKey } from './event-values.ts';
export type { MappedComponent, MappedMixtures, MappedValues, PlaneMapped } from './decision-map.ts';

/** Version of the event format. Logs of earlier versions are read through `migrations/`. */
export const LOG_FORMAT = 3;

const backend = v.object({
  name: v.picklist(['webgpu', 'wasm', 'cpu']),
  /** The GPU's name, or the features of WASM: "SIMD, 2 threads". */
  adapter: v.string(),
});

const started = v.object({
  type: v.literal('started'),
  format: v.literal(LOG_FORMAT),
  /** Milliseconds since 1970. */
  time: finite,
  /** Version of the program. */
  version: v.string(),
  /** Checked by `parseSpec`, which names the place of an error. */
  spec: v.custom<Spec>((input) => typeof input === 'object' && input !== null),
  dataset: v.object({
    id: v.string(),
    name: v.string(),
    kind: v.picklist(['plane', 'table', 'image']),
    shape: naturals,
    /** Class names in label order. */
    classes: v.array(v.string()),
    count: natural,
  }),
  backend,
});

/**
 * The following steps are computed on another backend or adapter: the GPU was lost, or the run was resumed on another
 * machine. A new device of the same adapter is not logged.
 */
const backendChanged = v.object({
  type: v.literal('backend-changed'),
  /** Milliseconds since 1970. */
  time: finite,
  backend,
});

/** Once per seed, before its first step: the split and the initial set, shared by all arms. */
const splitEvent = v.object({
  type: v.literal('split'),
  seed: natural,
  train: natural,
  validation: natural,
  test: natural,
  /** Class counts of the pool (train). Unlabelled samples are not counted. */
  poolCounts: naturals,
  initial: naturals,
  initialLabels: labels,
});

const trained = v.object({
  type: v.literal('trained'),
  ...stepKey.entries,
  labelled: natural,
  /** Gradient steps taken. */
  steps: natural,
  epochs: natural,
  /** The epoch of the final weights. */
  bestEpoch: natural,
  /** Mean training loss of the last epoch. */
  loss: computed,
  /** Fraction; null without a validation split. */
  validationAccuracy: v.nullable(fraction),
  /** Of a training that diverged: it ended there, and its query is random. Absent in logs of versions up to 0.2.0. */
  diverged: v.optional(divergence),
  /** Numbers that the training method reports, by name: `criticEntropy`. Empty where it reports none. */
  metrics: v.record(v.string(), computed),
  /** Every setting of the training as resolved from spec and defaults; absent in logs of format 1. */
  settings: v.optional(v.record(v.string(), v.unknown())),
  seconds: finite,
});

/** Measures on the test split by name; `accuracy` is always there. All are NaN where the learner diverged. */
const values = v.objectWithRest({ accuracy: computedFraction }, computed);

/**
 * Test samples by true class and predicted class: `[classes, classes]` row-major, −n for n zeros in a row. Absent in logs
 * of format 1.
 */
const confusion = v.optional(v.array(v.pipe(v.number(), v.integer())));

const measured = v.object({
  type: v.literal('measured'),
  ...stepKey.entries,
  /** Initial and queried labels so far; a query counts as one, whatever its answer. */
  labelled: natural,
  values,
  confusion,
  /** Absent in logs of versions up to 0.2.0. */
  diverged: v.optional(divergence),
  /** Labelled samples of each class. */
  counts: naturals,
  seconds: finite,
});

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

const queried = v.object({
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

const labelled = v.object({
  type: v.literal('labelled'),
  ...stepKey.entries,
  indices: naturals,
  labels,
  /** Answers to the query's synthesized samples. */
  synthetic: v.optional(synthesizedAnswers),
});

/** A learner trained on every label of the pool. */
const fullSupervision = v.object({
  type: v.literal('full-supervision'),
  seed: natural,
  labelled: natural,
  values,
  confusion,
  /** Absent in logs of versions up to 0.2.0. */
  diverged: v.optional(divergence),
  seconds: finite,
});

const finished = v.object({ type: v.literal('finished'), time: finite });

export const logEvent = v.variant('type', [
  started,
  backendChanged,
  splitEvent,
  trained,
  measured,
  planeMapped,
  queried,
  labelled,
  fullSupervision,
  finished,
]);

export type LogEvent = v.InferOutput<typeof logEvent>;
type EventOf<Type extends LogEvent['type']> = Extract<LogEvent, { type: Type }>;
export type Started = EventOf<'started'>;
export type BackendChanged = EventOf<'backend-changed'>;
export type SplitEvent = EventOf<'split'>;
export type Trained = EventOf<'trained'>;
export type Measured = EventOf<'measured'>;
export type Queried = EventOf<'queried'>;
export type Labelled = EventOf<'labelled'>;
export type FullSupervision = EventOf<'full-supervision'>;
export type Finished = EventOf<'finished'>;

export type UsedAsset = v.InferOutput<typeof usedAsset>;
export type AssetUse = v.InferOutput<typeof assetUse>;
export type LoggedQueryTargets = v.InferOutput<typeof queryTargets>;
export type MeasureValues = v.InferOutput<typeof values>;
export type LoggedBackend = v.InferOutput<typeof backend>;

export interface BackendInfo extends LoggedBackend {
  /** Why this backend was chosen, and what would make a faster one available; for display. */
  reason: string;
}

/** Whether two events belong to one step. */
export const isSameStep = (one: StepKey, other: StepKey): boolean =>
  one.seed === other.seed && one.cycle === other.cycle && one.arm === other.arm;

/** Whether an event ends a step of the plan. */
export const endsStep = (event: LogEvent): event is Measured | FullSupervision =>
  event.type === 'measured' || event.type === 'full-supervision';

/** A run in the list of stored runs, without its events. */
export interface RunInfo {
  id: string;
  /** The design's name or that of its data, until the visitor renames it. */
  name: string;
  /** Marked by the visitor. */
  starred?: boolean;
  spec: Spec;
  dataset: { id: string; name: string };
  created: number;
  updated: number;
  /** False where it can be resumed. */
  finished: boolean;
  /** Steps in the log and in the whole plan. */
  stepsDone: number;
  stepsTotal: number;
  /** The backend in use, or the last one. */
  backend: LoggedBackend;
}

/** What the visitor may change of a run. */
export type RunChanges = Partial<Pick<RunInfo, 'name' | 'starred'>>;
