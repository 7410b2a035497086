/**
 * The run on show: its log as it grows, and the transport's commands. The lab worker does the work and keeps the log;
 * what it says is gathered here and handed to the figures a few times a second.
 */
import type { DatasetInfo } from '../../../protocol/dataset.ts';
import type { LogEvent, RunInfo, StepKey } from '../../../protocol/events.ts';
import type { Look } from '../../../protocol/pool-embedding.ts';
import type { Making } from '../../../protocol/asset-progress.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { Spec } from '../../../protocol/spec.ts';
import type { Asking, LabApi, OnPhase, Pace, RunMessage } from '../../../../workers/lab/api.ts';
import { Wishes } from './latest-only.ts';

export type Phase = 'empty' | 'preparing' | 'running' | 'pausing' | 'paused' | 'finished';
export type StepProgress = Extract<RunMessage, { type: 'progress' }>;

/**
 * Milliseconds from one handing-on to the next. A fast run says something many times a second, and figures that follow
 * each word take time from the page, and from the run itself, that no eye makes use of.
 */
export const beat = 250;

/** What the player needs of the lab. */
export type Lab = Pick<
  LabApi,
  'create' | 'deleteRun' | 'start' | 'pause' | 'stop' | 'answer' | 'setDelay' | 'log' | 'watch' | 'look'
>;

export class Player {
  info = $state.raw<RunInfo>();
  /** The spec of the run on show; the same object for as long as it is. */
  spec = $state.raw<Spec>();
  dataset = $state.raw<DatasetInfo>();
  log = $state.raw<LogEvent[]>([]);
  step = $state.raw<StepProgress>();
  /** What is being prepared for the step at hand, or was. */
  making = $state.raw<Making>();
  /** Questions that the step at hand waits for the visitor to answer. */
  asking = $state.raw<Asking>();
  phase = $state<Phase>('empty');
  /** Milliseconds that the lab waits after each step. */
  delay = $state(0);
  /** When this stint began, and how many steps were done by then: from them comes what remains. */
  stint = $state.raw<{ began: number; from: number }>();

  private readonly wishes = new Wishes();
  private watcher: ((look: Look) => void) | undefined;
  private heard: LogEvent[] = [];
  private heardStep: StepProgress | undefined;
  /** null: the step that needed it is over. */
  private heardMaking: Making | null | undefined;
  private heardInfo: RunInfo | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private flushed = -Infinity;
  private working: Promise<unknown> = Promise.resolve();

  constructor(private readonly lab: Lab) {}

  get active(): boolean {
    return this.phase === 'running' || this.phase === 'pausing' || this.phase === 'preparing';
  }

  /**
   * Makes a new run of the spec and puts it on show.
   * @param wished throws where it is no longer asked for; then no run is left behind
   */
  async create(spec: Spec, dataset: DatasetInfo, wished: () => void = () => undefined): Promise<RunInfo> {
    wished();
    const info = await this.lab.create(spec, dataset.id);
    try {
      wished();
      await this.show(info, dataset);
    } catch (error) {
      await this.lab.deleteRun(info.id);
      throw error;
    }
    return info;
  }

  /** Puts a run of the store on show; one that was on show and at work is given up first. */
  async show(info: RunInfo, dataset: DatasetInfo | undefined): Promise<void> {
    const wished = this.wishes.anew();
    await this.leave();
    const log = await this.lab.log(info.id);
    wished();
    this.info = info;
    this.spec = info.spec;
    this.dataset = dataset;
    this.log = log;
    this.step = undefined;
    this.making = undefined;
    this.asking = undefined;
    this.stint = undefined;
    this.phase = info.finished ? 'finished' : 'paused';
  }

  /**
   * Goes on to the end of the run or of the cycle.
   * @throws Problem as `LabApi.start`; the run then stands as paused
   */
  async play(pace: Pace): Promise<void> {
    const info = this.info;
    if (!info || this.active || this.phase === 'finished') return;
    this.phase = 'running';
    this.stint = { began: performance.now(), from: info.stepsDone };
    const work = this.lab.start(info.id, pace, this.delay, (message) => this.hear(message));
    this.working = work.catch(() => undefined);
    try {
      const outcome = await work;
      this.flush();
      if (this.info?.id === info.id) this.phase = outcome === 'finished' ? 'finished' : 'paused';
    } catch (error) {
      this.flush();
      if (this.info?.id === info.id) this.phase = 'paused';
      throw error;
    }
  }

  async pause(): Promise<void> {
    if (this.phase !== 'running' || !this.info) return;
    this.phase = 'pausing';
    await this.lab.pause(this.info.id);
  }

  /** Gives the present step up; the run stays in the store as far as it came. */
  async stop(): Promise<void> {
    if (!this.info || this.phase === 'finished') return;
    if (this.phase === 'running') this.phase = 'pausing';
    await this.lab.stop(this.info.id);
    await this.working;
    this.flush();
    this.step = undefined;
    this.making = undefined;
    this.asking = undefined;
  }

  /** The visitor's answers: the label of each sample shown, −1 for “can't tell”. */
  async answer(labels: number[]): Promise<void> {
    if (!this.asking) return;
    await this.lab.answer(this.asking.runId, labels);
  }

  async slowDown(delay: number): Promise<void> {
    this.delay = delay;
    await this.lab.setDelay(delay);
  }

  /** Takes the run off the show, after its work has come to a halt. */
  async leave(): Promise<void> {
    await this.stop();
    this.flush();
    this.info = undefined;
    this.spec = undefined;
    this.dataset = undefined;
    this.log = [];
    this.phase = 'empty';
  }

  /** Shows `see` what each step's learner makes of the pool, while the run on show goes on. @returns the end of it */
  watch(see: (look: Look) => void): () => void {
    this.watcher = see;
    void this.lab.watch(true).catch(() => undefined);
    return () => {
      if (this.watcher !== see) return;
      this.watcher = undefined;
      void this.lab.watch(false).catch(() => undefined);
    };
  }

  /**
   * What the learner of a step that is done makes of the pool; it is trained again for that.
   * @throws Problem as `LabApi.look`
   */
  look(key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<Look> {
    if (!this.info) return Promise.reject(new Problem('missing', 'There is no run to look at.'));
    return this.lab.look(this.info.id, key, onProgress, signal);
  }

  private hear(message: RunMessage): void {
    if (message.runId !== this.info?.id) return;
    if (message.type === 'looked') return this.watcher?.(message.look);
    if (message.type === 'asked') return void (this.asking = message.asking);
    if (message.type === 'making') this.heardMaking = message.making;
    else if (message.type === 'progress') this.heardStep = message;
    else {
      this.heard.push(...message.events);
      this.heardInfo = message.info;
      this.heardMaking = null;
      this.asking = undefined;
    }
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, this.flushed + beat - performance.now()));
  }

  /** Hands on what was heard since the last time. */
  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.heardInfo || this.heardStep || this.heardMaking) this.flushed = performance.now();
    if (this.heard.length > 0) {
      this.log = this.log.concat(this.heard);
      this.heard = [];
    }
    if (this.heardInfo) {
      this.info = this.heardInfo;
      this.heardInfo = undefined;
    }
    if (this.heardStep) {
      this.step = this.heardStep;
      this.heardStep = undefined;
    }
    if (this.heardMaking !== undefined) {
      this.making = this.heardMaking ?? undefined;
      this.heardMaking = undefined;
    }
  }
}
