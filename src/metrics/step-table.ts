/**
 * The log as a table: the events of each step by seed, arm and cycle. All metrics read this table, and when a log has grown
 * only its new events are read.
 */
import type {
  Finished,
  Labelled,
  LogEvent,
  Luck,
  PlaneMapped,
  Measured,
  BackendChanged,
  Queried,
  FullSupervision,
  SplitEvent,
  Started,
  StepKey,
  Trained,
} from '../protocol/events.ts';
import { armNames, type Spec } from '../protocol/spec.ts';

/** One cycle of one arm under one seed, as far as the log has it. */
export interface StepRecord extends StepKey {
  /** The backend that computed it. */
  backend?: BackendChanged['backend'] | undefined;
  trained?: Trained;
  measured?: Measured;
  mapped?: PlaneMapped;
  queried?: Queried;
  labelled?: Labelled;
}

export interface StepTable {
  spec: Spec;
  arms: string[];
  /** Class names in label order; empty until the log has its first event. */
  classes: string[];
  started: Started | undefined;
  /** The backend of the run, or its last one. */
  backend: BackendChanged['backend'] | undefined;
  finished: Finished | undefined;
  splits: Map<number, SplitEvent>;
  fullSupervision: FullSupervision[];
  /** Random arms of the luck band, in the order of the log. */
  luck: Luck[];
  /** seed → arm → cycle. Seeds are in the order in which they began. */
  steps: Map<number, StepRecord[][]>;
  /** Number of events read, and the last of them. */
  eventsRead: number;
  lastEvent: LogEvent | undefined;
}

/** A table without steps, for axes that are shown before the first result. */
export function emptyTable(spec: Spec, classes: string[] = []): StepTable {
  return {
    spec,
    arms: armNames(spec),
    classes,
    started: undefined,
    backend: undefined,
    finished: undefined,
    splits: new Map(),
    fullSupervision: [],
    luck: [],
    steps: new Map(),
    eventsRead: 0,
    lastEvent: undefined,
  };
}

/**
 * The table of a log; undefined for a log without its first event.
 * @param before the table of the same log when it was shorter: only the new events are read, and `before` must not be used again
 */
export function tableOf(log: readonly LogEvent[], before?: StepTable): StepTable | undefined {
  const first = log[0];
  if (first?.type !== 'started') return undefined;
  const continues =
    before &&
    before.eventsRead > 0 &&
    before.started === first &&
    before.eventsRead <= log.length &&
    log[before.eventsRead - 1] === before.lastEvent;
  // A new object around the same maps: a comparison by identity sees the change.
  const table: StepTable = continues ? { ...before } : emptyTable(first.spec, first.dataset.classes);
  for (let i = table.eventsRead; i < log.length; i++) applyEvent(table, log[i]!);
  table.eventsRead = log.length;
  table.lastEvent = log[log.length - 1];
  return table;
}

function applyEvent(table: StepTable, event: LogEvent): void {
  switch (event.type) {
    case 'started':
      table.started = event;
      table.backend = event.backend;
      return;
    case 'backend-changed':
      table.backend = event.backend;
      return;
    case 'finished':
      table.finished = event;
      return;
    case 'split':
      table.splits.set(event.seed, event);
      return;
    case 'full-supervision':
      table.fullSupervision = [...table.fullSupervision, event];
      return;
    case 'luck':
      table.luck = [...table.luck, event];
      return;
    case 'trained': {
      const step = stepRecord(table, event);
      step.trained = event;
      step.backend = table.backend;
      return;
    }
    case 'measured':
      stepRecord(table, event).measured = event;
      return;
    case 'mapped':
      stepRecord(table, event).mapped = event;
      return;
    case 'queried':
      stepRecord(table, event).queried = event;
      return;
    case 'labelled':
      stepRecord(table, event).labelled = event;
  }
}

function stepRecord(table: StepTable, { seed, cycle, arm }: StepKey): StepRecord {
  let arms = table.steps.get(seed);
  if (!arms) table.steps.set(seed, (arms = table.arms.map(() => [])));
  const cycles = (arms[arm] ??= []);
  return (cycles[cycle] ??= { seed, cycle, arm });
}

/** Seeds in the log, in their order. */
export const seedsOf = (table: StepTable): number[] => [...table.steps.keys()];

/** The steps of an arm under a seed, cycle by cycle; empty where it has none. */
export const stepsOf = (table: StepTable, seed: number, arm: number): StepRecord[] =>
  table.steps.get(seed)?.[arm] ?? [];

export const stepAt = (table: StepTable, { seed, cycle, arm }: StepKey): StepRecord | undefined =>
  table.steps.get(seed)?.[arm]?.[cycle];

/** The last cycle of an arm for which `has` holds, at most `upTo`. */
export function lastStep(
  table: StepTable,
  seed: number,
  arm: number,
  has: (step: StepRecord) => boolean,
  upTo = Infinity,
): StepRecord | undefined {
  return stepsOf(table, seed, arm).findLast((step) => step && step.cycle <= upTo && has(step));
}

/** The labelled samples before the given cycle's training: the initial set, then each batch, in order. */
export function labelledBefore(
  table: StepTable,
  { seed, cycle, arm }: StepKey,
): { indices: number[]; labels: number[] } {
  const split = table.splits.get(seed);
  const indices = [...(split?.initial ?? [])];
  const labels = [...(split?.initialLabels ?? [])];
  for (const step of stepsOf(table, seed, arm).slice(0, cycle)) {
    indices.push(...(step?.labelled?.indices ?? []));
    labels.push(...(step?.labelled?.labels ?? []));
  }
  return { indices, labels };
}
