/** Texts that several parts of the page share: counts with nouns, names of backends. */
import type { BackendInfo } from '../../protocol/events.ts';

/** "1 class", "1,200 classes". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const backendLabels: Record<BackendInfo['name'], string> = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' };
