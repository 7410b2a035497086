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
  return dataClient(Promise.resolve(remote), died);
}

/**
 * A data service in another thread.
 * @param service the same object for as long as the thread lives
 * @param died rejected once the thread has stopped
 */
export function dataClient(service: Promise<Comlink.Remote<DataApi>>, died: Promise<never>): DataApi {
  /** The result of the call, or a problem once the thread has stopped. */
  const untilDeath = <T>(use: (remote: Comlink.Remote<DataApi>) => Promise<T>): Promise<T> =>
    Promise.race([service.then(use), died]);
  const withProgressUntilDeath = <T>(
    onProgress: OnProgress,
    call: (remote: Comlink.Remote<DataApi>, onProgressProxy: OnProgress) => Promise<T>,
  ): Promise<T> => withProgress(onProgress, (proxy) => untilDeath((remote) => call(remote, proxy)));
  return {
    generators: () => untilDeath((remote) => remote.generators()),
    generate: (recipe, onProgress, signal) =>
      withProgressUntilDeath(onProgress, (remote, proxy) => remote.generate(recipe, proxy, signal)),
    preview: (files, choices, onProgress, signal) =>
      withProgressUntilDeath(onProgress, (remote, proxy) => remote.preview(files, choices, proxy, signal)),
    updatePreview: (id, choices, onProgress, signal) =>
      withProgressUntilDeath(onProgress, (remote, proxy) => remote.updatePreview(id, choices, proxy, signal)),
    importFiles: (id, onProgress, signal) =>
      withProgressUntilDeath(onProgress, (remote, proxy) => remote.importFiles(id, proxy, signal)),
    datasets: () => untilDeath((remote) => remote.datasets()),
    deleteDataset: (id) => untilDeath((remote) => remote.deleteDataset(id)),
    assets: () => untilDeath((remote) => remote.assets()),
    assetTrace: (id) => untilDeath((remote) => remote.assetTrace(id)),
    deleteAsset: (id) => untilDeath((remote) => remote.deleteAsset(id)),
    exportAsset: (id) => untilDeath((remote) => remote.exportAsset(id)),
    importAsset: (file) => untilDeath((remote) => remote.importAsset(file)),
    storageUsage: () => untilDeath((remote) => remote.storageUsage()),
    samples: (id, indices) => untilDeath((remote) => remote.samples(id, indices)),
    splitCounts: (id, spec, seed) => untilDeath((remote) => remote.splitCounts(id, spec, seed)),
  };
}
