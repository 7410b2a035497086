/**
 * An active run: computes the steps of the plan from the end of its log, stores each in one transaction before it is
 * announced, and can be paused (the step stays in memory), stopped (the step is discarded) and resumed. When the device is
 * lost, the step is discarded at once, since its promises may never settle.
 */
import type { BackendInfo, LogEvent, RunInfo } from '../protocol/events.ts';
import { endOfCycle, planSteps, type PlanStep } from '../protocol/plan.ts';
import { Problem } from '../protocol/problem.ts';
import type { Database } from '../storage/database.ts';
import type { KeptTraining } from '../storage/checkpoints.ts';
import { appendEvents, getRun, readLog } from '../storage/runs.ts';
import { releaseSpareBuffers } from '../tensor/gpu-device.ts';
import { openRunContext, type RunContext } from './run-context.ts';
import { MAX_PAUSED_BYTES } from './assets/loaded-networks.ts';
import { runCycle, type CycleOutcome } from './cycle.ts';
import { previousTraining } from './previous-training.ts';
import { Gate } from './control/gate.ts';
import { AssetLocks } from './control/asset-locks.ts';
import { runLock } from './control/locks.ts';
import type { RunDeps, RunHooks } from './control/run-hooks.ts';
import type { RunOutcome, RunPace, RunScope, RunListener } from './control/run-messages.ts';
import { stepControlFactory, type StepControlFactory } from './control/step-control.ts';
import { PersonPrompt } from './control/person-prompt.ts';
import { runFullSupervision } from './full-supervision.ts';
import { runRandomArm } from './luck.ts';
import { splitSeed, type SeedSplit } from './samples/seed-split.ts';
import { RunProgress } from './run-progress.ts';

/** State of a run in memory between two calls of `proceed`. */
interface RunState {
  runContext: RunContext;
  info: RunInfo;
  progress: RunProgress;
  plan: PlanStep[];
  split?: SeedSplit;
  /** A step's events that could not be stored yet: the storage was full. */
  unsaved: LogEvent[];
  /** What the training of the unsaved step came to, where the next one continues from it. */
  kept?: KeptTraining | undefined;
}

export class Run {
  private readonly gate = new Gate();
  private state: RunState | undefined;
  /** The run's promise; survives a pause. */
  private completion: Promise<RunOutcome> | undefined;
  private current: Promise<RunOutcome> | undefined;
  /** Requested since the last call of `proceed`. */
  private stopRequest: 'paused' | 'stopped' | undefined;
  private listener: RunListener = () => undefined;
  private delay = 0;
  /** Whether the listener gets each learner's embedding of the pool. */
  reportsEmbeddings = false;
  /** The step of the plan to stop before. */
  private stopBefore = Infinity;
  private resumed = { seconds: this.gate.stopwatch(), from: 0 };
  /** Of the steps from here on. */
  private backend: BackendInfo | undefined;
  /** The write of a step that has not been announced yet. */
  private saving: Promise<void> = Promise.resolve();
  /** Set once the device is lost: later results must not reach the log. */
  private deviceLoss: Problem | undefined;
  private readonly assetLocks: AssetLocks;
  private readonly controlFor: StepControlFactory;
  readonly person = new PersonPrompt(this.gate, (asking) => {
    void this.listener({ type: 'pending-questions', runId: this.runId, pendingQuestions: asking });
  });

  constructor(
    readonly runId: string,
    private readonly deps: RunDeps,
  ) {
    this.assetLocks = new AssetLocks(deps.locks, runId);
    const { gate, person, assetLocks } = this;
    const notify: RunListener = (message) => this.listener(message);
    this.controlFor = stepControlFactory({ database: deps.database, runId, gate, person, assetLocks, notify });
  }

  get active(): boolean {
    return !!this.current;
  }

  setDelay(delay: number): void {
    this.delay = delay;
  }

  /** @throws Problem `busy`, `missing`, `full`, `device` */
  async proceed({ scope, delay }: RunPace, listener: RunListener, hooks: RunHooks): Promise<RunOutcome> {
    this.listener = listener;
    this.delay = delay;
    this.stopRequest = undefined;
    this.person.showAgain();
    this.current = this.withLock(scope, hooks);
    try {
      return await this.current;
    } finally {
      this.current = undefined;
    }
  }

  /** Resolves once the run is paused. */
  async pause(): Promise<void> {
    this.stopRequest ??= 'paused';
    this.gate.pause();
    await this.current?.catch(() => undefined);
  }

  /** Resolves once the run has stopped and its step is discarded. */
  async stop(): Promise<void> {
    this.stopRequest = 'stopped';
    this.gate.stop();
    await this.current?.catch(() => undefined);
    await this.completion?.catch(() => undefined);
    this.state?.runContext.loaded.shrinkTo(0);
  }

  /** Discards the current step without waiting for it. A step that is being stored is still announced. */
  async abandon(deviceLoss: Problem): Promise<void> {
    this.deviceLoss = deviceLoss;
    this.gate.stop();
    this.completion = undefined;
    this.dropState();
    await this.saving.catch(() => undefined);
  }

