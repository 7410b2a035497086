/** The lab: creates runs, computes one at a time, replays steps, and reads logs. */
import type { Catalogue } from '../protocol/catalogue.ts';
import { LOG_FORMAT } from '../protocol/events.ts';
import type { BackendInfo, LogEvent, RunChanges, RunInfo, Started } from '../protocol/events.ts';
import type { PoolEmbedding } from '../protocol/replay/pool-embedding.ts';
import { Problem } from '../protocol/problem.ts';
import { parseSpec, type Spec } from '../protocol/spec.ts';
import type { SamplePredictions } from '../protocol/replay/sample-predictions.ts';
import type { StepReplay } from '../protocol/replay/step-replay.ts';
import type { Database } from '../storage/database.ts';
import { appendEvents, deleteRun, editRun, listRuns, readLog } from '../storage/runs.ts';
import { openRunContext } from './run-context.ts';
import { checkCompatibility } from './compatibility.ts';
import { keepCompleteSteps } from './complete-steps.ts';
import { runLock, type Locks } from './control/locks.ts';
import { embeddingOf, predictionsOf, reportOf, StepReplays, type ReplayRequest } from './views/replay.ts';
import { catalogueOf, type Registry } from './registry.ts';
import type { PhaseListener, RunOutcome, RunPace, RunListener, StepOfRun } from './control/run-messages.ts';
import { newRun } from './new-run.ts';
import { Run } from './run.ts';
import { toDeviceProblem } from './control/device-errors.ts';

/** Milliseconds to wait for a report of device loss after an error that is likely, or unlikely, caused by one. */
const DEVICE_LOSS_GRACE_MS = { likely: 2000, unlikely: 250 };

type BackendChoice = 'auto' | 'webgpu' | 'wasm';

/** Dependencies of the lab, given by the worker. */
export interface LabDeps {
  openDatabase(): Promise<Database>;
  locks: Locks;
  chooseBackend(choice: BackendChoice): Promise<BackendInfo>;
  /** Fulfilled once the device of the backend in use is lost. */
  deviceLoss(): Promise<Problem>;
  registry: Registry;
  /** Of this program, for the log. */
  version: string;
}

export class Lab {
  private database: Promise<Database> | undefined;
  private startedBackend: Promise<BackendInfo> | undefined;
  /** The active run, or the one whose paused step is in memory. */
  private run: Run | undefined;
  private reportsEmbeddings = false;
  /** A replay is cancelled by whatever needs the backend. */
  private readonly replays = new StepReplays();

  constructor(private readonly deps: LabDeps) {}

  catalogue(): Promise<Catalogue> {
    return Promise.resolve(catalogueOf(this.deps.registry));
  }

  /** @throws Problem `busy` while a run is active: a run does not change its backend */
  async setBackend(choice: BackendChoice): Promise<BackendInfo> {
    if (this.run?.active)
      throw new Problem('busy', 'The backend cannot change while a run is going.', 'Stop the run first.');
    this.replays.stop();
    await this.run?.stop();
    return this.startBackend(choice);
  }

  async create(input: Spec, datasetId: string): Promise<RunInfo> {
    const spec = parseSpec(input);
    const db = await this.db();
    const runContext = await openRunContext(db, this.deps.registry, { spec, datasetId });
    const backend = await Promise.race([this.deviceLost(), this.ensureBackend()]);
    checkCompatibility(runContext);
    const { id, name, kind, shape, classes, count } = runContext.info;
    return this.storeNewRun([
      {
        type: 'started',
        format: LOG_FORMAT,
        time: Date.now(),
        version: this.deps.version,
        spec,
        dataset: { id, name, kind, shape, classes, count },
        backend: { name: backend.name, adapter: backend.adapter },
      },
    ]);
  }

  async start(runId: string, pace: RunPace, listener: RunListener): Promise<RunOutcome> {
    const previous = this.run;
    if (previous?.active) {
      const message = previous.runId === runId ? 'This run is going already.' : 'This tab is working on another run.';
      throw new Problem('busy', message, 'Pause or stop it first.');
    }
    const { locks, registry } = this.deps;
    const run = previous?.runId === runId ? previous : new Run(runId, { database: this.db(), locks, registry });
    this.run = run;
    run.reportsEmbeddings = this.reportsEmbeddings;
    this.replays.stop();
    const prepare = async (): Promise<BackendInfo> => {
      if (previous !== run) await previous?.stop();
      return this.ensureBackend();
    };
    try {
      const outcome = await run.proceed(pace, listener, { prepare, deviceLost: () => this.deviceLost() });
      // a finished run is released with its data
      if (outcome === 'finished' && this.run === run) this.run = undefined;
      return outcome;
    } catch (error) {
      const problem = await this.deviceProblem(error);
      if (problem?.code === 'device') {
        await run.abandon(problem);
        if (this.run === run) this.run = undefined;
      }
      throw problem ?? error;
    }
  }

