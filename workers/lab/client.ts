/**
 * The page's way to the lab worker: starts it when it is first needed, ends one that does not stop, and starts another
 * after a crash. What had been stored is there again; a step that was under way is done anew. Where the GPU is lost in the
 * middle of a run, another worker takes a new device, or WASM, and goes on from the last step that was stored.
 */
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink, withProgress } from '../comlink.ts';
import type { BackendChange, LabApi, Outcome, RunMessage } from './api.ts';
import { startWorker, type WorkerHandle } from './worker-handle.ts';
import { BackendRecovery } from './backend-recovery.ts';

/** Milliseconds that a run may take to stop before its worker is ended. */
const STOP_TIMEOUT_MS = 5000;

export interface LabClient extends LabApi {
  /** Ends the worker. Another call starts a new one. */
  close(): void;
}

/** @param onChange hears of a device that was lost and of what has taken its place */
export function openLab(onChange: (change: BackendChange) => void = () => undefined): LabClient {
  let handle: WorkerHandle | undefined;
  const recovery = new BackendRecovery(onChange);
  /** The run that is at work, and what was asked of it meanwhile. */
  let activeRun: { runId: string; asked?: Outcome } | undefined;
  let reportsEmbeddings = false;

  function connect(): WorkerHandle {
    if (handle) return handle;
    const started = startWorker(() => {
      if (handle === started) handle = undefined;
    });
    handle = started;
    // A worker that takes the place of another goes on with the backend that was chosen.
    const { choice: choice } = recovery;
    if (choice) started.lab.setBackend(choice).catch(() => undefined);
    if (reportsEmbeddings) started.lab.reportEmbeddings(true).catch(() => undefined);
    return started;
  }

  function callWorker<T>(use: (lab: Comlink.Remote<LabApi>) => Promise<T>, { lab, ended } = connect()): Promise<T> {
    return Promise.race([use(lab), ended]);
  }

  /** What asks for nothing but an answer is asked again where its worker gave way to another. */
  async function callWithRetry<T>(use: (lab: Comlink.Remote<LabApi>) => Promise<T>): Promise<T> {
    const usedHandle = connect();
    try {
      return await callWorker(use, usedHandle);
    } catch (error) {
      if (error === usedHandle.endReason && recovery.isLossOf(error)) return callWithRetry(use);
      throw error;
    }
  }

  /**
   * What needs the backend is begun again on another one where its device is lost.
   * @param stopRequest asked after each loss: what came to be choice instead of going on
   */
  async function computeWithRecovery<T>(
    use: (lab: Comlink.Remote<LabApi>) => Promise<T>,
    stopRequest: () => T | undefined,
  ): Promise<T> {
    for (;;) {
      const current = connect();
      try {
        return await callWorker(use, current);
      } catch (error) {
        // a worker that crashed is another matter: it took more than the device with it
        if (!(error instanceof Problem) || error.code !== 'device' || error === current.endReason) throw error;
        current.terminate(error);
        recovery.recordLoss(error);
        await recovery.restart((choice) => {
          handle?.terminate(error); // one that cannot give a device in time is not waited for
          return callWorker((lab) => lab.setBackend(choice));
        });
        const stopOutcome = stopRequest();
        if (stopOutcome) return stopOutcome;
      }
    }
  }

  function requestOutcome(runId: string, outcome: Outcome): void {
    if (activeRun?.runId === runId) activeRun.asked = outcome;
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
          reportError(error); // the page's own fault must not look like one of the run
        }
      });
      const thisRun: typeof activeRun = (activeRun = { runId });
      try {
        return await computeWithRecovery(
          (lab) => lab.start(runId, pace, forward),
          () => thisRun.asked,
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
    /** A worker that does not come to rest is ended; what had been stored is there in the next one. */
    async stop(runId) {
      requestOutcome(runId, 'stopped');
      const current = connect();
      const timer = setTimeout(
        () => current.terminate(new Problem('cancelled', 'The worker was ended.')),
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
    runs: () => callWithRetry((lab) => lab.runs()),
    activeRuns: () => callWithRetry((lab) => lab.activeRuns()),
    log: (runId) => callWithRetry((lab) => lab.log(runId)),
    deleteRun: (runId) => callWithRetry((lab) => lab.deleteRun(runId)),
    importLog: (events) => callWorker((lab) => lab.importLog(events)),
    close: () => handle?.terminate(new Problem('cancelled', 'The lab was closed.')),
  };
}
