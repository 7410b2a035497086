/** Messages of an active run, and how it is started. Types only; the page imports them from the lab worker's contract. */
import type { LogEvent, RunInfo, StepKey } from '../../protocol/events.ts';
import type { PoolEmbedding } from '../../protocol/replay/pool-embedding.ts';
import type { AssetProgress } from '../../protocol/asset-progress.ts';
import type { LoggedSynthesizedQueries } from '../../protocol/synthesized-queries.ts';

export type RunPhase =
  'splitting' | 'training' | 'measuring' | 'mapping' | 'preparing' | 'querying' | 'reference' | 'luck';

/** Questions that wait for a person's answers. */
export interface PendingQuestions extends StepKey {
  runId: string;
  questions: LoggedSynthesizedQueries;
}

/** Work since a run was started or resumed: the time left is estimated from it. */
export interface WorkSinceResume {
  /** Without pauses and sleep. */
  seconds: number;
  /** Steps of the plan that were done by then. */
  from: number;
}

export type RunMessage =
  /** A step is finished and stored. */
  | { type: 'events'; runId: string; events: LogEvent[]; info: RunInfo; sinceResume: WorkSinceResume }
  /** Progress within a step: `done` of `total` in the phase's own unit; `total` is 0 where it is not known yet. */
  | {
      type: 'progress';
      runId: string;
      seed: number;
      cycle: number;
      arm: number;
      phase: RunPhase;
      done: number;
      total: number;
    }
  /** Progress of an asset that the present step needs. */
  | { type: 'asset-progress'; runId: string; assetProgress: AssetProgress }
  /** The present step continues once these are answered (`answer`); sent again whenever the run is resumed before that. */
  | { type: 'pending-questions'; runId: string; pendingQuestions: PendingQuestions }
  /** The browser had closed the storage under the run; it is open again, and the run goes on. */
  | { type: 'storage-reopened'; runId: string }
  /** The learner's embedding of the pool; only with `reportEmbeddings`. */
  | { type: 'pool-embedding'; runId: string; embedding: PoolEmbedding };

/** The run waits until the listener has taken a step's events, so that the outcome never overtakes them. */
export type RunListener = (message: RunMessage) => void | Promise<void>;

/** run: to the end; cycle: until all arms have finished the present cycle. */
export type RunScope = 'run' | 'cycle';

export interface RunPace {
  scope: RunScope;
  /** Milliseconds to wait after each step. */
  delay: number;
}

/** A step of a run's log. */
export interface StepOfRun {
  runId: string;
  key: StepKey;
}

export type RunOutcome = 'finished' | 'paused' | 'stopped';

/** Progress of a phase outside of a run, in its own unit; `total` is 0 where it is not known yet. */
export type PhaseListener = (phase: RunPhase, done: number, total: number) => void;
