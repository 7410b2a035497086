/**
 * Where a run stands, from its log alone. A resumed run reads the whole log, a running one each step's events as they
 * are stored: both come to the same standing.
 */
import {
  endsStep,
  type BackendChanged,
  type BackendInfo,
  type LogEvent,
  type SplitMade,
  type StepKey,
} from '../protocol/events.ts';
import { synthesizedQueryCount, type LoggedSynthesizedQueries } from '../protocol/synthesized-queries.ts';

/** What an arm has labels of, in the order in which it got them. */
export interface LabelledSet {
  indices: Int32Array;
  labels: Int32Array;
  /** Samples that do not exist, with their labels; after those that do. */
  synthesized: readonly SynthesizedSamples[];
}

/** What one query asked that was made for it, and what it was answered: a label for each sample shown, −1 for none. */
export interface SynthesizedSamples {
  questions: LoggedSynthesizedQueries;
  labels: readonly number[];
}

/** Labels that were asked for: a question is one, whatever it shows and whatever came of it. */
export const annotationCount = ({ indices, synthesized }: LabelledSet): number =>
  synthesized.reduce((sum, { questions }) => sum + synthesizedQueryCount(questions), indices.length);

/** The labels of all samples that there are to learn from. */
export const allLabels = ({ labels, synthesized }: LabelledSet): Int32Array =>
  Int32Array.from([...labels, ...synthesized.flatMap((one) => one.labels.filter((label) => label >= 0))]);

/** Samples of the pool that no label is to be asked for any more: those that have one, and those that a strip went through. */
export const removedFromPool = ({ indices, synthesized }: LabelledSet): Int32Array =>
  Int32Array.from([...indices, ...synthesized.flatMap(({ questions }) => questions.through ?? [])]);

interface ArmLabels {
  indices: number[];
  labels: number[];
  synthesized: SynthesizedSamples[];
  /** Asked, and not answered yet. */
  pending?: LoggedSynthesizedQueries | undefined;
}

export class RunProgress {
  /** Events in the log. */
  eventCount = 0;
  /** Steps of the plan that are done. */
  stepsDone = 0;
  finished = false;
  /** What the last step was computed on, or the run was begun on. */
  backend: BackendChanged['backend'] | undefined;
  private readonly splits = new Map<number, SplitMade>();
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

  /** What the log must say before a step on this backend; nothing where it is the one before, or the first. */
  backendChange(backend: BackendInfo | undefined): BackendChanged | undefined {
    const previous = this.backend;
    if (!backend || !previous || (previous.name === backend.name && previous.adapter === backend.adapter))
      return undefined;
    return { type: 'backend-changed', time: Date.now(), backend: { name: backend.name, adapter: backend.adapter } };
  }

  splitOf(seed: number): SplitMade | undefined {
    return this.splits.get(seed);
  }

  /** @param split of the seed, where it is not in the log yet */
  labelledSet({ seed, arm }: Pick<StepKey, 'seed' | 'arm'>, split: SplitMade): LabelledSet {
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
