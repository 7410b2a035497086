/** The thread of the map worker. It handles messages between slices of work, so that it can be cancelled. */
import { Rng } from '../../src/random/rng.ts';
import { umap } from '../../src/projection/umap.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink } from '../comlink.ts';
import type { MapApi } from './api.ts';

/** Milliseconds of work between two checks for messages. */
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
