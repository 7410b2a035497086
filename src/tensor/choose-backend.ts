/**
 * Chooses the tensor backend: WebGPU where there is a hardware adapter, otherwise WASM (a software adapter is slower). The
 * package of a backend is loaded only when it is chosen.
 */
import type { BackendInfo } from '../protocol/events.ts';
import { Problem } from '../protocol/problem.ts';
import { watchDeviceLoss } from './gpu-device.ts';

export type BackendChoice = 'auto' | 'webgpu' | 'wasm';

/** Information about the GPU, available before its backend is loaded. */
export type GpuProbe = { kind: 'real' | 'software'; name: string } | { kind: 'none'; reason: string };

const HINT = 'For faster training, open this page in a current Chrome or Edge with hardware acceleration switched on.';

let started: Promise<BackendInfo> | undefined;
let startedFor: BackendChoice | undefined;

const neverLost = new Promise<Problem>(() => undefined);
let currentDeviceLoss = neverLost;

/** Fulfilled once the GPU is lost, or rejects work so that results are unreliable. Never on WASM. */
export const deviceLoss = (): Promise<Problem> => currentDeviceLoss;

/**
 * Chooses and starts the backend; another call for the same returns the same result at once.
 * @throws Problem `device` where WebGPU is requested and there is no adapter, or where no backend starts
 */
export function chooseBackend(choice: BackendChoice): Promise<BackendInfo> {
  if (!started || startedFor !== choice) {
    startedFor = choice;
    started = startBackendNamed(choice);
    started.catch(() => (started = undefined));
  }
  return started;
}

async function startBackendNamed(choice: BackendChoice): Promise<BackendInfo> {
  if (choice === 'wasm') return tryWasm('Chosen by you.');
  const gpu = await findGpu();
  if (choice === 'webgpu') {
    if (gpu.kind === 'none')
      throw new Problem('device', `No GPU is available: ${gpu.reason}.`, 'Choose WASM, or automatic.');
    const slow = gpu.kind === 'software' ? ' It is emulated by the processor and slower than WASM.' : '';
    return tryWebgpu(gpu.name, `Chosen by you.${slow}`);
  }
  if (gpu.kind === 'none') return tryWasm(`No GPU can be used: ${gpu.reason}. ${HINT}`);
  if (gpu.kind === 'software')
    return tryWasm(`The only GPU is one that the processor emulates (${gpu.name}), which is slower than WASM. ${HINT}`);
  try {
    return await tryWebgpu(gpu.name, 'Computing on the GPU, the fastest backend.');
  } catch {
    return tryWasm(
      `The GPU (${gpu.name}) did not start. Closing other pages that use it and opening this one again may help.`,
    );
  }
}

/** Finds a GPU without starting a backend. */
export async function findGpu(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<GpuProbe> {
  if (!gpu) {
    const insecure = globalThis.isSecureContext === false;
    return { kind: 'none', reason: insecure ? 'WebGPU needs a page opened over https' : 'this browser has no WebGPU' };
  }
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    return { kind: 'none', reason: `WebGPU failed with “${(error as Error).message}”` };
  }
  if (!adapter) return { kind: 'none', reason: 'WebGPU finds no adapter, or hardware acceleration is switched off' };
  const info = adapter.info as GPUAdapterInfo | undefined;
  const words = [info?.description, info?.device, info?.vendor, info?.architecture].filter((word) => !!word);
  const emulated = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|warp/i.test(words.join(' '));
  const name =
    info?.description || [info?.vendor, info?.architecture].filter((word) => !!word).join(' ') || 'unnamed GPU';
  return { kind: info?.isFallbackAdapter || emulated ? 'software' : 'real', name };
}

async function tryWebgpu(name: string, reason: string): Promise<BackendInfo> {
  const { startWebgpu } = await import('./webgpu-backend.ts');
  try {
    await startWebgpu();
    currentDeviceLoss = watchDeviceLoss(name);
  } catch (error) {
    throw new Problem(
      'device',
      `The GPU (${name}) did not start: ${(error as Error).message}`,
      'Choose WASM, or automatic.',
    );
  }
  return { name: 'webgpu', adapter: name, reason };
}

async function tryWasm(reason: string): Promise<BackendInfo> {
  const { startWasm } = await import('./wasm-backend.ts');
  currentDeviceLoss = neverLost;
  try {
    return { name: 'wasm', adapter: await startWasm(), reason };
  } catch (error) {
    const remedy = 'Open this page in a current Chrome, Edge, Firefox or Safari.';
    throw new Problem('device', `WebAssembly did not start: ${(error as Error).message}`, remedy);
  }
}
