/** The lab worker's contract: runs experiments on the backend and stores their logs. Types only. */
import type {
  PendingQuestions,
  PhaseListener,
  RunOutcome,
  RunPace,
  RunScope,
  RunListener,
  RunMessage,
  StepOfRun,
  WorkSinceResume,
} from '../../src/runner/control/run-messages.ts';
import type { ProxyMarked } from 'comlink';
import type { StoredRecords } from '../../src/storage/in-memory.ts';
import type { DataApi } from '../data/api.ts';
import type { Catalogue } from '../../src/protocol/catalogue.ts';
import type { BackendInfo, LogEvent, RunChanges, RunInfo } from '../../src/protocol/events.ts';
import type { PoolEmbedding } from '../../src/protocol/replay/pool-embedding.ts';
import type { SamplePredictions } from '../../src/protocol/replay/sample-predictions.ts';
import type { StepReplay } from '../../src/protocol/replay/step-replay.ts';
import type { Spec } from '../../src/protocol/spec.ts';

export type {
  PendingQuestions as Asking,
  PhaseListener as OnPhase,
  RunOutcome as Outcome,
  RunScope as Pace,
  RunListener,
  RunMessage,
  WorkSinceResume,
};

/** A device was lost during a computation, and another device or backend has replaced it. */
export interface BackendChange {
  backend: BackendInfo;
  /** What happened and how the run continues, for display. */
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
   * Continues from the end of the run's log until it is finished, paused or stopped. Holds the run's lock meanwhile.
   * A paused step stays in memory until the next `start`; a stopped one is discarded and computed again later.
   * @throws Problem `busy` where another tab holds the run, `full`, `device`
   */
  start(runId: string, pace: RunPace, listener: RunListener): Promise<RunOutcome>;
  pause(runId: string): Promise<void>;
  stop(runId: string): Promise<void>;
  /** A person's answers to the queries of an `asked` message: the label of each sample shown, −1 for “can't tell”. */
  answer(runId: string, labels: number[]): Promise<void>;
  setDelay(delay: number): Promise<void>;
  /** Whether runs also send each learner's embedding of the pool (`pool-embedding`). */
  reportEmbeddings(enabled: boolean): Promise<void>;
  /**
   * Trains a step of the log again and embeds the pool. The start of a run ends it.
   * @throws Problem `busy` during a run, `missing`, `device`, `cancelled`
   */
  embedPool(step: StepOfRun, onProgress: PhaseListener, signal: AbortSignal): Promise<PoolEmbedding>;
  /**
   * Trains a step of the log again: its report, measures and predictions on the test split. The start of a run ends it.
   * @throws Problem `busy` during a run, `missing`, `device`, `cancelled`
   */
  replayStep(step: StepOfRun, onProgress: PhaseListener, signal: AbortSignal): Promise<StepReplay>;
  /**
   * Trains a step of the log again: its predictions for test split, validation split and pool. The start of a run ends it.
   * @throws Problem `busy` during a run, `missing`, `device`, `cancelled`
   */
  predictSamples(step: StepOfRun, onProgress: PhaseListener, signal: AbortSignal): Promise<SamplePredictions>;
  runs(): Promise<RunInfo[]>;
  /** Runs in progress, in this or another tab. */
  activeRuns(): Promise<string[]>;
  log(runId: string): Promise<LogEvent[]>;
  /** Renames or marks a run; also one that is being computed. @throws Problem `missing` */
  editRun(runId: string, changes: RunChanges): Promise<void>;
  deleteRun(runId: string): Promise<void>;
  /** Stores an exported log as a new run. */
  importLog(events: LogEvent[]): Promise<RunInfo>;
}

/** What the lab worker exposes: with storage in memory also the data service, which no other thread could share it with. */
export interface LabWorkerApi extends LabApi {
  data(): Promise<DataApi & ProxyMarked>;
  /** All that is stored in memory, to be carried to the next worker. */
  contents(): Promise<StoredRecords>;
  /** Stores the contents of the previous worker; later calls wait for it. */
  restore(contents: StoredRecords): Promise<void>;
}
