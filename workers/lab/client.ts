/**
 * The page's way to the lab worker: starts it when it is first needed, ends one that does not stop, and starts another
 * after a crash. What had been stored is there again; a step that was under way is done anew. Where the GPU is lost in the
 * middle of a run, another worker takes a new device, or WASM, and goes on from the last step that was stored.
 */
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink, heardMeanwhile } from '../comlink.ts';
import type { BackendChange, LabApi, Outcome, RunMessage } from './api.ts';
import { startWorker, type Link } from './worker-handle.ts';
import { Replacements } from './backend-recovery.ts';

/** Milliseconds that a run may take to stop before its worker is ended. */
const PATIENCE = 5000;

export interface LabClient extends LabApi {
  /** Ends the worker. Another call starts a new one. */
  close(): void;
}

/** @param onChange hears of a device that was lost and of what has taken its place */
export function openLab(onChange: (change: BackendChange) => void = () => undefined): LabClient {
  let link: Link | undefined;
  const replacements = new Replacements(onChange);
  /** The run that is at work, and what was asked of it meanwhile. */
  let going: { runId: string; asked?: Outcome } | undefined;
  let watched = false;

  function connect(): Link {
    if (link) return link;
    const fresh = startWorker(() => {
      if (link === fresh) link = undefined;
    });
    link = fresh;
    // A worker that takes the place of another goes on with the backend that was chosen.
    const { wanted } = replacements;
    if (wanted) fresh.lab.backend(wanted).catch(() => undefined);
    if (watched) fresh.lab.watch(true).catch(() => undefined);
    return fresh;
  }

  function call<T>(use: (lab: Comlink.Remote<LabApi>) => Promise<T>, { lab, ended } = connect()): Promise<T> {
    return Promise.race([use(lab), ended]);
  }

  /** What asks for nothing but an answer is asked again where its worker gave way to another. */
  async function ask<T>(use: (lab: Comlink.Remote<LabApi>) => Promise<T>): Promise<T> {
    const asked = connect();
    try {
      return await call(use, asked);
    } catch (error) {
      if (error === asked.over && replacements.is(error)) return ask(use);
      throw error;
    }
  }

  /**
   * What needs the backend is begun again on another one where its device is lost.
   * @param halted asked after each loss: what came to be wanted instead of going on
   */
  async function compute<T>(use: (lab: Comlink.Remote<LabApi>) => Promise<T>, halted: () => T | undefined): Promise<T> {
    for (;;) {
      const current = connect();
      try {
        return await call(use, current);
      } catch (error) {
        // a worker that crashed is another matter: it took more than the device with it
        if (!(error instanceof Problem) || error.code !== 'device' || error === current.over) throw error;
        current.end(error);
        replacements.begin(error);
        await replacements.take((wanted) => {
          link?.end(error); // one that cannot give a device in time is not waited for
          return call((lab) => lab.backend(wanted));
        });
        const instead = halted();
        if (instead) return instead;
      }
    }
  }

  function wish(runId: string, outcome: Outcome): void {
    if (going?.runId === runId) going.asked = outcome;
  }

  return {
    catalogue: () => ask((lab) => lab.catalogue()),
    backend: async (choice) =>
      replacements.chosen(choice, await call((lab) => lab.backend((replacements.wanted = choice)))),
    create: (spec, datasetId) =>
      compute(
        (lab) => lab.create(spec, datasetId),
        () => undefined,
      ),
    async start(runId, pace, delay, listener) {
      const hear = Comlink.proxy(async (message: RunMessage) => {
        if (message.type === 'events') replacements.settle();
        try {
          await listener(message);
        } catch (error) {
          reportError(error); // the page's own fault must not look like one of the run
        }
      });
      const mine: typeof going = (going = { runId });
      try {
        return await compute(
          (lab) => lab.start(runId, pace, delay, hear),
          () => mine.asked,
        );
      } catch (error) {
        if (error instanceof Problem && error.code === 'cancelled') return 'stopped';
        throw error;
      } finally {
        if (going === mine) going = undefined;
      }
    },
    pause(runId) {
      wish(runId, 'paused');
      return ask((lab) => lab.pause(runId));
    },
    /** A worker that does not come to rest is ended; what had been stored is there in the next one. */
    async stop(runId) {
      wish(runId, 'stopped');
      const current = connect();
      const timer = setTimeout(() => current.end(new Problem('cancelled', 'The worker was ended.')), PATIENCE);
      try {
        await ask((lab) => lab.stop(runId));
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'cancelled')) throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    answer: (runId, labels) => ask((lab) => lab.answer(runId, labels)),
    setDelay: (delay) => ask((lab) => lab.setDelay(delay)),
    watch: (wanted) => ask((lab) => lab.watch((watched = wanted))),
    look: (runId, key, onProgress, signal) =>
      heardMeanwhile(onProgress, (heard) =>
        compute(
          (lab) => lab.look(runId, key, heard, signal),
          () => undefined,
        ),
      ),
    runs: () => ask((lab) => lab.runs()),
    running: () => ask((lab) => lab.running()),
    log: (runId) => ask((lab) => lab.log(runId)),
    deleteRun: (runId) => ask((lab) => lab.deleteRun(runId)),
    importLog: (events) => call((lab) => lab.importLog(events)),
    close: () => link?.end(new Problem('cancelled', 'The lab was closed.')),
  };
}
