/** The page's side of the data worker. */
import type { OnProgress } from '../../src/protocol/dataset.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { Comlink, withProgress } from '../comlink.ts';
import type { DataApi } from './api.ts';

let client: DataApi | undefined;

/** The data worker; its thread starts with the first call, and again after it has stopped. */
export function openData(): DataApi {
  return (client ??= start());
}

function start(): DataApi {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'data' });
  const remote = Comlink.wrap<DataApi>(worker);
  let rejectAll: (problem: Problem) => void;
  const died = new Promise<never>((_, reject) => (rejectAll = reject));
  died.catch(() => undefined);
  worker.onerror = () => {
    client = undefined;
    worker.terminate();
    rejectAll(new Problem('device', 'The data worker has stopped.', 'Try again.'));
  };
  /** The result of the call, or a problem once the thread has stopped. */
  const untilDeath = <T>(call: Promise<T>): Promise<T> => Promise.race([call, died]);
  const withProgressUntilDeath = <T>(
    onProgress: OnProgress,
    call: (onProgressProxy: OnProgress) => Promise<T>,
  ): Promise<T> => withProgress(onProgress, (onProgressProxy) => untilDeath(call(onProgressProxy)));
  return {
    generators: () => untilDeath(remote.generators()),
    generate: (recipe, onProgress, signal) =>
      withProgressUntilDeath(onProgress, (onProgressProxy) => remote.generate(recipe, onProgressProxy, signal)),
    preview: (files, choices, onProgress, signal) =>
      withProgressUntilDeath(onProgress, (onProgressProxy) => remote.preview(files, choices, onProgressProxy, signal)),
    updatePreview: (id, choices, onProgress, signal) =>
      withProgressUntilDeath(onProgress, (onProgressProxy) =>
        remote.updatePreview(id, choices, onProgressProxy, signal),
      ),
    importFiles: (id, onProgress, signal) =>
      withProgressUntilDeath(onProgress, (onProgressProxy) => remote.importFiles(id, onProgressProxy, signal)),
    datasets: () => untilDeath(remote.datasets()),
    deleteDataset: (id) => untilDeath(remote.deleteDataset(id)),
    assets: () => untilDeath(remote.assets()),
    assetTrace: (id) => untilDeath(remote.assetTrace(id)),
    deleteAsset: (id) => untilDeath(remote.deleteAsset(id)),
    exportAsset: (id) => untilDeath(remote.exportAsset(id)),
    importAsset: (file) => untilDeath(remote.importAsset(file)),
    storageUsage: () => untilDeath(remote.storageUsage()),
    samples: (id, indices) => untilDeath(remote.samples(id, indices)),
    splitCounts: (id, spec, seed) => untilDeath(remote.splitCounts(id, spec, seed)),
  };
}
