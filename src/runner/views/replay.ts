/**
 * Looks back at a step of a run: its learner is gone, but what it was trained on stands in the log, and trained again
 * from there it is the same learner.
 */
import type { StepKey, Trained } from '../../protocol/events.ts';
import type { Look } from '../../protocol/pool-embedding.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Database } from '../../storage/database.ts';
import { getRun, readLog } from '../../storage/runs.ts';
import { returnSpareBuffers } from '../../tensor/gpu-device.ts';
import { openBench, type StepPacing } from '../run-context.ts';
import { trainLearner } from '../learner.ts';
import { Gate } from '../control/gate.ts';
import { lookAt } from './pool-embedding.ts';
import type { Means } from '../registry.ts';
import type { OnPhase } from '../control/run-messages.ts';
import { sparingly } from '../control/step-control.ts';
import { splitSeed } from '../samples/seed-split.ts';
import { Standing } from '../run-progress.ts';

/** One look back at a time; the next one takes the place of one that is under way. */
export class LooksBack {
  private gate = new Gate();

  /** What is under way ends with a `cancelled` problem. */
  stop(): void {
    this.gate.stop();
  }

  /**
   * @param ready gives the store once there is a backend
   * @throws Problem `missing` where run, data or step are not there, `cancelled`
   */
  async again(
    ready: () => Promise<Database>,
    means: Means,
    runId: string,
    key: StepKey,
    onProgress: OnPhase,
    signal: AbortSignal,
  ): Promise<Look> {
    this.stop();
    const gate = (this.gate = new Gate());
    const stop = (): void => gate.stop();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    const report = sparingly(onProgress);
    try {
      const pacing: StepPacing = {
        gate: () => gate.pass(),
        watch: () => gate.watch(),
        phase: (phase) => (done, total) => report(phase, done, total),
      };
      const db = await ready();
      await gate.pass();
      return await lookAgain(db, means, runId, key, pacing);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

async function lookAgain(
  db: Database,
  means: Means,
  runId: string,
  { seed, cycle, arm }: StepKey,
  pacing: StepPacing,
): Promise<Look> {
  const { spec, dataset } = await getRun(db, runId);
  const log = await readLog(db, runId);
  const isOf = (event: StepKey): boolean => event.seed === seed && event.cycle === cycle && event.arm === arm;
  const at = log.findIndex((event) => event.type === 'trained' && isOf(event));
  if (at < 0) throw new Problem('missing', `Cycle ${cycle} of arm ${arm} has not been run under seed ${seed}.`);
  const queried = log.find((event) => event.type === 'queried' && isOf(event));
  const key: StepKey = { seed, cycle, arm };
  const bench = await openBench(db, means, spec, dataset.id);
  const before = new Standing(log.slice(0, at));
  const { split, event } = await splitSeed(bench, seed, before.splitOf(seed));
  const labelled = before.labelledSet(key, event);
  const learner = await trainLearner(bench, key, split, labelled, pacing);
  try {
    const picked = Int32Array.from(queried?.type === 'queried' ? queried.indices : []);
    const look = await lookAt(bench, key, split, labelled.indices, picked, learner, pacing.gate);
    return { ...look, same: alike(learner.trained, log[at] as Trained) };
  } finally {
    learner.dispose();
    returnSpareBuffers();
  }
}

/** Two trainings that end with the same loss to the last bit, after as many steps, went the same way. */
const alike = (one: Trained, other: Trained): boolean => Object.is(one.loss, other.loss) && one.steps === other.steps;
