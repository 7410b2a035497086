/**
 * The events of the log, in the order in which an experiment writes them. Spec and log together are the whole experiment:
 * every figure, table, export and resumed run is computed from them. The schemas here are the only declaration of the
 * events; all types are inferred from them. Between two runs of one spec on one adapter only the fields `time` and
 * `seconds` differ; a change of adapter within a run is logged as `backend-changed`.
 */
import * as v from 'valibot';
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
  type StepKey,
} from './event-values.ts';
import { queried } from './log/queried.ts';
import type { Spec } from './spec.ts';
import { synthesizedAnswers } from './synthesized-queries.ts';

export type { Divergence, StepKey } from './event-values.ts';
export type { AssetUse, LoggedQueryTargets, UsedAsset } from './log/queried.ts';
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
  /** Of annotators that err: the true labels, and of several each one's answers. */
  initialTruth: v.optional(labels),
  initialAnswers: v.optional(v.array(labels)),
  /** Numbers about the choice of the initial set, by name: `coverRadius`. */
  initialMetrics: v.optional(v.record(v.string(), computed)),
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

/** Of measures of a generator: their values by class, and what embedded its samples. */
const generatorMeasures = {
  classValues: v.optional(v.record(v.string(), computedList)),
  embedding: v.optional(
    v.object({
      kind: v.literal('classifier'),
      /** Of its model. */
      name: v.string(),
      /** Its key. */
      asset: v.string(),
      testAccuracy: computedFraction,
      /** Labels that it was trained on. */
      labelled: natural,
      /** Samples drawn. */
      samples: natural,
    }),
  ),
};

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
  ...generatorMeasures,
  seconds: finite,
});

const labelled = v.object({
  type: v.literal('labelled'),
  ...stepKey.entries,
  indices: naturals,
  labels,
  /** Of annotators that err: the true labels, and of several each one's answers. */
  truth: v.optional(labels),
  answers: v.optional(v.array(labels)),
  /** Answers to the query's synthesized samples. */
  synthetic: v.optional(synthesizedAnswers),
});

/** A learner trained on every label of the pool. */
const fullSupervision = v.object({
  type: v.literal('full-supervision'),
  seed: natural,
  /** Where it is trained as the arms are: the first arm with its model and training, and the gradient steps taken. */
  asArm: v.optional(natural),
  steps: v.optional(natural),
  labelled: natural,
  values,
  confusion,
  /** Absent in logs of versions up to 0.2.0. */
  diverged: v.optional(divergence),
  ...generatorMeasures,
  seconds: finite,
});

/** A cycle of a random arm of the luck band. In cycle 0 all of them are the same, and the first stands for them. */
const luck = v.object({
  type: v.literal('luck'),
  seed: natural,
  cycle: natural,
  /** Counted from 0. */
  randomArm: natural,
  labelled: natural,
  values,
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
  luck,
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
export type Luck = EventOf<'luck'>;
export type Finished = EventOf<'finished'>;

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
export const endsStep = (event: LogEvent): event is Measured | FullSupervision | Luck =>
  event.type === 'measured' || event.type === 'full-supervision' || event.type === 'luck';

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
