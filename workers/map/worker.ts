/** The map worker's thread. It lets messages in between two slices of work, so that it can be told to stop. */
import { Draws } from '../../src/random/rng.ts';
import { layOut } from '../../src/projection/umap.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink } from '../comlink.ts';
import type { MapApi } from './api.ts';

/** Milliseconds of work between two looks at the messages. */
const SLICE = 40;

const map: MapApi = {
  layOut(points, seed, last, onProgress, signal) {
    let since = performance.now();
    const pass = async (done: number, total: number): Promise<void> => {
      if (performance.now() - since < SLICE) return;
      onProgress(done, total);
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) throw new Problem('cancelled', 'The map is not wanted any more.');
      since = performance.now();
    };
    return layOut(points, { draws: new Draws(seed).child('map'), last, pass });
  },
};

Comlink.expose(map);
