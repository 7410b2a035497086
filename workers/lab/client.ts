/**
 * The page's client of the lab worker: starts it on first use, ends one that does not stop, and starts another after a crash.
 * Stored steps are kept; an interrupted step is computed again. If the GPU is lost during a run, another worker continues on a
 * new device, or on WASM, from the last stored step.
 */
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink, withProgress } from '../comlink.ts';
import type { StoredRecords } from '../../src/storage/in-memory.ts';
import type { DataApi } from '../data/api.ts';
import { dataClient } from '../data/client.ts';
import type { BackendChange, LabApi, LabWorkerApi, Outcome, RunMessage } from './api.ts';
import { startWorker, type WorkerHandle } from './worker-handle.ts';
import { BackendRecovery } from './backend-recovery.ts';

/** Milliseconds that a run may take to stop before its worker is ended. */
const STOP_TIMEOUT_MS = 5000;

export interface LabClient extends LabApi {
  /** The data service in the lab's own thread, for storage in memory. */
  data(): DataApi;
  /** Ends the worker. Another call starts a new one. */
  close(): void;
}

/**
 * @param onChange is called when a lost device has been replaced
 * @param inMemory whether the worker stores in memory; what it holds is carried to the worker that replaces it
 */
export function openLab(
  onChange: (change: BackendChange) => void = () => undefined,
  { inMemory = false } = {},
): LabClient {
  let handle: WorkerHandle | undefined;
  /** What the last worker that was ended stored in memory. */
  let carried: StoredRecords | undefined;
  let dataOfHandle: { handle: WorkerHandle; data: DataApi } | undefined;
  const recovery = new BackendRecovery(onChange);
  /** The current run, and the outcome requested for it. */
  let activeRun: { runId: string; requested?: Outcome } | undefined;
  let reportsEmbeddings = false;

  function connect(): WorkerHandle {
    if (handle) return handle;
    const started = startWorker(inMemory, () => {
      if (handle === started) handle = undefined;
    });
    handle = started;
    if (carried) started.lab.restore(carried).catch(reportError);
    // A worker that replaces another uses the backend chosen before.
    const { choice } = recovery;
    if (choice) started.lab.setBackend(choice).catch(() => undefined);
    if (reportsEmbeddings) started.lab.reportEmbeddings(true).catch(() => undefined);
    return started;
  }

  async function end(current: WorkerHandle, reason: Problem): Promise<void> {
    const tooLate = new Promise<undefined>((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS, undefined));
    if (inMemory) carried = (await Promise.race([current.lab.contents(), tooLate])) ?? carried;
    current.terminate(reason);
  }

  function callWorker<T>(
    use: (lab: Comlink.Remote<LabWorkerApi>) => Promise<T>,
    { lab, ended } = connect(),
  ): Promise<T> {
    return Promise.race([use(lab), ended]);
  }

  /** Calls without side effects are repeated where a lost device replaced the worker. */
  async function callWithRetry<T>(use: (lab: Comlink.Remote<LabWorkerApi>) => Promise<T>): Promise<T> {
    const usedHandle = connect();
    try {
      return await callWorker(use, usedHandle);
    } catch (error) {
      if (error === usedHandle.endReason && recovery.isLossOf(error)) return callWithRetry(use);
      throw error;
    }
  }

  /**
   * Calls that need the backend are repeated on another one where its device is lost.
   * @param stopRequest called after each loss: the outcome requested meanwhile, instead of a repetition
   */
  async function computeWithRecovery<T>(
    use: (lab: Comlink.Remote<LabWorkerApi>) => Promise<T>,
    stopRequest: () => T | undefined,
  ): Promise<T> {
    for (;;) {
      const current = connect();
      try {
        return await callWorker(use, current);
      } catch (error) {
        // a crashed worker is not handled here: more than the device was lost
        if (!(error instanceof Problem) || error.code !== 'device' || error === current.endReason) throw error;
        await end(current, error);
        recovery.recordLoss(error);
        await recovery.restart((choice) => {
          handle?.terminate(error); // a worker without a device in time is ended
          return callWorker((lab) => lab.setBackend(choice));
        });
        const stopOutcome = stopRequest();
        if (stopOutcome) return stopOutcome;
      }
    }
  }

  function requestOutcome(runId: string, outcome: Outcome): void {
    if (activeRun?.runId === runId) activeRun.requested = outcome;
  }

  return {
    catalogue: () => callWithRetry((lab) => lab.catalogue()),
    setBackend: async (choice) =>
      recovery.setBackend(choice, await callWorker((lab) => lab.setBackend((recovery.choice = choice)))),
    create: (spec, datasetId) =>
      computeWithRecovery(
        (lab) => lab.create(spec, datasetId),
        () => undefined,
      ),
    async start(runId, pace, listener) {
      const forward = Comlink.proxy(async (message: RunMessage) => {
        if (message.type === 'events') recovery.resetLosses();
        try {
          await listener(message);
        } catch (error) {
          reportError(error); // a bug of the page must not be reported as an error of the run
        }
      });
      const thisRun: typeof activeRun = (activeRun = { runId });
      try {
        return await computeWithRecovery(
          (lab) => lab.start(runId, pace, forward),
          () => thisRun.requested,
        );
      } catch (error) {
        if (error instanceof Problem && error.code === 'cancelled') return 'stopped';
        throw error;
      } finally {
        if (activeRun === thisRun) activeRun = undefined;
      }
    },
    pause(runId) {
      requestOutcome(runId, 'paused');
      return callWithRetry((lab) => lab.pause(runId));
    },
    /** A worker that does not stop is ended; the next one reads all stored steps. */
    async stop(runId) {
      requestOutcome(runId, 'stopped');
      const current = connect();
      const timer = setTimeout(
        () => void end(current, new Problem('cancelled', 'The worker was ended.')),
        STOP_TIMEOUT_MS,
      );
      try {
        await callWithRetry((lab) => lab.stop(runId));
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'cancelled')) throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    answer: (runId, labels) => callWithRetry((lab) => lab.answer(runId, labels)),
    setDelay: (delay) => callWithRetry((lab) => lab.setDelay(delay)),
    reportEmbeddings: (choice) => callWithRetry((lab) => lab.reportEmbeddings((reportsEmbeddings = choice))),
    embedPool: (step, onProgress, signal) =>
      withProgress(onProgress, (onProgressProxy) =>
        computeWithRecovery(
          (lab) => lab.embedPool(step, onProgressProxy, signal),
          () => undefined,
        ),
      ),
    replayStep: (step, onProgress, signal) =>
      withProgress(onProgress, (onProgressProxy) =>
        computeWithRecovery(
          (lab) => lab.replayStep(step, onProgressProxy, signal),
          () => undefined,
        ),
      ),
    predictSamples: (step, onProgress, signal) =>
      withProgress(onProgress, (onProgressProxy) =>
        computeWithRecovery(
          (lab) => lab.predictSamples(step, onProgressProxy, signal),
          () => undefined,
        ),
      ),
    runs: () => callWithRetry((lab) => lab.runs()),
    activeRuns: () => callWithRetry((lab) => lab.activeRuns()),
    log: (runId) => callWithRetry((lab) => lab.log(runId)),
    editRun: (runId, changes) => callWithRetry((lab) => lab.editRun(runId, changes)),
    deleteRun: (runId) => callWithRetry((lab) => lab.deleteRun(runId)),
    importLog: (events) => callWorker((lab) => lab.importLog(events)),
    data() {
      const current = connect();
      if (dataOfHandle?.handle !== current)
        dataOfHandle = { handle: current, data: dataClient(current.lab.data(), current.ended) };
      return dataOfHandle.data;
    },
    close: () => handle?.terminate(new Problem('cancelled', 'The lab was closed.')),
  };
}
