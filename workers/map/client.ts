/** The page's client of the map worker. Its thread starts with the first call and ends with `close`. */
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink, withProgress } from '../comlink.ts';
import type { MapApi } from './api.ts';

export interface MapClient extends MapApi {
  /** Ends the thread; calls in progress are rejected. Another call starts a new one. */
  close(): void;
}

export function openMap(): MapClient {
  let handle: { remote: Comlink.Remote<MapApi>; ended: Promise<never>; end(reason: Problem): void } | undefined;

  function connect(): NonNullable<typeof handle> {
    if (handle) return handle;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'map' });
    let rejectAll: (reason: Problem) => void;
    const ended = new Promise<never>((_, reject) => (rejectAll = reject));
    ended.catch(() => undefined);
    const end = (reason: Problem): void => {
      handle = undefined;
      worker.terminate();
      rejectAll(reason);
    };
    worker.onerror = () => end(new Problem('device', 'The projection worker has stopped.', 'Show the map again.'));
    return (handle = { remote: Comlink.wrap<MapApi>(worker), ended, end });
  }

  return {
    project(points, how, onProgress, signal) {
      const { remote, ended } = connect();
      return withProgress(onProgress, (onProgressProxy) =>
        Promise.race([remote.project(points, how, onProgressProxy, signal), ended]),
      );
    },
    close: () => handle?.end(new Problem('cancelled', 'The map was closed.')),
  };
}
