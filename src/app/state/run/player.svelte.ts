/**
 * The run on show: its log as it grows, and the transport's commands. The lab worker does the work and keeps the log;
 * what it says is gathered here and handed to the figures a few times a second.
 */
import type { DatasetInfo } from '../../../protocol/dataset.ts';
import type { LogEvent, RunInfo, StepKey } from '../../../protocol/events.ts';
import type { PoolEmbedding } from '../../../protocol/pool-embedding.ts';
import type { AssetProgress } from '../../../protocol/asset-progress.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { Spec } from '../../../protocol/spec.ts';
import type { Asking, LabApi, OnPhase, Pace, RunMessage } from '../../../../workers/lab/api.ts';
import { LatestOnly } from './latest-only.ts';

export type PlayerPhase = 'empty' | 'preparing' | 'running' | 'pausing' | 'paused' | 'finished';
export type StepProgress = Extract<RunMessage, { type: 'progress' }>;

/**
 * Milliseconds from one handing-on to the next. A fast run says something many times a second, and figures that follow
 * each word take time from the page, and from the run itself, that no eye makes use of.
 */
export const FLUSH_INTERVAL_MS = 250;

/** What the player needs of the lab. */
export type PlayerLab = Pick<
  LabApi,
  'create' | 'deleteRun' | 'start' | 'pause' | 'stop' | 'answer' | 'setDelay' | 'log' | 'reportEmbeddings' | 'embedPool'
>;

export class Player {
  info = $state.raw<RunInfo>();
  /** The spec of the run on show; the same object for as long as it is. */
  spec = $state.raw<Spec>();
  dataset = $state.raw<DatasetInfo>();
  log = $state.raw<LogEvent[]>([]);
  stepProgress = $state.raw<StepProgress>();
  /** What is being prepared for the step at hand, or was. */
  assetProgress = $state.raw<AssetProgress>();
  /** Questions that the step at hand waits for the visitor to answer. */
  pendingQuestions = $state.raw<Asking>();
  phase = $state<PlayerPhase>('empty');
  /** Milliseconds that the lab waits after each step. */
  delay = $state(0);
  /** When this stint began, and how many steps were done by then: from them comes what remains. */
  sinceResume = $state.raw<{ began: number; from: number }>();

  private readonly latestOnly = new LatestOnly();
  private embeddingListener: ((look: PoolEmbedding) => void) | undefined;
  private pendingEvents: LogEvent[] = [];
  private pendingStep: StepProgress | undefined;
  /** null: the step that needed it is over. */
  private pendingAssetProgress: AssetProgress | null | undefined;
  private pendingInfo: RunInfo | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastFlush = -Infinity;
  private currentWork: Promise<unknown> = Promise.resolve();

  constructor(private readonly lab: PlayerLab) {}

  get active(): boolean {
    return this.phase === 'running' || this.phase === 'pausing' || this.phase === 'preparing';
  }

  /**
   * Makes a new run of the spec and puts it on show.
   * @param checkLatest throws where it is no longer asked for; then no run is left behind
   */
  async create(spec: Spec, dataset: DatasetInfo, checkLatest: () => void = () => undefined): Promise<RunInfo> {
    checkLatest();
    const info = await this.lab.create(spec, dataset.id);
    try {
      checkLatest();
      await this.open(info, dataset);
    } catch (error) {
      await this.lab.deleteRun(info.id);
      throw error;
    }
    return info;
  }

  /** Puts a run of the store on show; one that was on show and at work is given up first. */
  async open(info: RunInfo, dataset: DatasetInfo | undefined): Promise<void> {
    const checkLatest = this.latestOnly.begin();
    await this.close();
    const log = await this.lab.log(info.id);
    checkLatest();
    this.info = info;
    this.spec = info.spec;
    this.dataset = dataset;
    this.log = log;
    this.stepProgress = undefined;
    this.assetProgress = undefined;
    this.pendingQuestions = undefined;
    this.sinceResume = undefined;
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
    this.sinceResume = { began: performance.now(), from: info.stepsDone };
    const work = this.lab.start(info.id, pace, this.delay, (message) => this.receive(message));
    this.currentWork = work.catch(() => undefined);
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
    await this.currentWork;
    this.flush();
    this.stepProgress = undefined;
    this.assetProgress = undefined;
    this.pendingQuestions = undefined;
  }

  /** The visitor's answers: the label of each sample shown, −1 for “can't tell”. */
  async answer(labels: number[]): Promise<void> {
    if (!this.pendingQuestions) return;
    await this.lab.answer(this.pendingQuestions.runId, labels);
  }

  async setDelay(delay: number): Promise<void> {
    this.delay = delay;
    await this.lab.setDelay(delay);
  }

  /** Takes the run off the show, after its work has come to a halt. */
  async close(): Promise<void> {
    await this.stop();
    this.flush();
    this.info = undefined;
    this.spec = undefined;
    this.dataset = undefined;
    this.log = [];
    this.phase = 'empty';
  }

  /** Shows `see` what each step's learner makes of the pool, while the run on show goes on. @returns the end of it */
  watchEmbeddings(see: (look: PoolEmbedding) => void): () => void {
    this.embeddingListener = see;
    void this.lab.reportEmbeddings(true).catch(() => undefined);
    return () => {
      if (this.embeddingListener !== see) return;
      this.embeddingListener = undefined;
      void this.lab.reportEmbeddings(false).catch(() => undefined);
    };
  }

  /**
   * What the learner of a step that is done makes of the pool; it is trained again for that.
   * @throws Problem as `LabApi.look`
   */
  computeEmbedding(key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<PoolEmbedding> {
    if (!this.info) return Promise.reject(new Problem('missing', 'No run is open.'));
    return this.lab.embedPool(this.info.id, key, onProgress, signal);
  }

  private receive(message: RunMessage): void {
    if (message.runId !== this.info?.id) return;
    if (message.type === 'pool-embedding') return this.embeddingListener?.(message.embedding);
    if (message.type === 'pending-questions') return void (this.pendingQuestions = message.pendingQuestions);
    if (message.type === 'asset-progress') this.pendingAssetProgress = message.assetProgress;
    else if (message.type === 'progress') this.pendingStep = message;
    else {
      this.pendingEvents.push(...message.events);
      this.pendingInfo = message.info;
      this.pendingAssetProgress = null;
      this.pendingQuestions = undefined;
    }
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, this.lastFlush + FLUSH_INTERVAL_MS - performance.now()));
  }

  /** Hands on what was heard since the last time. */
  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pendingInfo || this.pendingStep || this.pendingAssetProgress) this.lastFlush = performance.now();
    if (this.pendingEvents.length > 0) {
      this.log = this.log.concat(this.pendingEvents);
      this.pendingEvents = [];
    }
    if (this.pendingInfo) {
      this.info = this.pendingInfo;
      this.pendingInfo = undefined;
    }
    if (this.pendingStep) {
      this.stepProgress = this.pendingStep;
      this.pendingStep = undefined;
    }
    if (this.pendingAssetProgress !== undefined) {
      this.assetProgress = this.pendingAssetProgress ?? undefined;
      this.pendingAssetProgress = undefined;
    }
  }
}