  private async withLock(scope: RunScope, { prepare, deviceLost }: RunHooks): Promise<RunOutcome> {
    const release = await this.deps.locks.acquire(runLock(this.runId));
    if (!release)
      throw new Problem('busy', 'Another tab is working on this run.', 'Go on there, or close that tab first.');
    let outcome: RunOutcome | undefined;
    try {
      await this.assetLocks.reacquireAll();
      this.backend = await prepare();
      const db = await this.deps.database;
      db.onReopened = () => void this.listener({ type: 'storage-reopened', runId: this.runId });
      const state = await this.openState(db);
      if (this.stopRequest) return (outcome = this.stopRequest);
      this.stopBefore = scope === 'run' ? Infinity : endOfCycle(state.plan, state.progress.stepsDone);
      const paused = this.gate.whenPaused().then((): RunOutcome => 'paused');
      this.resumed = { seconds: this.gate.stopwatch(), from: state.progress.stepsDone };
      this.gate.resume();
      this.completion ??= this.startSteps(db, state);
      return (outcome = await Promise.race([deviceLost(), this.completion, paused]));
    } finally {
      this.state?.runContext.loaded.shrinkTo(outcome === 'paused' ? MAX_PAUSED_BYTES : 0);
      this.assetLocks.releaseAll();
      release();
    }
  }

  /** Forgets the state, and frees what it keeps on the device. */
  private dropState(): void {
    this.state?.runContext.loaded.close();
    this.state = undefined;
  }

  private startSteps(db: Database, state: RunState): Promise<RunOutcome> {
    const completion = this.runSteps(db, state).finally(() => {
      if (this.completion === completion) this.completion = undefined;
    });
    completion.catch(() => undefined); // `proceed` reports errors; after a pause it has returned already
    return completion;
  }

  /** The state as it was left, unless another tab has continued or deleted the run. */
  private async openState(db: Database): Promise<RunState> {
    const info = await getRun(db, this.runId);
    if (this.state?.progress.stepsDone === info.stepsDone) return this.state;
    if (this.completion) {
      this.gate.stop();
      await this.completion.catch(() => undefined);
    }
    this.dropState();
    const log = await readLog(db, this.runId);
    const runContext = await openRunContext(db, this.deps.registry, { spec: info.spec, datasetId: info.dataset.id });
    this.state = { runContext, info, progress: new RunProgress(log), plan: planSteps(info.spec), unsaved: [] };
    return this.state;
  }

  private async runSteps(db: Database, state: RunState): Promise<RunOutcome> {
    try {
      for (let first = true; ; first = false) {
        await this.flush(db, state);
        const { plan, progress } = state;
        const step = plan[progress.stepsDone];
        if (!step) {
          if (!progress.finished) await this.appendEvents(db, state, [{ type: 'finished', time: Date.now() }]);
          return 'finished';
        }
        if (progress.stepsDone >= this.stopBefore) return 'paused';
        if (!first) await this.gate.wait(() => this.delay);
        await this.gate.pass();
        const backendChange = progress.backendChange(this.backend);
        if (backendChange) await this.appendEvents(db, state, [backendChange]);
        const { events, kept } = await this.runStep(db, state, step).finally(releaseSpareBuffers);
        if (this.deviceLoss) throw this.deviceLoss;
        if (progress.stepsDone + 1 === plan.length) events.push({ type: 'finished', time: Date.now() });
        state.kept = kept;
        await this.appendEvents(db, state, events);
      }
    } catch (error) {
      if (this.gate.stopping && error instanceof Problem && error.code === 'cancelled') return 'stopped';
      throw error;
    }
  }

  private async runStep(db: Database, state: RunState, step: PlanStep): Promise<CycleOutcome> {
    const { runContext, progress } = state;
    const { seed } = step;
    const control = this.controlFor(step, this.reportsEmbeddings);
    const logged = progress.splitOf(seed);
    if (state.split?.event.seed !== seed) {
      const progress = control.phase('splitting');
      state.split = await splitSeed(runContext, { seed, logged }, { checkpoint: control.checkpoint, progress });
    }
    const { split, event } = state.split;
    const before: LogEvent[] = logged ? [] : [event];
    if (step.kind === 'reference')
      return { events: [...before, await runFullSupervision(runContext, { step, split }, control)] };
    if (step.kind === 'luck') return { events: [...before, await runRandomArm(runContext, { step, split }, control)] };
    const labelled = progress.labelledSet(step, logged ?? event);
    const previous = () => previousTraining({ db, runId: this.runId, runContext }, { key: step, split }, control);
    const { events, kept } = await runCycle(runContext, { key: step, split, labelled }, { ...control, previous });
    return { events: [...before, ...events], ...(kept && { kept }) };
  }

  /** Appends a step to the log; events that do not fit into storage stay in memory for the next `proceed`. */
  private async appendEvents(db: Database, state: RunState, events: LogEvent[]): Promise<void> {
    state.unsaved = events;
    await this.flush(db, state);
  }

  private flush(db: Database, state: RunState): Promise<void> {
    return (this.saving = this.writeUnsaved(db, state));
  }

  private async writeUnsaved(db: Database, state: RunState): Promise<void> {
    const { progress, unsaved: events } = state;
    if (events.length === 0) return;
    const added = new RunProgress(events);
    const info: RunInfo = {
      ...state.info,
      updated: Date.now(),
      stepsDone: progress.stepsDone + added.stepsDone,
      finished: progress.finished || added.finished,
      backend: added.backend ?? state.info.backend,
    };
    try {
      state.info = await appendEvents(db, info, progress.eventCount, events, state.kept);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'full')) this.dropState();
      throw error;
    }
    state.unsaved = [];
    state.kept = undefined;
    progress.add(events);
    const { seconds, from } = this.resumed;
    const sinceResume = { seconds: seconds(), from };
    await this.listener({ type: 'events', runId: this.runId, events, info: state.info, sinceResume });
  }
}
