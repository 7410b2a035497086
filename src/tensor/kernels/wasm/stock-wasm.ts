/** Access to the stock WASM backend: its heap, the addresses of tensors, and its kernels. */
import '@tensorflow/tfjs-backend-wasm'; // first: our kernels replace its registered ones
import { getKernel, registerKernel, unregisterKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** Arguments of a kernel: inputs, attributes and the backend. */
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

/** Byte offset of the tensor's values in the memory; fixed until the tensor is disposed of. */
export const pointerOf = (backend: BackendWasm, tensor: TensorInfo): number =>
  backend.getMemoryOffset(tensor.dataId as object);

/** Registers a kernel and replaces a stock one of the same name. */
export function register(name: string, kernel: (call: WasmKernelCall) => TensorInfo | TensorInfo[]): void {
  if (getKernel(name, 'wasm')) unregisterKernel(name, 'wasm');
  const config = { kernelName: name, backendName: 'wasm', kernelFunc: kernel } as unknown as KernelConfig;
  registerKernel(config);
}

/** Registers a kernel that wraps the stock one of that name and can call it. */
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
