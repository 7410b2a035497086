/** The stock WebGPU backend as our kernels see it: programs in WGSL over flat tensors, and its own kernels. */
import '@tensorflow/tfjs-backend-webgpu'; // first: its kernels have to be there for ours to take their places
import { getKernel, registerKernel, unregisterKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

/** What a kernel gets: its inputs and attributes, and the backend. */
export interface WebgpuKernelCall {
  backend: WebGPUBackend;
  inputs: Record<string, TensorInfo>;
  attrs: Record<string, unknown>;
}

/** Numbers that the code knows as `uniforms.<name>`; whole ones are `i32`, `{ real }` ones `f32`. */
export type Constants = Record<string, number | { real: number }>;

export interface Program {
  /** Tells this code from all other code; sizes given as constants do not belong to it. */
  key: string;
  /** By the name under which the code knows them: read-only, of one dimension. */
  inputs: Record<string, TensorInfo>;
  /** Those of the inputs that the code reads four values at once, and `result` where it writes so. */
  wide?: readonly string[];
  constants: Constants;
  /** Invocations in a workgroup. */
  workgroup: readonly [number, number];
  /** Workgroups. */
  dispatch: readonly [number, number, number];
  shape: number[];
  /** float32 unless it says otherwise. */
  dtype?: 'int32';
  /** WGSL with a `fn main()`; it writes to `result`. */
  code: string;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/**
 * Runs one program. All that goes in is float32, for a cast of whole numbers leaves these in the buffer. All tensors go in flat, so that no shape makes other code of it.
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
    // three axes for an output of one: the backend then leaves the coordinates to us
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

/** Workgroups of `size` for so many invocations, spread so that no dimension goes beyond a device's limit. */
export function dispatchSize(invocations: number, size: number): [number, number, number] {
  const groups = Math.ceil(invocations / size);
  if (groups <= 65535) return [groups, 1, 1];
  const columns = Math.ceil(Math.sqrt(groups));
  return [columns, Math.ceil(groups / columns), 1];
}

/** WGSL for the number of this workgroup under `spread`. */
export const GROUP = 'i32(workgroupId.x + workgroupId.y * numWorkgroups.x)';

/** What is run once for each of many values: the WGSL in `body` gets its number `i`. */
type Body = Omit<Program, 'workgroup' | 'dispatch' | 'code'> & { body: string; declarations?: string };

/** A program with one invocation for each of `count` values. */
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
 * Registers a kernel of ours; a stock one of the same name is replaced, and handed to ours for what ours leaves to it.
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
