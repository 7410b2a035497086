/**
 * Where a run stands, from its log alone. A resumed run reads the whole log, a running one each step's events as they
 * are stored: both come to the same standing.
 */
import type { BackendInfo, LogEvent, Moved, SplitMade, StepKey } from '../protocol/events.ts';
import { questionCount, type SyntheticQuestions } from '../protocol/synthesized-queries.ts';

/** What an arm has labels of, in the order in which it got them. */
export interface LabelledSet {
  indices: Int32Array;
  labels: Int32Array;
  /** Samples that do not exist, with their labels; after those that do. */
  made: readonly MadeSamples[];
}

/** What one query asked that was made for it, and what it was answered: a label for each sample shown, −1 for none. */
export interface MadeSamples {
  questions: SyntheticQuestions;
  labels: readonly number[];
}

/** Labels that were asked for: a question is one, whatever it shows and whatever came of it. */
export const annotations = ({ indices, made }: LabelledSet): number =>
  made.reduce((sum, { questions }) => sum + questionCount(questions), indices.length);

/** The labels of all samples that there are to learn from. */
export const allLabels = ({ labels, made }: LabelledSet): Int32Array =>
  Int32Array.from([...labels, ...made.flatMap((one) => one.labels.filter((label) => label >= 0))]);

/** Samples of the pool that no label is to be asked for any more: those that have one, and those that a strip went through. */
export const spent = ({ indices, made }: LabelledSet): Int32Array =>
  Int32Array.from([...indices, ...made.flatMap(({ questions }) => questions.through ?? [])]);

interface Answers {
  indices: number[];
  labels: number[];
  made: MadeSamples[];
  /** Asked, and not answered yet. */
  asked?: SyntheticQuestions | undefined;
}

export class Standing {
  /** Events in the log. */
  events = 0;
  /** Steps of the plan that are done. */
  done = 0;
  finished = false;
  /** What the last step was computed on, or the run was begun on. */
  backend: Moved['backend'] | undefined;
  private readonly splits = new Map<number, SplitMade>();
  private readonly answers = new Map<string, Answers>();

  constructor(log: readonly LogEvent[] = []) {
    this.add(log);
  }

  add(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.events++;
      if (event.type === 'measured' || event.type === 'referenced') this.done++;
      else if (event.type === 'started' || event.type === 'moved') this.backend = event.backend;
      else if (event.type === 'finished') this.finished = true;
      else if (event.type === 'split') this.splits.set(event.seed, event);
      else if (event.type === 'queried') this.answersOf(event).asked = event.synthetic;
      else if (event.type === 'labelled') {
        const known = this.answersOf(event);
        known.indices.push(...event.indices);
        known.labels.push(...event.labels);
        if (event.synthetic && known.asked) known.made.push({ questions: known.asked, labels: event.synthetic.labels });
      }
    }
  }

  /** What the log must say before a step on this backend; nothing where it is the one before, or the first. */
  movedTo(backend: BackendInfo | undefined): Moved | undefined {
    const before = this.backend;
    if (!backend || !before || (before.name === backend.name && before.adapter === backend.adapter)) return undefined;
    return { type: 'moved', time: Date.now(), backend: { name: backend.name, adapter: backend.adapter } };
  }

  splitOf(seed: number): SplitMade | undefined {
    return this.splits.get(seed);
  }

  /** @param split of the seed, where it is not in the log yet */
  labelledSet({ seed, arm }: Pick<StepKey, 'seed' | 'arm'>, split: SplitMade): LabelledSet {
    const { indices, labels, made } = this.answersOf({ seed, arm });
    return {
      indices: Int32Array.from([...split.initial, ...indices]),
      labels: Int32Array.from([...split.initialLabels, ...labels]),
      made: [...made],
    };
  }

  private answersOf({ seed, arm }: Pick<StepKey, 'seed' | 'arm'>): Answers {
    const key = `${seed}/${arm}`;
    let known = this.answers.get(key);
    if (!known) this.answers.set(key, (known = { indices: [], labels: [], made: [] }));
    return known;
  }
}
