/**
 * The page's way to the lab worker: starts it when it is first needed, ends one that does not stop, and starts another
 * after a crash. What had been stored is there again; a step that was under way is done anew.
 */
import { Problem } from '../../src/spec/problem.ts';
import { Comlink } from '../bridge.ts';
import type { LabApi } from './api.ts';

/** Milliseconds that a run may take to stop before its worker is ended. */
const PATIENCE = 5000;

export interface LabClient extends LabApi {
  /** Ends the worker. Another call starts a new one. */
  close(): void;
}

interface Link {
  lab: Comlink.Remote<LabApi>;
  /** Never fulfilled; rejected when the worker has come to its end. */
  ended: Promise<never>;
  end(reason: Problem): void;
}

export function openLab(): LabClient {
  let link: Link | undefined;
  let wanted: Parameters<LabApi['backend']>[0] | undefined;

  function connect(): Link {
    if (link) return link;
    const fresh = startWorker(() => {
      if (link === fresh) link = undefined;
    });
    link = fresh;
    // A worker that takes the place of another goes on with the backend that was chosen.
    if (wanted) fresh.lab.backend(wanted).catch(() => undefined);
    return fresh;
  }

  function call<T>(use: (lab: Comlink.Remote<LabApi>) => Promise<T>): Promise<T> {
    const { lab, ended } = connect();
    return Promise.race([use(lab), ended]);
  }

  /** A worker that does not come to rest is ended; what had been stored is there in the next one. */
  async function stop(runId: string): Promise<void> {
    const current = connect();
    const timer = setTimeout(() => current.end(new Problem('cancelled', 'The worker was ended.')), PATIENCE);
    try {
      await call((lab) => lab.stop(runId));
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'cancelled')) throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    catalogue: () => call((lab) => lab.catalogue()),
    backend: (choice) => call((lab) => lab.backend((wanted = choice))),
    create: (spec, datasetId) => call((lab) => lab.create(spec, datasetId)),
    async start(runId, pace, delay, listener) {
      const hear = Comlink.proxy(async (message: Parameters<typeof listener>[0]) => {
        try {
          await listener(message);
        } catch (error) {
          reportError(error); // the page's own fault must not look like one of the run
        }
      });
      const current = connect();
      try {
        return await call((lab) => lab.start(runId, pace, delay, hear));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code === 'cancelled') return 'stopped';
        if (error.code === 'device') current.end(error); // a lost GPU comes back in a new worker only
        throw error;
      }
    },
    pause: (runId) => call((lab) => lab.pause(runId)),
    stop,
    setDelay: (delay) => call((lab) => lab.setDelay(delay)),
    runs: () => call((lab) => lab.runs()),
    running: () => call((lab) => lab.running()),
    log: (runId) => call((lab) => lab.log(runId)),
    deleteRun: (runId) => call((lab) => lab.deleteRun(runId)),
    importLog: (events) => call((lab) => lab.importLog(events)),
    close: () => link?.end(new Problem('cancelled', 'The lab was closed.')),
  };
}

/** @param onEnd called once, when the worker has come to its end for whatever reason */
function startWorker(onEnd: () => void): Link {
  const name = `lab-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });
  const lab = Comlink.wrap<LabApi>(worker);
  const watching = new AbortController();
  let reject: (reason: Problem) => void;
  const ended = new Promise<never>((_, refuse) => (reject = refuse));
  ended.catch(() => undefined);
  const end = (reason: Problem): void => {
    if (watching.signal.aborted) return;
    watching.abort();
    worker.terminate();
    reject(reason);
    onEnd();
  };
  const crashed = (why: string): void =>
    end(
      new Problem(
        'device',
        `The lab worker came to an end: ${why}.`,
        'Resume the run; nothing that was stored is lost.',
      ),
    );
  worker.onerror = (event) => {
    event.preventDefault();
    crashed(event.message || 'it could not be loaded');
  };
  void watchOver(lab, name, watching.signal).then(
    (died) => died && crashed('the browser ended it'),
    () => undefined,
  );
  return { lab, ended, end };
}

/**
 * A worker that the browser kills says nothing. It holds a lock of its own name while it lives (worker.ts), so that
 * being granted that lock is the news of its end.
 */
async function watchOver(lab: Comlink.Remote<LabApi>, name: string, signal: AbortSignal): Promise<boolean> {
  if (!navigator.locks) return false;
  await lab.running(); // once it answers, it has asked for its lock
  return navigator.locks.request(`alive:${name}`, { signal }, () => true);
}
