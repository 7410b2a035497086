/** The laboratory: makes runs, conducts one at a time, and hands their logs out. */
import type { Catalogue } from '../protocol/catalogue.ts';
import type { BackendInfo, LogEvent, RunInfo, Started, StepKey } from '../protocol/events.ts';
import type { Look } from '../protocol/pool-embedding.ts';
import { planOf } from '../protocol/plan.ts';
import { Problem } from '../protocol/problem.ts';
import { parseSpec, type Spec } from '../protocol/spec.ts';
import type { Database } from '../storage/database.ts';
import { append, deleteRun, listRuns, readLog } from '../storage/runs.ts';
import { openBench } from './run-context.ts';
import { checkFitness } from './compatibility.ts';
import { wholeSteps } from './complete-steps.ts';
import { runLock, type Locks } from './control/locks.ts';
import { LooksBack } from './views/replay.ts';
import { catalogueOf, type Means } from './registry.ts';
import type { OnPhase, Outcome, Pace, RunListener } from './control/run-messages.ts';
import { Session } from './run.ts';
import { problemOfDevice } from './control/device-errors.ts';

/** Milliseconds that the news of a lost device may take longer than the error that came of it, where that is likely one. */
const PATIENCE = { likely: 2000, unlikely: 250 };

type Wanted = 'auto' | 'webgpu' | 'wasm';

/** What the laboratory stands on, given by the worker. */
export interface Ground {
  open(): Promise<Database>;
  locks: Locks;
  chooseBackend(wanted: Wanted): Promise<BackendInfo>;
  /** Fulfilled once the device of the backend in use is lost. */
  deviceLoss(): Promise<Problem>;
  means: Means;
  /** Of this program, for the log. */
  version: string;
}

export class Lab {
  private database: Promise<Database> | undefined;
  private chosen: Promise<BackendInfo> | undefined;
  /** The run at work, or the one whose paused step is in memory. */
  private session: Session | undefined;
  private watched = false;
  /** A look back gives way to whatever needs the backend. */
  private readonly looks = new LooksBack();

  constructor(private readonly ground: Ground) {}

  catalogue(): Promise<Catalogue> {
    return Promise.resolve(catalogueOf(this.ground.means));
  }

  /** @throws Problem `busy` while a run is going: it ends on the backend that it began with */
  async backend(wanted: Wanted): Promise<BackendInfo> {
    if (this.session?.active)
      throw new Problem('busy', 'The backend cannot change while a run is going.', 'Stop the run first.');
    this.looks.stop();
    await this.session?.stop();
    return this.choose(wanted);
  }

  async create(input: Spec, datasetId: string): Promise<RunInfo> {
    const spec = parseSpec(input);
    const db = await this.db();
    const bench = await openBench(db, this.ground.means, spec, datasetId);
    const backend = await Promise.race([this.lost(), this.started()]);
    checkFitness(bench);
    const { id, name, kind, shape, classes, count } = bench.info;
    return this.begin([
      {
        type: 'started',
        time: Date.now(),
        version: this.ground.version,
        spec,
        dataset: { id, name, kind, shape, classes, count },
        backend: { name: backend.name, adapter: backend.adapter },
      },
    ]);
  }

  async start(runId: string, pace: Pace, delay: number, listener: RunListener): Promise<Outcome> {
    const before = this.session;
    if (before?.active) {
      const what = before.runId === runId ? 'This run is going already.' : 'This tab is working on another run.';
      throw new Problem('busy', what, 'Pause or stop it first.');
    }
    const { locks, means } = this.ground;
    const session = before?.runId === runId ? before : new Session(this.db(), locks, means, runId);
    this.session = session;
    session.watched = this.watched;
    this.looks.stop();
    const prepare = async (): Promise<BackendInfo> => {
      if (before !== session) await before?.stop();
      return this.started();
    };
    try {
      const outcome = await session.go(pace, delay, listener, { prepare, lost: () => this.lost() });
      // A finished run needs no memory for its data any more.
      if (outcome === 'finished' && this.session === session) this.session = undefined;
      return outcome;
    } catch (error) {
      const problem = await this.deviceProblem(error);
      if (problem?.code === 'device') {
        await session.giveUp(problem);
        if (this.session === session) this.session = undefined;
      }
      throw problem ?? error;
    }
  }

