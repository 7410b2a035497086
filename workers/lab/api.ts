/** The lab worker's contract: runs experiments on the backend and keeps their logs. Types only. */
import type {
  PendingQuestions,
  PhaseListener,
  RunOutcome,
  RunPace,
  RunScope,
  RunListener,
  RunMessage,
  StepOfRun,
} from '../../src/runner/control/run-messages.ts';
import type { Catalogue } from '../../src/protocol/catalogue.ts';
import type { BackendInfo, LogEvent, RunInfo } from '../../src/protocol/events.ts';
import type { PoolEmbedding } from '../../src/protocol/pool-embedding.ts';
import type { StepReplay } from '../../src/protocol/step-replay.ts';
import type { Spec } from '../../src/protocol/spec.ts';

export type {
  PendingQuestions as Asking,
  PhaseListener as OnPhase,
  RunOutcome as Outcome,
  RunScope as Pace,
  RunListener,
  RunMessage,
};

/** A device was lost while something was computed on it, and another one or another backend has taken its place. */
export interface BackendChange {
  backend: BackendInfo;
  /** What happened and how it goes on, for a person. */
  text: string;
}

export interface LabApi {
  catalogue(): Promise<Catalogue>;
  /**
   * Chooses the backend and starts it.
   * @param choice `auto`: a real GPU, else WASM
   */
  setBackend(choice: 'auto' | 'webgpu' | 'wasm'): Promise<BackendInfo>;
  /**
   * Checks spec and data against each other and writes the run's first event.
   * @throws Problem `bad-spec`, `unfit`, `missing`, `full`
   */
  create(spec: Spec, datasetId: string): Promise<RunInfo>;
  /**
   * Goes on from the end of the run's log until it is finished, paused or stopped. Holds the run's lock meanwhile.
   * A paused step stays in memory until the next `start`; a stopped one is discarded and computed again later.
   * @throws Problem `busy` where another tab holds the run, `full`, `device`
   */
  start(runId: string, pace: RunPace, listener: RunListener): Promise<RunOutcome>;
  pause(runId: string): Promise<void>;
  stop(runId: string): Promise<void>;
  /** A person's answers to the questions of an `asked` message: the label of each sample shown, −1 for “can't tell”. */
  answer(runId: string, labels: number[]): Promise<void>;
  setDelay(delay: number): Promise<void>;
  /** Whether runs also send each learner's embedding of the pool (`pool-embedding`). */
  reportEmbeddings(enabled: boolean): Promise<void>;
  /**
   * Trains a step of the log again and embeds the pool. It ends once a run starts.
   * @throws Problem `busy` while a run is going, `missing`, `device`, `cancelled`
   */
  embedPool(step: StepOfRun, onProgress: PhaseListener, signal: AbortSignal): Promise<PoolEmbedding>;
  /**
   * Trains a step of the log again: its report, measures and predictions on the test split. It ends once a run starts.
   * @throws Problem `busy` while a run is going, `missing`, `device`, `cancelled`
   */
  replayStep(step: StepOfRun, onProgress: PhaseListener, signal: AbortSignal): Promise<StepReplay>;
  runs(): Promise<RunInfo[]>;
  /** Runs that a tab, this one or another, works on at present. */
  activeRuns(): Promise<string[]>;
  log(runId: string): Promise<LogEvent[]>;
  deleteRun(runId: string): Promise<void>;
  /** Stores an exported log as a new run. */
  importLog(events: LogEvent[]): Promise<RunInfo>;
}
