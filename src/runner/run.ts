/**
 * One run at work: goes from the end of its log step by step, keeps every step in one transaction before anyone hears
 * of it, and can be paused (the step stays in memory), stopped (the step is given up) and gone on with. When the device is
 * lost, the step is given up without waiting for it: what it waits for may never come.
 */
import type { BackendInfo, LogEvent, RunInfo } from '../protocol/events.ts';
import { endOfRound, planOf, type Step } from '../protocol/plan.ts';
import { Problem } from '../protocol/problem.ts';
import type { Database } from '../storage/database.ts';
import { append, getRun, readLog } from '../storage/runs.ts';
import { returnSpareBuffers } from '../tensor/gpu-device.ts';
import { openBench, type Bench } from './run-context.ts';
import { runCycle } from './cycle.ts';
import { Gate } from './control/gate.ts';
import { Holds } from './control/asset-locks.ts';
import { runLock, type Locks } from './control/locks.ts';
import type { Means } from './registry.ts';
import type { Outcome, Pace, RunListener } from './control/run-messages.ts';
import { pacerFor, type Pacer } from './control/step-control.ts';
import { Person } from './control/person-prompt.ts';
import { runReference } from './full-supervision.ts';
import { splitSeed, type SeedSplit } from './samples/seed-split.ts';
import { Standing } from './run-progress.ts';

/** What is in memory of a run between two calls of `go`. */
interface Desk {
  bench: Bench;
  info: RunInfo;
  standing: Standing;
  plan: Step[];
  split?: SeedSplit;
  /** A step's events that could not be stored yet: the storage was full. */
  unsaved: LogEvent[];
}

/** What a run stands on while it goes. */
interface Footing {
  /** What must be done before the run can go on; gives the backend that it goes on with. */
  prepare(): Promise<BackendInfo>;
  /** Never fulfilled; rejected once the backend's device is lost. */
  lost(): Promise<never>;
}

export class Session {
  private readonly gate = new Gate();
  private desk: Desk | undefined;
  /** The work itself; it outlives a call of `go` that ends with a pause. */
  private work: Promise<Outcome> | undefined;
  private going: Promise<Outcome> | undefined;
  /** What was asked for since the last call of `go`. */
  private asked: 'paused' | 'stopped' | undefined;
  private listener: RunListener = () => undefined;
  private delay = 0;
  watched = false; // whether the listener wants to see what each learner makes of the pool
  /** The step of the plan to stop before. */
  private until = Infinity;
  /** What the steps are computed on from here. */
  private backend: BackendInfo | undefined;
  /** The storing of a step that is under way, until it is heard of. */
  private saving: Promise<void> = Promise.resolve();
  /** Nothing that is computed after the device's loss may reach the log. */
  private loss: Problem | undefined;
  private readonly holds: Holds;
  private readonly pacing: Pacer;
  readonly person = new Person(this.gate, (asking) => {
    void this.listener({ type: 'asked', runId: this.runId, asking });
  });

  constructor(
    private readonly database: Promise<Database>,
    private readonly locks: Locks,
    private readonly means: Means,
    readonly runId: string,
  ) {
    this.holds = new Holds(locks, runId);
    const { gate, person, holds } = this;
    this.pacing = pacerFor({ runId, gate, person, holds, tell: (message) => this.listener(message) });
  }

  get active(): boolean {
    return !!this.going;
  }

  setDelay(delay: number): void {
    this.delay = delay;
  }

  /** @throws Problem `busy`, `missing`, `full`, `device` */
  async go(pace: Pace, delay: number, listener: RunListener, footing: Footing): Promise<Outcome> {
    this.listener = listener;
    this.delay = delay;
    this.asked = undefined;
    this.person.remind();
    this.going = this.underLock(pace, footing);
    try {
      return await this.going;
    } finally {
      this.going = undefined;
    }
  }

  /** Resolves once the run stands still. */
  async pause(): Promise<void> {
    this.asked ??= 'paused';
    this.gate.pause();
    await this.going?.catch(() => undefined);
  }

  /** Resolves once the run stands still and the step at hand is given up. */
  async stop(): Promise<void> {
    this.asked = 'stopped';
    this.gate.stop();
    await this.going?.catch(() => undefined);
    await this.work?.catch(() => undefined);
  }

  /** The step at hand is left to itself, and whatever comes of it is dropped. A step that is being stored is still told of. */
  async giveUp(loss: Problem): Promise<void> {
    this.loss = loss;
    this.gate.stop();
    this.work = undefined;
    this.desk = undefined;
    await this.saving.catch(() => undefined);
  }

