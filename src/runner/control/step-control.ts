/** How the steps of a session work with it: held at its gate, answered by its person, told of to its listener. */
import type { StepKey } from '../../protocol/events.ts';
import type { PlanStep } from '../../protocol/plan.ts';
import type { Database } from '../../storage/database.ts';
import type { StepControl } from '../run-context.ts';
import type { Gate } from './gate.ts';
import type { AssetLocks } from './asset-locks.ts';
import type { RunPhase, RunListener } from './run-messages.ts';
import type { PersonPrompt } from './person-prompt.ts';
import { checkpointsOf } from './step-checkpoints.ts';

/** Milliseconds between two reports of progress. */
const REPORT_INTERVAL_MS = 80;

/** Passes on the first report, and of those that follow one at a time. */
export function throttle<T extends unknown[]>(callback: (...args: T) => void): (...args: T) => void {
  let lastCall = -Infinity;
  return (...args) => {
    const now = performance.now();
    if (now - lastCall < REPORT_INTERVAL_MS) return;
    lastCall = now;
    callback(...args);
  };
}

/** What of a session its steps have to do with. */
interface StepDeps {
  database: Promise<Database>;
  runId: string;
  gate: Gate;
  person: PersonPrompt;
  assetLocks: AssetLocks;
  notify: RunListener;
}

/** @param watched whether the listener wants the learner's embedding of the pool */
export type StepControlFactory = (step: PlanStep, watched: boolean) => StepControl;

export function stepControlFactory({
  database,
  runId,
  gate,
  person,
  assetLocks: holds,
  notify: tell,
}: StepDeps): StepControlFactory {
  const report = throttle((key: StepKey, phase: RunPhase, done: number, total: number) => {
    void tell({ type: 'progress', runId, ...key, phase, done, total });
  });
  return (step, reportsEmbedding) => {
    const { seed, cycle, arm } = step.kind === 'cycle' ? step : { ...step, cycle: 0, arm: 0 };
    const key: StepKey = { seed, cycle, arm };
    return {
      ...(reportsEmbedding && {
        onPoolEmbedding: (embedding) => void tell({ type: 'pool-embedding', runId, embedding }),
      }),
      checkpoint: () => gate.pass(),
      yield: () => gate.yield(),
      interrupted: () => gate.interrupted,
      askPerson: (questions) => person.ask({ runId, ...key, questions }),
      stopwatch: () => gate.stopwatch(),
      checkpoints: checkpointsOf(database, runId, step),
      useAsset: (asset) => holds.acquire(asset),
      onAssetProgress: (progress) => void tell({ type: 'asset-progress', runId, assetProgress: progress }),
      phase: (phase) => {
        report(key, phase, 0, 0);
        return (done, total) => report(key, phase, done, total);
      },
    };
  };
}
