/** The map worker's thread. It lets messages in between two slices of work, so that it can be told to stop. */
import { Rng } from '../../src/random/rng.ts';
import { umap } from '../../src/projection/umap.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink } from '../comlink.ts';
import type { MapApi } from './api.ts';

/** Milliseconds of work between two looks at the messages. */
const SLICE_MS = 40;

const map: MapApi = {
  project(points, seed, previous, onProgress, signal) {
    let sliceStart = performance.now();
    const checkpoint = async (done: number, total: number): Promise<void> => {
      if (performance.now() - sliceStart < SLICE_MS) return;
      onProgress(done, total);
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) throw new Problem('cancelled', 'The projection was cancelled.');
      sliceStart = performance.now();
    };
    return umap(points, { rng: new Rng(seed).child('map'), previous, checkpoint });
  },
};

Comlink.expose(map);
