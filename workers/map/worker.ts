/** The thread of the map worker. It handles messages between slices of work, so that it can be cancelled. */
import { Rng } from '../../src/random/rng.ts';
import { tsne } from '../../src/projection/tsne.ts';
import { umap } from '../../src/projection/umap.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink } from '../comlink.ts';
import type { MapApi } from './api.ts';

/** Milliseconds of work between two checks for messages. */
const SLICE_MS = 40;

const layouts = { umap, 't-sne': tsne };

const map: MapApi = {
  project(points, { method, seed, previous }, onProgress, signal) {
    let sliceStart = performance.now();
    const checkpoint = async (done: number, total: number): Promise<void> => {
      if (performance.now() - sliceStart < SLICE_MS) return;
      onProgress(done, total);
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) throw new Problem('cancelled', 'The projection was cancelled.');
      sliceStart = performance.now();
    };
    return layouts[method](points, { rng: new Rng(seed).child('map'), previous, checkpoint });
  },
};

Comlink.expose(map);
