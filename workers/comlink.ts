/**
 * Additions to Comlink: errors that keep their code and remedy between threads, and abort signals, which cannot be cloned.
 * Both sides import this module first.
 */
import * as Comlink from 'comlink';
import { Problem, type ProblemCode } from '../src/protocol/problem.ts';

interface ThrownValue {
  value: unknown;
}
type SerializedError =
  | { kind: 'problem'; code: ProblemCode; message: string; remedy: string }
  | { kind: 'fault'; message: string; stack: string };

const defaultThrowHandler = Comlink.transferHandlers.get('throw')!;

Comlink.transferHandlers.set('throw', {
  canHandle: defaultThrowHandler.canHandle,
  serialize({ value }: ThrownValue): [SerializedError, Transferable[]] {
    if (value instanceof Problem)
      return [{ kind: 'problem', code: value.code, message: value.message, remedy: value.remedy }, []];
    const error = value instanceof Error ? value : new Error(String(value));
    return [{ kind: 'fault', message: error.message, stack: error.stack ?? '' }, []];
  },
  deserialize(packed: SerializedError): never {
    if (packed.kind === 'problem') throw new Problem(packed.code, packed.message, packed.remedy);
    throw Object.assign(new Error(packed.message), { stack: packed.stack });
  },
});

/** An AbortSignal is transferred as a port that gets a message when it is aborted. */
Comlink.transferHandlers.set('signal', {
  canHandle: (value): value is AbortSignal => value instanceof AbortSignal,
  serialize(signal: AbortSignal): [{ aborted: boolean; port: MessagePort }, Transferable[]] {
    const { port1, port2 } = new MessageChannel();
    signal.addEventListener('abort', () => port1.postMessage('abort'), { once: true });
    return [{ aborted: signal.aborted, port: port2 }, [port2]];
  },
  deserialize({ aborted, port }: { aborted: boolean; port: MessagePort }): AbortSignal {
    const controller = new AbortController();
    if (aborted) controller.abort();
    port.onmessage = () => controller.abort();
    return controller.signal;
  },
});

/**
 * Forwards the progress of a call until it has settled. Progress and result arrive on separate ports in either order, and
 * progress after the end would remain on the page.
 */
export function withProgress<Args extends unknown[], T>(
  listener: (...args: Args) => void,
  call: (listener: (...args: Args) => void) => Promise<T>,
): Promise<T> {
  let settled = false;
  const proxy = Comlink.proxy((...args: Args) => {
    if (!settled) listener(...args);
  });
  return call(proxy).finally(() => (settled = true));
}

export { Comlink };
