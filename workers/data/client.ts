/** What the page calls to read files, make built-in data and see stored samples. */
import type { OnProgress } from '../../src/protocol/dataset.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink, heardMeanwhile } from '../comlink.ts';
import type { DataApi } from './api.ts';

let opened: DataApi | undefined;

/** The data worker; its thread starts with the first call, and again after it has died. */
export function openData(): DataApi {
  return (opened ??= start());
}

function start(): DataApi {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'data' });
  const remote = Comlink.wrap<DataApi>(worker);
  let fail: (problem: Problem) => void;
  const died = new Promise<never>((_, reject) => (fail = reject));
  died.catch(() => undefined);
  worker.onerror = () => {
    opened = undefined;
    worker.terminate();
    fail(new Problem('device', 'The part of the page that reads data has stopped.', 'Try again.'));
  };
  /** An answer, or the news that there will be none. */
  const answer = <T>(call: Promise<T>): Promise<T> => Promise.race([call, died]);
  const during = <T>(onProgress: OnProgress, call: (heard: OnProgress) => Promise<T>): Promise<T> =>
    heardMeanwhile(onProgress, (heard) => answer(call(heard)));
  return {
    generators: () => answer(remote.generators()),
    generate: (recipe, onProgress, signal) => during(onProgress, (heard) => remote.generate(recipe, heard, signal)),
    preview: (files, choices, onProgress, signal) =>
      during(onProgress, (heard) => remote.preview(files, choices, heard, signal)),
    revise: (id, choices, onProgress, signal) =>
      during(onProgress, (heard) => remote.revise(id, choices, heard, signal)),
    importFiles: (id, onProgress, signal) => during(onProgress, (heard) => remote.importFiles(id, heard, signal)),
    datasets: () => answer(remote.datasets()),
    deleteDataset: (id) => answer(remote.deleteDataset(id)),
    assets: () => answer(remote.assets()),
    assetTraces: (id) => answer(remote.assetTraces(id)),
    deleteAsset: (id) => answer(remote.deleteAsset(id)),
    exportAsset: (id) => answer(remote.exportAsset(id)),
    importAsset: (file) => answer(remote.importAsset(file)),
    storage: () => answer(remote.storage()),
    samples: (id, indices) => answer(remote.samples(id, indices)),
    splitCounts: (id, spec, seed) => answer(remote.splitCounts(id, spec, seed)),
  };
}
