/**
 * The run on show: its growing log, and the commands of the transport bar. The lab worker computes and stores the log; its
 * messages are collected here and passed to the figures a few times per second.
 */
import type { DatasetInfo } from '../../../protocol/dataset.ts';
import type { LogEvent, RunInfo, StepKey } from '../../../protocol/events.ts';
import type { SamplePredictions } from '../../../protocol/replay/sample-predictions.ts';
import type { StepReplay } from '../../../protocol/replay/step-replay.ts';
import type { PoolEmbedding } from '../../../protocol/replay/pool-embedding.ts';
import type { AssetProgress } from '../../../protocol/asset-progress.ts';
import type { StepProgress } from '../../../metrics/run-progress.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { Spec } from '../../../protocol/spec.ts';
import type { Asking, LabApi, OnPhase, Pace, RunMessage, WorkSinceResume } from '../../../../workers/lab/api.ts';
import { LatestOnly } from './latest-only.ts';
import { MessageBuffer, type RunUpdate } from './message-buffer.ts';

export type PlayerPhase = 'empty' | 'preparing' | 'running' | 'pausing' | 'paused' | 'finished';

/** The lab's methods that the player uses. */
export type PlayerLab = Pick<
  LabApi,
  | 'create'
  | 'deleteRun'
  | 'start'
  | 'pause'
  | 'stop'
  | 'answer'
  | 'setDelay'
  | 'log'
  | 'reportEmbeddings'
  | 'embedPool'
  | 'replayStep'
  | 'predictSamples'
>;

export class Player {
  info = $state.raw<RunInfo>();
  /** The spec of the run on show; the same object for as long as it is. */
  spec = $state.raw<Spec>();
  dataset = $state.raw<DatasetInfo>();
  log = $state.raw<LogEvent[]>([]);
  stepProgress = $state.raw<StepProgress>();
  /** Progress of the asset that the current step needs. */
  assetProgress = $state.raw<AssetProgress>();
  /** Questions that the current step waits for the visitor to answer. */
  pendingQuestions = $state.raw<Asking>();
  phase = $state<PlayerPhase>('empty');
  /** Milliseconds that the lab waits after each step. */
  delay = $state(0);
  sinceResume = $state.raw<WorkSinceResume>();

  private readonly latestOnly = new LatestOnly();
  private embeddingListener: ((look: PoolEmbedding) => void) | undefined;
  private readonly buffer = new MessageBuffer((update) => this.apply(update));
  private currentWork: Promise<unknown> = Promise.resolve();

  /** @param notify tells the visitor what stays to be read */
  constructor(
    private readonly lab: PlayerLab,
    private readonly notify: (text: string) => void = () => undefined,
  ) {}

  get active(): boolean {
    return this.phase === 'running' || this.phase === 'pausing' || this.phase === 'preparing';
  }

  /**
   * Creates a run of the spec and shows it.
   * @param checkLatest throws where another run was opened meanwhile; then no run is left behind
   */
  async create(spec: Spec, dataset: DatasetInfo, checkLatest: () => void = () => undefined): Promise<RunInfo> {
    checkLatest();
    const info = await this.lab.create(spec, dataset.id);
    try {
      await this.open(info, dataset, checkLatest);
    } catch (error) {
      await this.lab.deleteRun(info.id);
      throw error;
    }
    return info;
  }

  /**
   * Shows a stored run; closes the one on show first.
   * @param checkLatest throws where another run was opened meanwhile; then nothing of this one is shown
   */
  async open(
    info: RunInfo,
    dataset: DatasetInfo | undefined,
    checkLatest: () => void = () => undefined,
  ): Promise<void> {
    checkLatest();
    const checkLatestHere = this.latestOnly.begin();
    await this.close();
    const log = await this.lab.log(info.id);
    checkLatest();
    checkLatestHere();
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
    this.sinceResume = undefined;
    const work = this.lab.start(info.id, { scope: pace, delay: this.delay }, (message) => this.receive(message));
    this.currentWork = work.catch(() => undefined);
    try {
      const outcome = await work;
      this.buffer.flush();
      if (this.info?.id === info.id) this.phase = outcome === 'finished' ? 'finished' : 'paused';
    } catch (error) {
      this.buffer.flush();
      if (this.info?.id === info.id) this.phase = 'paused';
      throw error;
    }
  }

  /** After a run could not be created: what is on show is as it was. */
  endPreparing(): void {
    if (this.phase !== 'preparing') return;
    this.phase = !this.info ? 'empty' : this.info.finished ? 'finished' : 'paused';
  }

  async pause(): Promise<void> {
    if (this.phase !== 'running' || !this.info) return;
    this.phase = 'pausing';
    await this.lab.pause(this.info.id);
  }

  /** Gives the present step up; the run stays in the store as far as it came. */
  async stop(): Promise<void> {
    if (!this.info || this.phase === 'finished' || this.phase === 'preparing') return;
    if (this.phase === 'running') this.phase = 'pausing';
    await this.lab.stop(this.info.id);
    await this.currentWork;
    this.buffer.flush();
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
    this.buffer.flush();
    this.info = undefined;
    this.spec = undefined;
    this.dataset = undefined;
    this.log = [];
    this.phase = 'empty';
  }

  /** Calls `see` with the pool embedding of each step of the run on show. @returns stops it */
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
   * The pool embedding by the learner of a finished step, which is trained again for it.
   * @throws Problem as `LabApi.look`
   */
  computeEmbedding(key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<PoolEmbedding> {
    if (!this.info) return Promise.reject(new Problem('missing', 'No run is open.'));
    return this.lab.embedPool({ runId: this.info.id, key }, onProgress, signal);
  }

  /**
   * Predictions of a finished step for all samples of its seed; it is trained again for them.
   * @throws Problem as `LabApi.predictSamples`
   */
  predictSamples(key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<SamplePredictions> {
    if (!this.info) return Promise.reject(new Problem('missing', 'No run is open.'));
    return this.lab.predictSamples({ runId: this.info.id, key }, onProgress, signal);
  }

  /**
   * Trains a step that is done again, for its predictions on the test split.
   * @throws Problem as `LabApi.replayStep`
   */
  replayStep(key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<StepReplay> {
    if (!this.info) return Promise.reject(new Problem('missing', 'No run is open.'));
    return this.lab.replayStep({ runId: this.info.id, key }, onProgress, signal);
  }

  private receive(message: RunMessage): void {
    if (message.runId !== this.info?.id) return;
    if (message.type === 'pool-embedding') return this.embeddingListener?.(message.embedding);
    if (message.type === 'storage-reopened')
      return this.notify('The browser closed this page’s storage. It was opened again, and the run goes on.');
    if (message.type === 'pending-questions') return void (this.pendingQuestions = message.pendingQuestions);
    if (message.type === 'events') this.pendingQuestions = undefined;
    this.buffer.add(message);
  }

  private apply({ events, info, sinceResume, stepProgress, assetProgress }: RunUpdate): void {
    if (events) this.log = this.log.concat(events);
    if (info) {
      this.info = info;
      this.sinceResume = sinceResume;
    }
    if (stepProgress) this.stepProgress = stepProgress;
    if (assetProgress !== undefined) this.assetProgress = assetProgress ?? undefined;
  }
}