  private async underLock(pace: Pace, { prepare, lost }: Footing): Promise<Outcome> {
    const release = await this.locks.take(runLock(this.runId));
    if (!release)
      throw new Problem('busy', 'Another tab is working on this run.', 'Go on there, or close that tab first.');
    try {
      await this.holds.takeAgain();
      this.backend = await prepare();
      const db = await this.database;
      const desk = await this.openDesk(db);
      if (this.asked) return this.asked;
      this.until = pace === 'run' ? Infinity : endOfRound(desk.plan, desk.standing.done);
      const atRest = this.gate.standstill().then((): Outcome => 'paused');
      this.gate.open();
      this.work ??= this.begin(db, desk);
      return await Promise.race([lost(), this.work, atRest]);
    } finally {
      this.holds.release();
      release();
    }
  }

  private begin(db: Database, desk: Desk): Promise<Outcome> {
    const work = this.conduct(db, desk).finally(() => {
      if (this.work === work) this.work = undefined;
    });
    work.catch(() => undefined); // `go` tells of errors; after a pause nobody may be there to hear them
    return work;
  }

  /** The desk as it was left, unless another tab has gone on with the run or deleted it. */
  private async openDesk(db: Database): Promise<Desk> {
    const info = await getRun(db, this.runId);
    if (this.desk?.standing.done === info.stepsDone) return this.desk;
    if (this.work) {
      this.gate.stop();
      await this.work.catch(() => undefined);
    }
    const log = await readLog(db, this.runId);
    const bench = await openBench(db, this.means, info.spec, info.dataset.id);
    this.desk = { bench, info, standing: new Standing(log), plan: planOf(info.spec), unsaved: [] };
    return this.desk;
  }

  private async conduct(db: Database, desk: Desk): Promise<Outcome> {
    try {
      for (let first = true; ; first = false) {
        await this.save(db, desk);
        const { plan, standing } = desk;
        const step = plan[standing.done];
        if (!step) {
          if (!standing.finished) await this.keep(db, desk, [{ type: 'finished', time: Date.now() }]);
          return 'finished';
        }
        if (standing.done >= this.until) return 'paused';
        if (!first) await this.gate.wait(() => this.delay);
        await this.gate.pass();
        const moved = standing.movedTo(this.backend);
        if (moved) await this.keep(db, desk, [moved]);
        const events = await this.perform(desk, step).finally(returnSpareBuffers);
        if (this.loss) throw this.loss;
        if (standing.done + 1 === plan.length) events.push({ type: 'finished', time: Date.now() });
        await this.keep(db, desk, events);
      }
    } catch (error) {
      if (this.gate.stopping && error instanceof Problem && error.code === 'cancelled') return 'stopped';
      throw error;
    }
  }

  private async perform(desk: Desk, step: Step): Promise<LogEvent[]> {
    const { bench, standing } = desk;
    const { seed } = step;
    const pacing = this.pacing(step, this.watched);
    const logged = standing.splitOf(seed);
    if (desk.split?.event.seed !== seed) {
      pacing.phase('splitting');
      desk.split = await splitSeed(bench, seed, logged);
    }
    const { split, event } = desk.split;
    const before: LogEvent[] = logged ? [] : [event];
    if (step.kind === 'reference') return [...before, await runReference(bench, seed, split, pacing)];
    const labelled = standing.labelledSet(step, logged ?? event);
    return [...before, ...(await runCycle(bench, step, split, labelled, pacing))];
  }

  /** Appends a step to the log; what does not fit into the store waits on the desk for the next `go`. */
  private async keep(db: Database, desk: Desk, events: LogEvent[]): Promise<void> {
    desk.unsaved = events;
    await this.save(db, desk);
  }

  private save(db: Database, desk: Desk): Promise<void> {
    return (this.saving = this.store(db, desk));
  }

  private async store(db: Database, desk: Desk): Promise<void> {
    const { standing, unsaved: events } = desk;
    if (events.length === 0) return;
    const after = new Standing(events);
    const info: RunInfo = {
      ...desk.info,
      updated: Date.now(),
      stepsDone: standing.done + after.done,
      finished: standing.finished || after.finished,
      backend: after.backend ?? desk.info.backend,
    };
    try {
      await append(db, info, standing.events, events);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'full')) this.desk = undefined;
      throw error;
    }
    desk.unsaved = [];
    desk.info = info;
    standing.add(events);
    await this.listener({ type: 'events', runId: this.runId, events, info });
  }
}
