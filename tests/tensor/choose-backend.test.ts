import { describe, expect, test } from 'vitest';
import { chooseBackend, findGpu } from '../../src/tensor/choose-backend.ts';

const gpuOf = (info: Partial<GPUAdapterInfo> | null): GPU =>
  ({ requestAdapter: () => Promise.resolve(info && { info }) }) as unknown as GPU;

describe('GPUs that count as hardware', () => {
  test.each([
    [{ vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA H100' }, 'real', 'NVIDIA H100'],
    [{ vendor: 'apple', architecture: 'metal-3' }, 'real', 'apple metal-3'],
    [{ vendor: 'google', architecture: 'swiftshader' }, 'software', 'google swiftshader'],
    [
      { vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
      'software',
      'llvmpipe (LLVM 15.0.6, 256 bits)',
    ],
    [
      { vendor: 'microsoft', description: 'Microsoft Basic Render Driver' },
      'software',
      'Microsoft Basic Render Driver',
    ],
    [{ vendor: 'intel', architecture: 'gen-12lp', isFallbackAdapter: true }, 'software', 'intel gen-12lp'],
  ] as const)('%j is %s', async (info, kind, name) => {
    expect(await findGpu(gpuOf(info))).toEqual({ kind, name });
  });

  test('none: no WebGPU, no adapter, a browser that throws', async () => {
    expect(await findGpu(undefined)).toMatchObject({ kind: 'none', reason: expect.stringContaining('no WebGPU') });
    expect(await findGpu(gpuOf(null))).toMatchObject({ kind: 'none', reason: expect.stringContaining('no adapter') });
    const broken = { requestAdapter: () => Promise.reject(new Error('lost')) } as unknown as GPU;
    expect(await findGpu(broken)).toMatchObject({ kind: 'none', reason: expect.stringContaining('lost') });
  });
});

describe('choosing the backend', () => {
  test('chooses WASM without a GPU, with the reason and a remedy', async () => {
    const info = await chooseBackend('auto');
    expect(info).toMatchObject({ name: 'wasm', adapter: 'SIMD, 1 thread' });
    expect(info.reason).toMatch(/no WebGPU.*Chrome or Edge/);
    expect(await chooseBackend('auto')).toBe(info);
  });

  test('refuses an explicit choice of an absent GPU', async () => {
    await expect(chooseBackend('webgpu')).rejects.toMatchObject({ code: 'device' });
    expect((await chooseBackend('wasm')).name).toBe('wasm');
  });
});