  async pause(runId: string): Promise<void> {
    if (this.session?.runId === runId) await this.session.pause();
  }

  async stop(runId: string): Promise<void> {
    if (this.session?.runId === runId) await this.session.stop();
  }

  answer(runId: string, labels: number[]): Promise<void> {
    if (this.session?.runId === runId) this.session.person.answer(labels);
    return Promise.resolve();
  }

  setDelay(delay: number): Promise<void> {
    this.session?.setDelay(delay);
    return Promise.resolve();
  }

  watch(wanted: boolean): Promise<void> {
    this.watched = wanted;
    if (this.session) this.session.watched = wanted;
    return Promise.resolve();
  }

  async look(runId: string, key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<Look> {
    if (this.session?.active)
      throw new Problem('busy', 'A run is going, and needs the backend.', 'Pause it, then look back.');
    const ready = async (): Promise<Database> => {
      await this.started();
      return this.db();
    };
    try {
      const work = this.looks.again(ready, this.ground.means, runId, key, onProgress, signal);
      return await Promise.race([this.lost(), work]);
    } catch (error) {
      const problem = await this.deviceProblem(error);
      if (problem?.code === 'device') this.looks.stop(); // whatever it still waits for may never come
      throw problem ?? error;
    }
  }

  async runs(): Promise<RunInfo[]> {
    return listRuns(await this.db());
  }

  async running(): Promise<string[]> {
    const prefix = runLock('');
    const held = await this.ground.locks.held();
    return held.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  async log(runId: string): Promise<LogEvent[]> {
    return readLog(await this.db(), runId);
  }

  async deleteRun(runId: string): Promise<void> {
    if (this.session?.runId === runId) {
      await this.session.stop();
      this.session = undefined;
    }
    const release = await this.ground.locks.take(runLock(runId));
    if (!release) throw new Problem('busy', 'Another tab is working on this run.', 'Stop it there first.');
    try {
      await deleteRun(await this.db(), runId);
    } finally {
      release();
    }
  }

  /** @throws Problem `bad-file` where this is no log */
  async importLog(events: LogEvent[]): Promise<RunInfo> {
    return this.begin(wholeSteps(events));
  }

  /** Stores the beginning of a log as a run. */
  private async begin([started, ...rest]: [Started, ...LogEvent[]]): Promise<RunInfo> {
    const { spec, dataset, backend } = started;
    const plan = planOf(spec);
    const run: RunInfo = {
      id: freshId(),
      name: spec.name ?? dataset.name,
      spec,
      dataset: { id: dataset.id, name: dataset.name },
      created: Date.now(),
      updated: Date.now(),
      finished: rest.at(-1)?.type === 'finished',
      stepsDone: rest.filter((event) => event.type === 'measured' || event.type === 'referenced').length,
      stepsTotal: plan.length,
      backend,
    };
    await append(await this.db(), run, 0, [started, ...rest]);
    return run;
  }

  private db(): Promise<Database> {
    this.database ??= this.ground.open();
    return this.database;
  }

  private choose(wanted: Wanted): Promise<BackendInfo> {
    const chosen = this.ground.chooseBackend(wanted);
    this.chosen = chosen;
    chosen.catch(() => (this.chosen = undefined));
    return chosen;
  }

  /** The backend in use; the best there is where nobody has chosen. */
  private started(): Promise<BackendInfo> {
    return this.chosen ?? this.choose('auto');
  }

  /** Never fulfilled; rejected once the device of the backend in use is lost. */
  private async lost(): Promise<never> {
    await this.chosen?.catch(() => undefined);
    throw await this.ground.deviceLoss();
  }

  /** What an error that ended a step says of the device. Its loss is often heard of after what came of it. */
  private async deviceProblem(error: unknown): Promise<Problem | undefined> {
    if (error instanceof Problem) return error;
    const problem = problemOfDevice(error);
    const patience = PATIENCE[problem ? 'likely' : 'unlikely'];
    const waited = new Promise<Problem | undefined>((resolve) => setTimeout(resolve, patience, problem));
    return Promise.race([this.ground.deviceLoss(), waited]);
  }
}

/** Told from all other runs, by the time and by chance that nothing depends on. */
function freshId(): string {
  const [word] = crypto.getRandomValues(new Uint32Array(1));
  return `run-${Date.now().toString(36)}-${word!.toString(36)}`;
}
