/** An engine as a worker: one question at a time, one answer to each. */
import type { Engine } from '../engine.ts';
import type { Answer, Question } from '../engine-host.ts';

export function answer(engine: Engine): void {
  globalThis.onmessage = async ({ data }: MessageEvent<Question>) => {
    const method = engine[data.method] as (...given: unknown[]) => Promise<unknown>;
    let said: Answer;
    try {
      said = { value: await method(...data.given) };
    } catch (error) {
      said = { error: (error as Error).message };
    }
    globalThis.postMessage(said);
  };
}
