/** What a run says while it goes on, and how it can be told to go. Types only; the page knows them from the contract. */
import type { LogEvent, RunInfo, StepKey } from '../../protocol/events.ts';
import type { PoolEmbedding } from '../../protocol/pool-embedding.ts';
import type { AssetProgress } from '../../protocol/asset-progress.ts';
import type { LoggedSynthesizedQueries } from '../../protocol/synthesized-queries.ts';

export type RunPhase = 'splitting' | 'training' | 'measuring' | 'mapping' | 'preparing' | 'querying' | 'reference';

/** A person's answers are waited for. */
export interface PendingQuestions extends StepKey {
  runId: string;
  questions: LoggedSynthesizedQueries;
}

/** What the page hears while a run goes on. */
export type RunMessage =
  /** A step came to its end and is in the store. */
  | { type: 'events'; runId: string; events: LogEvent[]; info: RunInfo }
  /** Within a step. `done` of `total` in the phase's own unit; `total` is 0 where it is not known yet. */
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
  /** How the preparation of an asset stands that the step at hand needs. */
  | { type: 'asset-progress'; runId: string; assetProgress: AssetProgress }
  /** The step at hand goes on once these are answered (`answer`); said again whenever the run goes on before that. */
  | { type: 'pending-questions'; runId: string; pendingQuestions: PendingQuestions }
  /** What the learner of the step at hand makes of the pool; only where somebody watches. */
  | { type: 'pool-embedding'; runId: string; embedding: PoolEmbedding };

/** The run waits until a step's events have been heard, so that the outcome never overtakes them. */
export type RunListener = (message: RunMessage) => void | Promise<void>;

/** run: to the end; cycle: until all arms have done the present cycle. */
export type RunScope = 'run' | 'cycle';

export type RunOutcome = 'finished' | 'paused' | 'stopped';

/** How far a phase has come outside of a run, in its own unit; `total` is 0 where it is not known yet. */
export type PhaseListener = (phase: RunPhase, done: number, total: number) => void;
