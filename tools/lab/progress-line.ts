/** Progress on stderr: one line that redraws itself on a terminal, otherwise a line per step. */
import { formatValue, valueOf, withinSentence } from '../../src/metrics/measure-values.ts';
import { accuracyInfo, type MeasureInfo } from '../../src/protocol/measure-info.ts';
import {
  endsStep,
  type FullSupervision,
  type LogEvent,
  type Measured,
  type Luck,
  type StepKey,
} from '../../src/protocol/events.ts';
import { planSteps, planStepsDone } from '../../src/protocol/plan.ts';
import { armNames, type Spec } from '../../src/protocol/spec.ts';
import type { RunMessage } from '../../workers/lab/api.ts';

type ProgressMessage = Extract<RunMessage, { type: 'progress' }>;

export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export class ProgressLine {
  private readonly arms: string[];
  private readonly total: number;
  private done = 0;
  private doneBeforeResume = 0;
  private startedAt = Date.now();

  constructor(
    private readonly screen: Screen,
    private readonly spec: Spec,
    private readonly measure: MeasureInfo = accuracyInfo,
  ) {
    this.arms = armNames(spec);
    this.total = planSteps(spec).length;
  }

  /** @param log the log so far */
  start(log: readonly LogEvent[]): void {
    this.done = this.doneBeforeResume = planStepsDone(log);
    this.startedAt = Date.now();
    const [first] = log;
    if (first?.type !== 'started') return;
    const { dataset, backend } = first;
    const going = this.done ? `, resuming after step ${this.done}` : '';
    this.say(`${dataset.name}: ${this.total} steps on ${backend.name} (${backend.adapter})${going}.`);
  }

  /** Shows work before and after the steps; on a terminal only. */
  note(text: string): void {
    if (this.screen.isTTY) this.draw(text);
  }

  progress({ seed, cycle, arm, phase, done, total }: ProgressMessage): void {
    if (!this.screen.isTTY) return;
    const share = total > 0 ? ` ${Math.floor((100 * done) / total)}%` : '';
    const ofArm = this.place({ seed, cycle }, phase === 'luck' ? 'random arms' : this.arms[arm]);
    const place = phase === 'reference' ? `seed ${seed} · all labels` : ofArm;
    this.draw(`${this.head()} · ${place} · ${phase}${share}${this.remaining()}`);
  }

  step(events: readonly LogEvent[]): void {
    this.done += planStepsDone(events);
    for (const event of events) {
      if (!endsStep(event)) continue;
      const place = this.placeOf(event);
      const text = `${this.head()} · ${place} · ${this.valueText(event)} with ${event.labelled} labels${this.remaining()}`;
      if (this.screen.isTTY) this.draw(text);
      else this.screen.write(`${text}\n`);
    }
  }

  end(outcome: string, folder: string): void {
    const took = duration(Date.now() - this.startedAt);
    if (outcome === 'finished') this.say(`Finished in ${took}. Results: ${folder}/results.csv, ${folder}/events.jsonl`);
    else this.say(`Stopped after ${this.done} of ${this.total} steps. The same command resumes from there.`);
  }

  say(text: string): void {
    this.clear();
    this.screen.write(`${text}\n`);
  }

  clear(): void {
    if (this.screen.isTTY) this.screen.write('\r\x1b[K');
  }

  private head(): string {
    return `${this.done}/${this.total}`;
  }

  private placeOf(event: Measured | FullSupervision | Luck): string {
    if (event.type === 'full-supervision') return `seed ${event.seed} · all labels`;
    return this.place(event, event.type === 'luck' ? `random arm ${event.randomArm + 1}` : this.arms[event.arm]);
  }

  private place({ seed, cycle }: Pick<StepKey, 'seed' | 'cycle'>, arm: string | undefined): string {
    return `seed ${seed} · cycle ${cycle}/${this.spec.query.cycles} · ${arm}`;
  }

  /** "87.3%", or "log-loss 0.412 nats". */
  private valueText(event: Measured | FullSupervision | Luck): string {
    const { measure } = this;
    const value = valueOf(event, measure);
    const text = value === undefined ? '–' : formatValue(measure, value);
    if (measure.name === 'accuracy') return `${text}%`;
    return `${withinSentence(measure.label)} ${text}${measure.unit === '%' ? '%' : measure.unit && ` ${measure.unit}`}`;
  }

  /** Estimated time left, from the steps of this call. */
  private remaining(): string {
    const here = this.done - this.doneBeforeResume;
    if (here === 0 || this.done === this.total) return '';
    return ` · ${duration(((Date.now() - this.startedAt) / here) * (this.total - this.done))} left`;
  }

  private draw(text: string): void {
    const width = (this.screen.columns ?? 80) - 1;
    this.screen.write(`\r\x1b[K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`);
  }
}

/** 0:07, 12:05, 1:02:03 */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
