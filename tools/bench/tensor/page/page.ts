/** The page of the bench: starts a worker for each engine and passes messages on. */
import { findGpu, type GpuProbe } from '../../../../src/tensor/choose-backend.ts';
import type { EngineResponse, HostedEngine, EngineRequest } from '../engine-host.ts';

declare global {
  interface Window {
    findGpu(): Promise<GpuProbe>;
    openEngine(name: HostedEngine): number;
    askEngine(id: number, question: EngineRequest): Promise<EngineResponse>;
    closeEngine(id: number): void;
  }
}

const workerOf: Partial<Record<HostedEngine, () => Worker>> = {
  ours: () => new Worker(new URL('../workers/ours.ts', import.meta.url), { type: 'module' }),
  stock: () => new Worker(new URL('../workers/stock.ts', import.meta.url), { type: 'module' }),
  mixture: () => new Worker(new URL('../workers/mixture.ts', import.meta.url), { type: 'module' }),
  'jax-js': () => new Worker(new URL('../workers/jax-js.ts', import.meta.url), { type: 'module' }),
};
const workers: Worker[] = [];

window.findGpu = () => findGpu();

window.openEngine = (name) => workers.push(workerOf[name]!()) - 1;

window.askEngine = (id, question) =>
  new Promise((resolve) => {
    const worker = workers[id]!;
    worker.onmessage = ({ data }: MessageEvent<EngineResponse>) => resolve(data);
    worker.onerror = ({ message }) => resolve({ error: message || 'The worker did not start.' });
    worker.postMessage(question);
  });

window.closeEngine = (id) => workers[id]!.terminate();
