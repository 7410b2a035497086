/** Platform errors that end a step, as problems: the device was lost, or memory ran out. */
import { Problem } from '../../protocol/problem.ts';

const remedy = 'Resume the run; should it happen again, choose a smaller model or batch, or another backend.';

/** The device problem behind an error; undefined for any other error. */
export function toDeviceProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isOutOfMemory(error)) return new Problem('device', `There is not enough memory: ${errorText(error)}`, remedy);
  const lost = error instanceof DOMException && (error.name === 'AbortError' || error.name === 'OperationError');
  const gpu = error instanceof DOMException && /device|gpu|mapasync/i.test(error.message);
  if (!lost && !gpu && !(error instanceof WebAssembly.RuntimeError)) return undefined;
  return new Problem('device', `The backend stopped working: ${errorText(error)}`, remedy);
}

/** Failed allocations of arrays and buffers, and of WebAssembly's memory. */
const isOutOfMemory = (error: Error): boolean =>
  (error instanceof RangeError && /allocation|createBuffer|memory/i.test(error.message)) ||
  (error instanceof WebAssembly.RuntimeError && /out of memory|OOM|enlarge|grow/i.test(error.message));

const errorText = (error: Error): string => (error.message || error.name).trim().replace(/[.\s]*$/, '.');
