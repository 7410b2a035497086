/** Replacement of a lost device, tested without a device. */
import { describe, expect, test } from 'vitest';
import type { BackendInfo } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { BackendChange } from '../../workers/lab/api.ts';
import { BackendRecovery } from '../../workers/lab/backend-recovery.ts';

const gpu: BackendInfo = { name: 'webgpu', adapter: 'A GPU', reason: 'the fastest way' };
const wasm: BackendInfo = { name: 'wasm', adapter: 'SIMD', reason: 'no GPU' };
const lost = (): Problem => new Problem('device', 'The GPU (A GPU) was lost: gone.');

/** Starts the requested backend; automatic is the GPU as long as there is one. */
function machine(first: BackendInfo = gpu) {
  const told: BackendChange[] = [];
  const asked: string[] = [];
  const state = { present: true };
  const replacements = new BackendRecovery((change) => told.push(change));
  replacements.setBackend('auto', first);
  const lose = async (): Promise<void> => {
    replacements.recordLoss(lost());
    await replacements.restart((wanted) => {
      asked.push(wanted);
      if (wanted === 'webgpu' && !state.present) return Promise.reject(new Problem('device', 'There is no GPU.'));
      return Promise.resolve(wanted !== 'wasm' && state.present && first === gpu ? gpu : wasm);
    });
  };
  return { told, asked, state, replacements, lose };
}

describe('after the loss of a device', () => {
  test('it is replaced by a new device twice per step, then by WASM for good', async () => {
    const { told, asked, lose, replacements } = machine();
    for (let i = 0; i < 3; i++) await lose();
    expect(asked).toEqual(['auto', 'auto', 'wasm']);
    expect(told.map((one) => one.backend.name)).toEqual(['webgpu', 'webgpu', 'wasm']);
    expect(replacements.choice).toBe('wasm');
    await expect(lose()).rejects.toMatchObject({ message: lost().message });
  });

  test('a stored step resets the count, since long runs may lose a device now and then', async () => {
    const { told, lose, replacements } = machine();
    for (let i = 0; i < 10; i++) {
      await lose();
      replacements.resetLosses();
    }
    expect(new Set(told.map((one) => one.backend.name))).toEqual(new Set(['webgpu']));
  });

  test('WASM is used where the choice is automatic and no GPU is left, and the badge gives the reason', async () => {
    const { told, lose, state } = machine();
    state.present = false;
    await lose();
    expect(told[0]!.backend).toEqual({ ...wasm, reason: `${lost().message} Reload the page to try it again.` });
    expect(told[0]!.text).toBe(`${lost().message} The run continues on WASM (SIMD) from the last stored step.`);
  });

  test('WASM is used too where the GPU was chosen explicitly', async () => {
    const { told, asked, lose, state, replacements } = machine();
    replacements.setBackend('webgpu', gpu);
    state.present = false;
    await lose();
    expect(asked).toEqual(['webgpu', 'wasm']);
    expect(told.map((one) => one.backend.name)).toEqual(['wasm']);
  });

  test('WASM that fails is restarted twice, and then the problem is reported', async () => {
    const { told, lose } = machine(wasm);
    await lose();
    await lose();
    expect(told.map((one) => one.text)).toEqual(
      Array(2).fill(`${lost().message} It was restarted, and the run continues from the last stored step.`),
    );
    await expect(lose()).rejects.toMatchObject({ code: 'device' });
  });

  test('cancelling meanwhile does not change the backend', async () => {
    const { replacements, told } = machine();
    replacements.recordLoss(lost());
    const closed = replacements.restart(() => Promise.reject(new Problem('cancelled', 'The lab was closed.')));
    await expect(closed).rejects.toMatchObject({ code: 'cancelled' });
    expect(told).toEqual([]);
  });
});
