/** Access to the stock WebGPU backend: WGSL programs over flat tensors, and its kernels. */
import '@tensorflow/tfjs-backend-webgpu'; // first: our kernels replace its registered ones
import { getKernel, registerKernel, unregisterKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

/** Arguments of a kernel: inputs, attributes and the backend. */
export interface WebgpuKernelCall {
  backend: WebGPUBackend;
  inputs: Record<string, TensorInfo>;
  attrs: Record<string, unknown>;
}

/** Numbers, in the code `uniforms.<name>`: `i32`, or `f32` for `{ real }`. */
export type Constants = Record<string, number | { real: number }>;

export interface Program {
  /** Key of the code, without sizes that are passed as uniforms. */
  key: string;
  /** By their names in the code; read-only and one-dimensional. */
  inputs: Record<string, TensorInfo>;
  /** Inputs that the code reads four values at a time, and `result` if it is written so. */
  wide?: readonly string[];
  constants: Constants;
  /** Invocations in a workgroup. */
  workgroup: readonly [number, number];
  /** Workgroups. */
  dispatch: readonly [number, number, number];
  shape: number[];
  /** float32 where absent. */
  dtype?: 'int32';
  /** WGSL with a `fn main()`; it writes to `result`. */
  code: string;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/**
 * Runs one program. All inputs are float32, since a cast leaves whole numbers in the buffer, and flat, so that the code does
 * not depend on their shapes.
 */
export function runProgram(backend: WebGPUBackend, program: Program): TensorInfo {
  const cast: TensorInfo[] = [];
  const inputs = Object.entries(program.inputs).map(([name, tensor]): [string, TensorInfo] => {
    if (backend.tensorMap.get(tensor.dataId).dtype === 'float32') return [name, tensor];
    const count = sizeOf(tensor.shape);
    const real = compileProgram(
      backend,
      each(count, {
        key: 'cast',
        inputs: { whole: tensor },
        constants: {},
        shape: tensor.shape,
        body: 'result[i] = f32(whole[i]);',
      }),
    );
    cast.push(real);
    return [name, real];
  });
  const result = compileProgram(backend, { ...program, inputs: Object.fromEntries(inputs) });
  release(backend, ...cast);
  return result;
}

function compileProgram(backend: WebGPUBackend, program: Program): TensorInfo {
  const names = Object.keys(program.inputs);
  const tensors = Object.values(program.inputs).map((tensor) => reshaped(tensor, [sizeOf(tensor.shape)]));
  const wide = new Set(program.wide);
  const constants = Object.entries(program.constants);
  const real = constants.map(([, value]) => typeof value === 'object');
  const form: WebGPUProgram = {
    shaderKey: `querent-${program.key}-${program.wide?.join() ?? ''}`,
    variableNames: names,
    variableComponents: names.map((name) => (wide.has(name) ? 4 : 1)),
    outputComponent: wide.has('result') ? 4 : 1,
    outputShape: [sizeOf(program.shape)],
    uniforms: constants.map(([name], i) => `${name} : ${real[i] ? 'f32' : 'i32'},`).join(' '),
    // three dispatch axes for a one-dimensional output: the backend then does not compute coordinates
    dispatchLayout: { x: [0], y: [0], z: [0] },
    dispatch: [...program.dispatch],
    workgroupSize: [...program.workgroup, 1],
    getUserCode: () => program.code,
  };
  const uniforms = constants.map(([, value]) =>
    typeof value === 'object' ? { type: 'float32', data: [value.real] } : { type: 'int32', data: [value] },
  );
  return reshaped(backend.runWebGPUProgram(form, tensors, program.dtype ?? 'float32', uniforms), program.shape);
}

/** Workgroups of `size` for a number of invocations, distributed over dimensions within the device's limits. */
export function dispatchSize(invocations: number, size: number): [number, number, number] {
  const groups = Math.ceil(invocations / size);
  if (groups <= 65535) return [groups, 1, 1];
  const columns = Math.ceil(Math.sqrt(groups));
  return [columns, Math.ceil(groups / columns), 1];
}

/** WGSL for the number of this workgroup under `spread`. */
export const GROUP = 'i32(workgroupId.x + workgroupId.y * numWorkgroups.x)';

/** WGSL `body` that is run once per value, with its number `i`. */
type Body = Omit<Program, 'workgroup' | 'dispatch' | 'code'> & { body: string; declarations?: string };

/** A program with one invocation per value. */
export const forEach = (backend: WebGPUBackend, count: number, body: Body): TensorInfo =>
  runProgram(backend, each(count, body));

function each(count: number, { body, declarations = '', constants, ...rest }: Body): Program {
  const code = `${declarations}
    fn main() {
      let i = ${GROUP} * 64 + i32(localIndex);
      if (i < uniforms.count) { ${body} }
    }`;
  return { ...rest, constants: { count, ...constants }, workgroup: [64, 1], dispatch: dispatchSize(count, 64), code };
}

/** The same values under another shape. */
export const reshaped = (tensor: TensorInfo, shape: number[]): TensorInfo => ({ ...tensor, shape });

export function release(backend: WebGPUBackend, ...tensors: TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}

/**
 * Registers a kernel and replaces a stock one of the same name, which the kernel can call.
 */
export function register(
  name: string,
  kernel: (call: WebgpuKernelCall, stock: (call: WebgpuKernelCall) => TensorInfo) => TensorInfo | TensorInfo[],
): void {
  const before = getKernel(name, 'webgpu');
  if (before) unregisterKernel(name, 'webgpu');
  const stock = before?.kernelFunc as unknown as (call: WebgpuKernelCall) => TensorInfo;
  registerKernel({
    kernelName: name,
    backendName: 'webgpu',
    kernelFunc: (call: WebgpuKernelCall) => kernel(call, stock),
  } as unknown as KernelConfig);
}
