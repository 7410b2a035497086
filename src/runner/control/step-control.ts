/** Control of a run's steps: by its gate, its person, its asset locks and its listener. */
import type { StepKey } from '../../protocol/events.ts';
import type { PlanStep } from '../../protocol/plan.ts';
import type { Database } from '../../storage/database.ts';
import type { StepControl } from '../run-context.ts';
import type { Gate } from './gate.ts';
import type { AssetLocks } from './asset-locks.ts';
import type { RunPhase, RunListener } from './run-messages.ts';
import type { PersonPrompt } from './person-prompt.ts';
import { checkpointsOf, selectorCheckpointsOf } from './step-checkpoints.ts';

/** Milliseconds between two reports of progress. */
const REPORT_INTERVAL_MS = 80;

/** Throttles to one call per 80 ms; the first call passes at once. */
export function throttle<T extends unknown[]>(callback: (...args: T) => void): (...args: T) => void {
  let lastCall = -Infinity;
  return (...args) => {
    const now = performance.now();
    if (now - lastCall < REPORT_INTERVAL_MS) return;
    lastCall = now;
    callback(...args);
  };
}

/** Parts of a run that its steps use. */
interface StepDeps {
  database: Promise<Database>;
  runId: string;
  gate: Gate;
  person: PersonPrompt;
  assetLocks: AssetLocks;
  notify: RunListener;
}

/** @param reportsEmbedding whether the listener gets the learner's embedding of the pool */
export type StepControlFactory = (step: PlanStep, reportsEmbedding: boolean) => StepControl;

export function stepControlFactory({
  database,
  runId,
  gate,
  person,
  assetLocks,
  notify,
}: StepDeps): StepControlFactory {
  const report = throttle((progress: StepKey & { phase: RunPhase; done: number; total: number }) => {
    void notify({ type: 'progress', runId, ...progress });
  });
  return (step, reportsEmbedding) => {
    const { seed, cycle, arm } = { cycle: 0, arm: 0, ...step };
    const key: StepKey = { seed, cycle, arm };
    const selectorCheckpoints = selectorCheckpointsOf(database, runId, step);
    return {
      ...(reportsEmbedding && {
        onPoolEmbedding: (embedding) => void notify({ type: 'pool-embedding', runId, embedding }),
      }),
      checkpoint: () => gate.pass(),
      yield: () => gate.yield(),
      interrupted: () => gate.interrupted,
      askPerson: (questions) => person.ask({ runId, ...key, questions }),
      stopwatch: () => gate.stopwatch(),
      checkpoints: checkpointsOf(database, runId, step),
      ...(selectorCheckpoints && { selectorCheckpoints }),
      useAsset: (asset) => assetLocks.acquire(asset),
      onAssetProgress: (progress) => void notify({ type: 'asset-progress', runId, assetProgress: progress }),
      phase: (phase) => {
        report({ ...key, phase, done: 0, total: 0 });
        return (done, total) => report({ ...key, phase, done, total });
      },
    };
  };
}
