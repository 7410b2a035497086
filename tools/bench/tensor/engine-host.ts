/** Hosts of engines (browser, Node, Python): they open and close engines. */
import type { Engine, EngineName } from './engine.ts';

/** The engines of the table, and our mixtures, which have their own bench. */
export type HostedEngine = EngineName | 'mixture';

export interface Host {
  /** Opens an engine in its own worker or process, so that no engine sees another's kernels. */
  open(name: HostedEngine): Promise<OpenEngine>;
  close(): Promise<void>;
}

/** A host for engines written in JavaScript. */
export interface ScriptHost extends Host {
  /** For display: "Chromium 156". */
  readonly name: string;
  /** Whether the processor emulates the GPU. */
  readonly emulated: boolean;
}

export interface OpenEngine {
  engine: Engine;
  close(): Promise<void>;
}

/** Messages to and from a worker. */
export interface EngineRequest {
  method: keyof Engine;
  args: unknown[];
}
export type EngineResponse = { value: unknown } | { error: string };

/** An engine that runs elsewhere, called by messages. */
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
