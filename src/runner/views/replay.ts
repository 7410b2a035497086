/**
 * Looks back at a step of a run: its learner is gone, but what it was trained on stands in the log, and trained again
 * from there it is the same learner.
 */
import type { StepKey, Trained } from '../../protocol/events.ts';
import type { PoolEmbedding } from '../../protocol/pool-embedding.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Database } from '../../storage/database.ts';
import { getRun, readLog } from '../../storage/runs.ts';
import { releaseSpareBuffers } from '../../tensor/gpu-device.ts';
import { openRunContext, type StepControl } from '../run-context.ts';
import { trainLearner } from '../learner.ts';
import { Gate } from '../control/gate.ts';
import { embedPool } from './pool-embedding.ts';
import type { Registry } from '../registry.ts';
import type { PhaseListener } from '../control/run-messages.ts';
import { throttle } from '../control/step-control.ts';
import { splitSeed } from '../samples/seed-split.ts';
import { RunProgress } from '../run-progress.ts';

/** One look back at a time; the next one takes the place of one that is under way. */
export class StepReplays {
  private gate = new Gate();

  /** What is under way ends with a `cancelled` problem. */
  stop(): void {
    this.gate.stop();
  }

  /**
   * @param openDatabase gives the store once there is a backend
   * @throws Problem `missing` where run, data or step are not there, `cancelled`
   */
  async replay(
    openDatabase: () => Promise<Database>,
    registry: Registry,
    runId: string,
    key: StepKey,
    onProgress: PhaseListener,
    signal: AbortSignal,
  ): Promise<PoolEmbedding> {
    this.stop();
    const gate = (this.gate = new Gate());
    const stop = (): void => gate.stop();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    const report = throttle(onProgress);
    try {
      const control: StepControl = {
        checkpoint: () => gate.pass(),
        stopwatch: () => gate.stopwatch(),
        phase: (phase) => (done, total) => report(phase, done, total),
      };
      const db = await openDatabase();
      await gate.pass();
      return await replayStep(db, registry, runId, key, control);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

async function replayStep(
  db: Database,
  registry: Registry,
  runId: string,
  { seed, cycle, arm }: StepKey,
  control: StepControl,
): Promise<PoolEmbedding> {
  const { spec, dataset } = await getRun(db, runId);
  const log = await readLog(db, runId);
  const isOfStep = (event: StepKey): boolean => event.seed === seed && event.cycle === cycle && event.arm === arm;
  const trainedAt = log.findIndex((event) => event.type === 'trained' && isOfStep(event));
  if (trainedAt < 0) throw new Problem('missing', `Cycle ${cycle} of arm ${arm} has not been run under seed ${seed}.`);
  const queried = log.find((event) => event.type === 'queried' && isOfStep(event));
  const key: StepKey = { seed, cycle, arm };
  const runContext = await openRunContext(db, registry, spec, dataset.id);
  const progress = new RunProgress(log.slice(0, trainedAt));
  const { split, event } = await splitSeed(runContext, seed, progress.splitOf(seed));
  const labelled = progress.labelledSet(key, event);
  const learner = await trainLearner(runContext, key, split, labelled, control);
  try {
    const queriedIndices = Int32Array.from(queried?.type === 'queried' ? queried.indices : []);
    const embedding = await embedPool(
      runContext,
      key,
      split,
      labelled.indices,
      queriedIndices,
      learner,
      control.checkpoint,
    );
    return { ...embedding, loggedLearner: sameTraining(learner.trained, log[trainedAt] as Trained) };
  } finally {
    learner.dispose();
    releaseSpareBuffers();
  }
}

/** Two trainings that end with the same loss to the last bit, after as many steps, went the same way. */
const sameTraining = (one: Trained, other: Trained): boolean =>
  Object.is(one.loss, other.loss) && one.steps === other.steps;
