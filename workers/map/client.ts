/** What the page calls to lay points out. The thread starts with the first call and ends with `close`. */
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink, heardMeanwhile } from '../comlink.ts';
import type { MapApi } from './api.ts';

export interface MapClient extends MapApi {
  /** Ends the thread, and with it all that it holds; whoever waits hears of it. Another call starts a new one. */
  close(): void;
}

export function openMap(): MapClient {
  let link: { remote: Comlink.Remote<MapApi>; ended: Promise<never>; end(reason: Problem): void } | undefined;

  function connect(): NonNullable<typeof link> {
    if (link) return link;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'map' });
    let refuse: (reason: Problem) => void;
    const ended = new Promise<never>((_, reject) => (refuse = reject));
    ended.catch(() => undefined);
    const end = (reason: Problem): void => {
      link = undefined;
      worker.terminate();
      refuse(reason);
    };
    worker.onerror = () =>
      end(new Problem('device', 'The part of the page that lays the map out has stopped.', 'Show the map again.'));
    return (link = { remote: Comlink.wrap<MapApi>(worker), ended, end });
  }

  return {
    layOut(points, seed, last, onProgress, signal) {
      const { remote, ended } = connect();
      return heardMeanwhile(onProgress, (heard) =>
        Promise.race([remote.layOut(points, seed, last, heard, signal), ended]),
      );
    },
    close: () => link?.end(new Problem('cancelled', 'The map was closed.')),
  };
}
