/** VAAL's query: the half of the pool where nothing is labelled, in the order of the acquisition. */
import { beforeAll, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { strategyNamed } from '../../src/strategies/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { fullView, strategyContext, type PoolFixture } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const rng = new Rng(21);
const around = (x: number, count: number): number[][] =>
  Array.from({ length: count }, () => [x + 0.5 * rng.normal(), 0.5 * rng.normal()]);

test('vaal queries where nothing is labelled, and its acquisition descends in the order of the queries', async () => {
  const made: PoolFixture = {
    features: [...around(-2, 60), ...around(2, 60)],
    labelledFeatures: around(-2, 40),
    size: 30,
    parameters: { steps: 250, batch: 32, latent: 4, width: 0.0625, rate: 3e-3 },
  };
  const context = strategyContext(made);
  const strategy = strategyNamed('vaal');
  const { indices, scores } = await strategy.select(context);
  for (const index of indices) expect(index).toBeGreaterThanOrEqual(160);
  // the least logit of “labelled” first
  expect([...scores]).toEqual([...scores].sort((a, b) => a - b));
  const acquisition = await strategy.acquisition!(context);
  const surface = await acquisition.score(await fullView(made, acquisition.outputs));
  const order = Array.from(surface, (_, i) => i).sort((a, b) => surface[b]! - surface[a]!);
  expect([...indices]).toEqual(order.slice(0, 30).map((i) => 100 + i));
});
