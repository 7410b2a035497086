/** Where engines live: something that opens them one by one and lets them go again. */
import type { Engine, EngineName } from './engine.ts';

/** What can be opened: the engines of the table, and our mixtures, which have a bench of their own. */
export type HostedEngine = EngineName | 'mixture';

export interface Host {
  /** A fresh engine, in a worker or process of its own, so that what one registers reaches no other. */
  open(name: HostedEngine): Promise<OpenEngine>;
  close(): Promise<void>;
}

/** One for the engines written in JavaScript. */
export interface ScriptHost extends Host {
  /** For a person: "Chromium 156". */
  readonly name: string;
  /** Whether the processor emulates the GPU that is asked for. */
  readonly emulated: boolean;
}

export interface OpenEngine {
  engine: Engine;
  close(): Promise<void>;
}

/** What a worker hears and says. */
export interface EngineRequest {
  method: keyof Engine;
  args: unknown[];
}
export type EngineResponse = { value: unknown } | { error: string };

/** The engine at the other end of a line. */
export function remoteEngine(ask: (question: EngineRequest) => Promise<EngineResponse>): Engine {
  const call = async <T>(method: keyof Engine, ...given: unknown[]): Promise<T> => {
    const answer = await ask({ method, args: given });
    if ('error' in answer) throw new Error(answer.error);
    return answer.value as T;
  };
  return {
    start: (backend) => call('start', backend),
    prepare: (workload) => call('prepare', workload),
    run: (batches) => call('run', batches),
    profile: () => call('profile'),
  };
}
