/**
 * Replays of a step of a run: its learner is trained again from the log, which gives the same learner to the last bit on the
 * same backend and adapter.
 */
import type { Queried, StepKey, Trained } from '../../protocol/events.ts';
import { isSameStep } from '../../protocol/events.ts';
import type { PoolEmbedding } from '../../protocol/replay/pool-embedding.ts';
import { Problem } from '../../protocol/problem.ts';
import type { SamplePredictions } from '../../protocol/replay/sample-predictions.ts';
import type { StepReplay } from '../../protocol/replay/step-replay.ts';
import type { Database } from '../../storage/database.ts';
import { getRun, readLog } from '../../storage/runs.ts';
import { quiet } from '../../trainer/control.ts';
import { releaseSpareBuffers } from '../../tensor/gpu-device.ts';
import { openRunContext, type RunContext, type StepControl } from '../run-context.ts';
import { retrainedBefore } from '../previous-training.ts';
import { trainLearner, type TrainedLearner } from '../learner.ts';
import { measureStep } from '../measure-step.ts';
import { Gate } from '../control/gate.ts';
import { embedPool } from './pool-embedding.ts';
import { predictSamples } from './sample-predictions.ts';
import type { Registry } from '../registry.ts';
import type { PhaseListener } from '../control/run-messages.ts';
import { throttle } from '../control/step-control.ts';
import { splitSeed } from '../samples/seed-split.ts';
import { RunProgress, type Step } from '../run-progress.ts';

/** A step whose learner was trained again. */
interface ReplayedStep extends Step {
  runContext: RunContext;
  /** Until the replay's view is computed. */
  learner: TrainedLearner;
  /** The step's events in the log. */
  logged: { trained: Trained; queried: Queried | undefined };
}

/** Computes the result of a replay from its learner. */
type ReplayView<Result> = (step: ReplayedStep, control: StepControl) => Promise<Result>;

export interface ReplayRequest<Result> {
  /** Resolves once there is a backend. */
  openDatabase: () => Promise<Database>;
  registry: Registry;
  runId: string;
  key: StepKey;
  view: ReplayView<Result>;
}

/** The learner's embedding of the pool, and whether it is the learner of the log. */
export const embeddingOf: ReplayView<PoolEmbedding> = async (step, control) => {
  const { runContext, learner, logged } = step;
  const queried = Int32Array.from(logged.queried?.indices ?? []);
  const embedding = await embedPool(runContext, { ...step, queried }, control.checkpoint);
  return { ...embedding, loggedLearner: sameTraining(learner.trained, logged.trained) };
};

/** The training's report, the measures and the predictions on the test split. */
export const reportOf: ReplayView<StepReplay> = async (step, control) => ({
  trained: step.learner.trained,
  ...(await measureStep(step.runContext, step, control)),
});

/** The predictions for all samples of the seed. */
export const predictionsOf: ReplayView<SamplePredictions> = (step, control) =>
  predictSamples(step.runContext, step, control);

/** One replay at a time; the next one cancels the one before. */
export class StepReplays {
  private gate = new Gate();

  /** The current replay ends with a `cancelled` problem. */
  stop(): void {
    this.gate.stop();
  }

  /** @throws Problem `missing` where run, data or step do not exist, `cancelled` */
  async replay<Result>(
    request: ReplayRequest<Result>,
    onProgress: PhaseListener,
    signal: AbortSignal,
  ): Promise<Result> {
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
      const db = await request.openDatabase();
      await gate.pass();
      return await replayStep(db, request, control);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

async function replayStep<Result>(
  db: Database,
  { registry, runId, key: { seed, cycle, arm }, view }: ReplayRequest<Result>,
  control: StepControl,
): Promise<Result> {
  const key: StepKey = { seed, cycle, arm };
  const { spec, dataset } = await getRun(db, runId);
  const log = await readLog(db, runId);
  const trainedAt = log.findIndex((event) => event.type === 'trained' && isSameStep(event, key));
  const trained = log[trainedAt];
  if (trained?.type !== 'trained')
    throw new Problem('missing', `Cycle ${cycle} of arm ${arm} has not been run under seed ${seed}.`);
  const queried = log.find((event): event is Queried => event.type === 'queried' && isSameStep(event, key));
  const runContext = await openRunContext(db, registry, { spec, datasetId: dataset.id });
  const progress = new RunProgress(log.slice(0, trainedAt));
  const { split, event } = await splitSeed(runContext, { seed, logged: progress.splitOf(seed) }, quiet(control));
  const labelled = progress.labelledSet(key, event);
  let learner: TrainedLearner | undefined;
  try {
    const previous = () => retrainedBefore({ log, runContext }, { key, split }, control);
    learner = await trainLearner(runContext, { key, split, labelled }, { ...control, previous });
    return await view({ runContext, key, split, labelled, learner, logged: { trained, queried } }, control);
  } finally {
    learner?.dispose();
    runContext.loaded.close();
    releaseSpareBuffers();
  }
}

/** Whether two trainings are the same: equal numbers of steps, and final losses that are equal to the last bit. */
const sameTraining = (one: Trained, other: Trained): boolean =>
  Object.is(one.loss, other.loss) && one.steps === other.steps;
