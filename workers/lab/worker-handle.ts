/** One lab worker and its end: terminated on purpose, crashed, or killed by the browser without a message. */
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink } from '../comlink.ts';
import type { LabWorkerApi } from './api.ts';
import { IN_MEMORY_PREFIX } from './worker-names.ts';

export interface WorkerHandle {
  lab: Comlink.Remote<LabWorkerApi>;
  /** Never fulfilled; rejected when the worker has ended. */
  ended: Promise<never>;
  /** Reason of its end. */
  endReason: Problem | undefined;
  terminate(reason: Problem): void;
}

/**
 * @param inMemory whether it stores in memory
 * @param onEnd called once, when the worker has ended for any reason
 */
export function startWorker(inMemory: boolean, onEnd: () => void): WorkerHandle {
  const name = `${inMemory ? IN_MEMORY_PREFIX : ''}lab-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });
  const lab = Comlink.wrap<LabWorkerApi>(worker);
  const deathWatch = new AbortController();
  let reject: (reason: Problem) => void;
  const ended = new Promise<never>((_, refuse) => (reject = refuse));
  ended.catch(() => undefined);
  const handle: WorkerHandle = { lab, ended, endReason: undefined, terminate: (reason) => terminate(reason) };
  const terminate = (reason: Problem): void => {
    if (handle.endReason) return;
    handle.endReason = reason;
    deathWatch.abort();
    worker.terminate();
    reject(reason);
    onEnd();
  };
  const crashed = (detail: string): void =>
    terminate(
      new Problem('device', `The lab worker ended: ${detail}.`, 'Resume the run; nothing that was stored is lost.'),
    );
  worker.onerror = (event) => {
    event.preventDefault();
    crashed(event.message || 'it could not be loaded');
  };
  if (!inMemory)
    void waitForDeath(lab, name, deathWatch.signal).then(
      (died) => died && crashed('the browser ended it'),
      () => undefined,
    );
  return handle;
}

/**
 * A worker that the browser kills sends no message. It holds a lock of its own name (worker.ts); if this lock is granted here,
 * the worker has ended.
 */
async function waitForDeath(lab: Comlink.Remote<LabWorkerApi>, name: string, signal: AbortSignal): Promise<boolean> {
  if (!navigator.locks) return false;
  await lab.activeRuns(); // once it answers, it has requested its lock
  return navigator.locks.request(`alive:${name}`, { signal }, () => true);
}
