/** What a run says while it goes on, and how it can be told to go. Types only; the page knows them from the contract. */
import type { LogEvent, RunInfo, StepKey } from '../../protocol/events.ts';
import type { Look } from '../../protocol/pool-embedding.ts';
import type { Making } from '../../protocol/asset-progress.ts';
import type { SyntheticQuestions } from '../../protocol/synthesized-queries.ts';

export type Phase = 'splitting' | 'training' | 'measuring' | 'mapping' | 'preparing' | 'choosing' | 'reference';

/** A person's answers are waited for. */
export interface Asking extends StepKey {
  runId: string;
  questions: SyntheticQuestions;
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
      phase: Phase;
      done: number;
      total: number;
    }
  /** How the preparation of an asset stands that the step at hand needs. */
  | { type: 'making'; runId: string; making: Making }
  /** The step at hand goes on once these are answered (`answer`); said again whenever the run goes on before that. */
  | { type: 'asked'; runId: string; asking: Asking }
  /** What the learner of the step at hand makes of the pool; only where somebody watches. */
  | { type: 'looked'; runId: string; look: Look };

/** The run waits until a step's events have been heard, so that the outcome never overtakes them. */
export type RunListener = (message: RunMessage) => void | Promise<void>;

/** run: to the end; cycle: until all arms have done the present cycle. */
export type Pace = 'run' | 'cycle';

export type Outcome = 'finished' | 'paused' | 'stopped';

/** How far a phase has come outside of a run, in its own unit; `total` is 0 where it is not known yet. */
export type OnPhase = (phase: Phase, done: number, total: number) => void;
