/**
 * Where a run stands, from its log alone. A resumed run reads the whole log, a running one each step's events as they
 * are stored: both come to the same standing.
 */
import type { BackendInfo, LogEvent, Moved, SplitMade, StepKey } from '../spec/events.ts';

/** What an arm has labels of, in the order in which it got them. */
export interface LabelledSet {
  indices: Int32Array;
  labels: Int32Array;
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
  private readonly answers = new Map<string, { indices: number[]; labels: number[] }>();

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
      else if (event.type === 'labelled') {
        const known = this.answersOf(event);
        known.indices.push(...event.indices);
        known.labels.push(...event.labels);
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
    const { indices, labels } = this.answersOf({ seed, arm });
    return {
      indices: Int32Array.from([...split.initial, ...indices]),
      labels: Int32Array.from([...split.initialLabels, ...labels]),
    };
  }

  private answersOf({ seed, arm }: Pick<StepKey, 'seed' | 'arm'>): { indices: number[]; labels: number[] } {
    const key = `${seed}/${arm}`;
    let known = this.answers.get(key);
    if (!known) this.answers.set(key, (known = { indices: [], labels: [] }));
    return known;
  }
}
