/** The queries of VAAL and TA-VAAL: the part of the pool where nothing is labelled, in the order of the acquisition. */
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

test.each(['sigmoid', 'rank'])('ta-vaal by %s queries the highest acquisition of its random subset', async (rank) => {
  const made: PoolFixture = {
    features: [...around(-2, 60), ...around(2, 60)],
    labelledFeatures: around(-2, 40),
    size: 5,
    parameters: { rank, subset: 40, steps: 40, batch: 32, latent: 4, width: 0.0625, rate: 3e-3 },
  };
  const context = strategyContext(made);
  let candidates = new Int32Array();
  const strategy = strategyNamed('ta-vaal');
  const watched: typeof context = {
    ...context,
    predict: (outputs, among) => ((candidates = Int32Array.from(among!)), context.predict(outputs, among)),
  };
  const { indices, metrics } = await strategy.select(watched);
  expect(candidates).toHaveLength(40);
  const acquisition = await strategy.acquisition!(context);
  const surface = await acquisition.score(await fullView(made, acquisition.outputs));
  const order = [...candidates].sort((a, b) => surface[b - 100]! - surface[a - 100]!);
  expect([...indices]).toEqual(order.slice(0, 5));
  // the mean of the discriminator over the subset
  const mean = candidates.reduce((sum, index) => sum + 1 / (1 + Math.exp(surface[index - 100]!)), 0) / 40;
  expect(metrics!['discriminatorOnPool']).toBeCloseTo(mean, 5);
});

test('ta-vaal refuses a learner whose training predicts no losses', async () => {
  const context = strategyContext({
    features: [[0, 1]],
    labelledFeatures: [[1, 0]],
    size: 1,
    artifacts: { scores: {}, dispose: () => undefined },
  });
  await expect(strategyNamed('ta-vaal').select(context)).rejects.toMatchObject({ code: 'unfit' });
});
