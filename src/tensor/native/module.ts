/**
 * Our WebAssembly module (assembly/) on the memory of the stock backend, so that no tensor is copied between them. If the
 * memory can be shared (on a cross-origin isolated page), further threads share every job.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { readBinary } from './load-binary.ts';

interface ModuleExports {
  setScratch(room: number, tableSize: number, leftSize: number): void;
  closeJob(job: number): void;
  perform(job: number, threads: number): void;
  serve(job: number): void;
}

/** Message to a further thread, with its own part of the memory. */
export interface ThreadStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  job: number;
  scratch: number;
}

export interface NativeModule {
  exports: ModuleExports;
  memory: WebAssembly.Memory;
  /** Address of the job, which all threads read. */
  job: number;
  /** Further threads. */
  extraThreads: number;
  /** Allocates memory, which the caller frees after the call. @throws Error if the memory cannot grow */
  allocate(bytes: number): number;
  free(pointer: number): void;
  dispose(): void;
}

/** Rows of the left side packed at a time, and the depth to which: 64 × 384 values lie well in a second-level cache. */
export const MAX_ROWS = 64;
export const MAX_DEPTH = 384;
/** Columns up to which a thread packs the right side for itself. */
export const MAX_UNSHARED_COLUMNS = 256;

const TABLE_BYTES = 4 * MAX_DEPTH;
const LEFT_BYTES = MAX_ROWS * MAX_DEPTH * 4;
const RIGHT_BYTES = MAX_DEPTH * MAX_UNSHARED_COLUMNS * 4;
const SCRATCH_BYTES = 128 + TABLE_BYTES + LEFT_BYTES + RIGHT_BYTES;
const JOB_BYTES = 256;

/** Largest number of threads: the products here are too small for more. */
const MAX_THREADS = 8;

let native: NativeModule | undefined;

/** The module of the backend in use. */
export function nativeModule(): NativeModule {
  if (!native) throw new Error('The WASM backend was not started by startWasm.');
  return native;
}

/** Loads the module onto the backend's memory, once. @param cores hardware threads of the machine */
export async function attachNative(backend: BackendWasm, cores: number): Promise<NativeModule> {
  const { wasm } = backend as unknown as { wasm: StockModule };
  const memory = wasm.asm.memory;
  if (native?.memory === memory) return native;
  native?.dispose();
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const module = await compile(shared);
  const allocate = (bytes: number): number => {
    const pointer = wasm._malloc(bytes) >>> 0;
    if (!pointer) throw new Error(`The WASM memory has no room for ${bytes} more bytes.`);
    return pointer;
  };
  // vector loads need no alignment, but atomic operations on the job do
  const job = alignPointer(allocate(JOB_BYTES + 64));
  new Uint8Array(memory.buffer, job, JOB_BYTES).fill(0);
  const exports = instantiate(module, memory, allocate(SCRATCH_BYTES));
  exports.closeJob(job);
  const helpers = shared ? Math.min(MAX_THREADS, cores) - 1 : 0;
  const threads = Array.from({ length: helpers }, () =>
    startThread({ module, memory, job, scratch: allocate(SCRATCH_BYTES) }),
  );
  native = {
    exports,
    memory,
    job,
    extraThreads: helpers,
    allocate,
    free: (pointer) => wasm._free(pointer),
    dispose: () => {
      for (const thread of threads) thread.terminate();
      native = undefined;
    },
  };
  return native;
}

interface StockModule {
  asm: { memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/** The module, with this thread's part of the memory. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory, room: number): ModuleExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const ours = exports as unknown as ModuleExports;
  ours.setScratch(room, TABLE_BYTES, LEFT_BYTES);
  return ours;
}

/** With relaxed SIMD (fused multiply–add) if this browser has it. */
async function compile(shared: boolean): Promise<WebAssembly.Module> {
  const fast = await readBinary(shared ? 'relaxed-threads' : 'relaxed');
  if (WebAssembly.validate(fast)) return WebAssembly.compile(fast);
  return WebAssembly.compile(await readBinary(shared ? 'plain-threads' : 'plain'));
}

function startThread(start: ThreadStart): Worker {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module', name: 'product thread' });
  thread.postMessage(start);
  return thread;
}

const alignPointer = (pointer: number): number => (pointer + 63) & ~63;
