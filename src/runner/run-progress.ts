/**
 * Progress of a run, from its log alone: steps done, splits, labelled sets. A resumed run reads the whole log, an active one
 * adds the events of each step, with the same result.
 */
import type { Split } from '../datasets/splits/splits.ts';
import {
  endsStep,
  type BackendChanged,
  type BackendInfo,
  type LogEvent,
  type SplitEvent,
  type StepKey,
} from '../protocol/events.ts';
import { synthesizedQueryCount, type LoggedSynthesizedQueries } from '../protocol/synthesized-queries.ts';

/** The labelled set of an arm, in the order of labelling. */
export interface LabelledSet {
  indices: Int32Array;
  labels: Int32Array;
  /** Synthesized samples with their labels; they come after the real ones. */
  synthesized: readonly SynthesizedSamples[];
}

/** A cycle of an arm, with the data that it starts from. */
export interface Step {
  key: StepKey;
  split: Split;
  labelled: LabelledSet;
}

/** The synthesized samples of one query with the label of each sample shown, −1 for “can't tell”. */
export interface SynthesizedSamples {
  questions: LoggedSynthesizedQueries;
  labels: readonly number[];
}

/** Label budget used so far: a question counts as one, however many samples it shows and whatever the answer. */
export const annotationCount = ({ indices, synthesized }: LabelledSet): number =>
  synthesized.reduce((sum, { questions }) => sum + synthesizedQueryCount(questions), indices.length);

/** Labels of all training samples. */
export const allLabels = ({ labels, synthesized }: LabelledSet): Int32Array =>
  Int32Array.from([...labels, ...synthesized.flatMap((one) => one.labels.filter((label) => label >= 0))]);

/** Samples that are no longer in the pool: labelled ones, and those that a strip went through. */
export const removedFromPool = ({ indices, synthesized }: LabelledSet): Int32Array =>
  Int32Array.from([...indices, ...synthesized.flatMap(({ questions }) => questions.through ?? [])]);

interface ArmLabels {
  indices: number[];
  labels: number[];
  synthesized: SynthesizedSamples[];
  /** Queried and not labelled yet. */
  pending?: LoggedSynthesizedQueries | undefined;
}

export class RunProgress {
  /** Events in the log. */
  eventCount = 0;
  /** Steps of the plan that are done. */
  stepsDone = 0;
  finished = false;
  /** Of the last step, or of the start of the run. */
  backend: BackendChanged['backend'] | undefined;
  private readonly splits = new Map<number, SplitEvent>();
  private readonly armLabels = new Map<string, ArmLabels>();

  constructor(log: readonly LogEvent[] = []) {
    this.add(log);
  }

  add(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.eventCount++;
      if (endsStep(event)) this.stepsDone++;
      else if (event.type === 'started' || event.type === 'backend-changed') this.backend = event.backend;
      else if (event.type === 'finished') this.finished = true;
      else if (event.type === 'split') this.splits.set(event.seed, event);
      else if (event.type === 'queried') this.labelsOfArm(event).pending = event.synthetic;
      else if (event.type === 'labelled') {
        const arm = this.labelsOfArm(event);
        arm.indices.push(...event.indices);
        arm.labels.push(...event.labels);
        if (event.synthetic && arm.pending)
          arm.synthesized.push({ questions: arm.pending, labels: event.synthetic.labels });
      }
    }
  }

  /** The event that the log needs before a step on this backend; undefined where the backend is unchanged. */
  backendChange(backend: BackendInfo | undefined): BackendChanged | undefined {
    const previous = this.backend;
    if (!backend || !previous || (previous.name === backend.name && previous.adapter === backend.adapter))
      return undefined;
    return { type: 'backend-changed', time: Date.now(), backend: { name: backend.name, adapter: backend.adapter } };
  }

  splitOf(seed: number): SplitEvent | undefined {
    return this.splits.get(seed);
  }

  /** @param split of the seed, where it is not in the log yet */
  labelledSet({ seed, arm }: Pick<StepKey, 'seed' | 'arm'>, split: SplitEvent): LabelledSet {
    const { indices, labels, synthesized } = this.labelsOfArm({ seed, arm });
    return {
      indices: Int32Array.from([...split.initial, ...indices]),
      labels: Int32Array.from([...split.initialLabels, ...labels]),
      synthesized: [...synthesized],
    };
  }

  private labelsOfArm({ seed, arm }: Pick<StepKey, 'seed' | 'arm'>): ArmLabels {
    const key = `${seed}/${arm}`;
    let entry = this.armLabels.get(key);
    if (!entry) this.armLabels.set(key, (entry = { indices: [], labels: [], synthesized: [] }));
    return entry;
  }
}
