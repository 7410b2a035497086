/** Serves an engine in a worker: one request at a time, one response to each. */
import type { Engine } from '../engine.ts';
import type { EngineResponse, EngineRequest } from '../engine-host.ts';

export function serveEngine(engine: Engine): void {
  globalThis.onmessage = async ({ data }: MessageEvent<EngineRequest>) => {
    const method = engine[data.method] as (...given: unknown[]) => Promise<unknown>;
    let said: EngineResponse;
    try {
      said = { value: await method(...data.args) };
    } catch (error) {
      said = { error: (error as Error).message };
    }
    globalThis.postMessage(said);
  };
}
