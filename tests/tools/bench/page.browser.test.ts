/** The bench's page in a real browser: its workers start, agree, and are timed. */
import { afterAll, expect, it } from 'vitest';
import '../../../tools/bench/tensor/page/page.ts';
import { remoteEngine } from '../../../tools/bench/tensor/engine-host.ts';
import { workloads } from '../../../tools/bench/tensor/workloads.ts';

const opened: number[] = [];
afterAll(() => opened.forEach((id) => window.closeEngine(id)));

it.each(['ours', 'stock'] as const)('%s trains the linear model in a worker of its own', async (name) => {
  const id = window.openEngine(name);
  opened.push(id);
  const engine = remoteEngine((question) => window.askEngine(id, question));
  expect(await engine.start('wasm')).toMatch(/^SIMD, \d+ threads?$/);
  const { losses } = await engine.prepare(workloads(true).find(({ phase }) => phase === 'training')!);
  expect(losses[0]).toBeCloseTo(2.556474, 4);
  expect(await engine.run(1)).toBeGreaterThan(0);
});

it('an error within a worker is reported with its message', async () => {
  const id = window.openEngine('ours');
  opened.push(id);
  const engine = remoteEngine((question) => window.askEngine(id, question));
  await expect(engine.run(1)).rejects.toThrow(/undefined/);
});
