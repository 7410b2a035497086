/** The stock WASM backend as our kernels see it: its heap, its tensors' places in it, and its own kernels. */
import '@tensorflow/tfjs-backend-wasm'; // first: its kernels have to be there for ours to take their places
import { getKernel, registerKernel, unregisterKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** What a kernel gets: its inputs and attributes, and the backend. */
export interface Call {
  backend: BackendWasm;
  inputs: Record<string, TensorInfo>;
  attrs: Record<string, unknown>;
}

/**
 * The tensor's values on the heap, not a copy. Any allocation may move the heap: take views after the last `makeOutput`.
 */
export const onHeap = (backend: BackendWasm, tensor: TensorInfo): Float32Array =>
  backend.typedArrayFromHeap(tensor) as Float32Array;

/** Runs a stock kernel without the engine's bookkeeping. The caller frees what it does not return. */
export function runStock(
  name: string,
  backend: BackendWasm,
  inputs: Record<string, TensorInfo>,
  attrs: Record<string, unknown>,
): TensorInfo {
  const kernel = getKernel(name, 'wasm')!.kernelFunc as unknown as (call: Call) => TensorInfo;
  return kernel({ backend, inputs, attrs });
}

/** The same values under another shape. */
export const reshaped = (tensor: TensorInfo, shape: number[]): TensorInfo => ({ ...tensor, shape });

export function release(backend: BackendWasm, ...tensors: TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}

/** Registers a kernel of ours; a stock one of the same name is replaced. */
export function register(name: string, kernel: (call: Call) => TensorInfo | TensorInfo[]): void {
  if (getKernel(name, 'wasm')) unregisterKernel(name, 'wasm');
  const config = { kernelName: name, backendName: 'wasm', kernelFunc: kernel } as unknown as KernelConfig;
  registerKernel(config);
}

/** Puts a kernel of ours around the stock one of that name, which it gets to call. */
export function wrap(name: string, kernel: (call: Call, stock: (call: Call) => TensorInfo) => TensorInfo): void {
  const stock = getKernel(name, 'wasm')!;
  unregisterKernel(name, 'wasm');
  const inner = stock.kernelFunc as unknown as (call: Call) => TensorInfo;
  registerKernel({
    ...stock,
    kernelFunc: ((call: Call) => kernel(call, inner)) as unknown as KernelConfig['kernelFunc'],
  });
}
