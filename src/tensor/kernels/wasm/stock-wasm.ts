/** The stock WASM backend as our kernels see it: its heap, its tensors' places in it, and its own kernels. */
import '@tensorflow/tfjs-backend-wasm'; // first: its kernels have to be there for ours to take their places
import { getKernel, registerKernel, unregisterKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** What a kernel gets: its inputs and attributes, and the backend. */
export interface WasmKernelCall {
  backend: BackendWasm;
  inputs: Record<string, TensorInfo>;
  attrs: Record<string, unknown>;
}

/**
 * The tensor's values on the heap, not a copy. Any allocation may move the heap: take views after the last `makeOutput`.
 */
export const heapView = (backend: BackendWasm, tensor: TensorInfo): Float32Array =>
  backend.typedArrayFromHeap(tensor) as Float32Array;

/** Where the tensor's values begin, in bytes from the memory's beginning. Fixed for as long as the tensor lives. */
export const pointerOf = (backend: BackendWasm, tensor: TensorInfo): number =>
  backend.getMemoryOffset(tensor.dataId as object);

/** Registers a kernel of ours; a stock one of the same name is replaced. */
export function register(name: string, kernel: (call: WasmKernelCall) => TensorInfo | TensorInfo[]): void {
  if (getKernel(name, 'wasm')) unregisterKernel(name, 'wasm');
  const config = { kernelName: name, backendName: 'wasm', kernelFunc: kernel } as unknown as KernelConfig;
  registerKernel(config);
}

/** Puts a kernel of ours around the stock one of that name, which it gets to call. */
export function wrapKernel(
  name: string,
  kernel: (call: WasmKernelCall, stock: (call: WasmKernelCall) => TensorInfo) => TensorInfo,
): void {
  const stock = getKernel(name, 'wasm')!;
  unregisterKernel(name, 'wasm');
  const inner = stock.kernelFunc as unknown as (call: WasmKernelCall) => TensorInfo;
  registerKernel({
    ...stock,
    kernelFunc: ((call: WasmKernelCall) => kernel(call, inner)) as unknown as KernelConfig['kernelFunc'],
  });
}