  async pause(runId: string): Promise<void> {
    if (this.run?.runId === runId) await this.run.pause();
  }

  async stop(runId: string): Promise<void> {
    if (this.run?.runId === runId) await this.run.stop();
  }

  answer(runId: string, labels: number[]): Promise<void> {
    if (this.run?.runId === runId) this.run.person.answer(labels);
    return Promise.resolve();
  }

  setDelay(delay: number): Promise<void> {
    this.run?.setDelay(delay);
    return Promise.resolve();
  }

  reportEmbeddings(enabled: boolean): Promise<void> {
    this.reportsEmbeddings = enabled;
    if (this.run) this.run.reportsEmbeddings = enabled;
    return Promise.resolve();
  }

  embedPool(step: StepOfRun, onProgress: PhaseListener, signal: AbortSignal): Promise<PoolEmbedding> {
    return this.replay({ ...step, view: embeddingOf }, onProgress, signal);
  }

  replayStep(step: StepOfRun, onProgress: PhaseListener, signal: AbortSignal): Promise<StepReplay> {
    return this.replay({ ...step, view: reportOf }, onProgress, signal);
  }

  predictSamples(step: StepOfRun, onProgress: PhaseListener, signal: AbortSignal): Promise<SamplePredictions> {
    return this.replay({ ...step, view: predictionsOf }, onProgress, signal);
  }

  private async replay<Result>(
    request: Pick<ReplayRequest<Result>, 'runId' | 'key' | 'view'>,
    onProgress: PhaseListener,
    signal: AbortSignal,
  ): Promise<Result> {
    if (this.run?.active)
      throw new Problem('busy', 'A run is going, and needs the backend.', 'Pause it, then look back.');
    const openDatabase = async (): Promise<Database> => {
      await this.ensureBackend();
      return this.db();
    };
    try {
      const { registry } = this.deps;
      const work = this.replays.replay({ ...request, openDatabase, registry }, onProgress, signal);
      return await Promise.race([this.deviceLost(), work]);
    } catch (error) {
      const problem = await this.deviceProblem(error);
      if (problem?.code === 'device') this.replays.stop(); // it may wait for a lost device
      throw problem ?? error;
    }
  }

  async runs(): Promise<RunInfo[]> {
    return listRuns(await this.db());
  }

  async activeRuns(): Promise<string[]> {
    const prefix = runLock('');
    const held = await this.deps.locks.held();
    return held.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  async log(runId: string): Promise<LogEvent[]> {
    return readLog(await this.db(), runId);
  }

  async editRun(runId: string, changes: RunChanges): Promise<void> {
    await editRun(await this.db(), runId, changes);
  }

  async deleteRun(runId: string): Promise<void> {
    if (this.run?.runId === runId) {
      await this.run.stop();
      this.run = undefined;
    }
    const release = await this.deps.locks.acquire(runLock(runId));
    if (!release) throw new Problem('busy', 'Another tab is working on this run.', 'Stop it there first.');
    try {
      await deleteRun(await this.db(), runId);
    } finally {
      release();
    }
  }

  /** @throws Problem `bad-file` where this is no log */
  async importLog(events: LogEvent[]): Promise<RunInfo> {
    return this.storeNewRun(keepCompleteSteps(events));
  }

  /** Stores the beginning of a log as a run. */
  private async storeNewRun([started, ...rest]: [Started, ...LogEvent[]]): Promise<RunInfo> {
    const run = newRun(started, rest);
    await appendEvents(await this.db(), run, 0, [started, ...rest]);
    return run;
  }

  private db(): Promise<Database> {
    this.database ??= this.deps.openDatabase();
    return this.database;
  }

  private startBackend(choice: BackendChoice): Promise<BackendInfo> {
    const starting = this.deps.chooseBackend(choice);
    this.startedBackend = starting;
    starting.catch(() => (this.startedBackend = undefined));
    return starting;
  }

  /** The backend in use; the best available one before a choice. */
  private ensureBackend(): Promise<BackendInfo> {
    return this.startedBackend ?? this.startBackend('auto');
  }

  /** Never fulfilled; rejected once the device of the backend in use is lost. */
  private async deviceLost(): Promise<never> {
    await this.startedBackend?.catch(() => undefined);
    throw await this.deps.deviceLoss();
  }

  /** The problem behind an error that ended a step. The report of a lost device often comes after the error that it caused. */
  private async deviceProblem(error: unknown): Promise<Problem | undefined> {
    if (error instanceof Problem) return error;
    const problem = toDeviceProblem(error);
    const graceMs = DEVICE_LOSS_GRACE_MS[problem ? 'likely' : 'unlikely'];
    const timeout = new Promise<Problem | undefined>((resolve) => setTimeout(resolve, graceMs, problem));
    return Promise.race([this.deps.deviceLoss(), timeout]);
  }
}
