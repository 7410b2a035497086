/** BALD and BatchBALD against the definition of mutual information, summed over every joint labelling. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { bald, mutualInformation } from '../../src/strategies/bald.ts';
import { batchBald } from '../../src/strategies/batch-bald.ts';
import { JointLabellings } from '../../src/strategies/support/joint-labellings.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { dropoutPasses } from '../../src/trainer/dropout-passes.ts';
import { strategyContext, linearNetwork } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const PASSES = 5;
const CLASSES = 3;

/** Random predictions of the passes for a sample, `[passes, classes]`. */
function randomPasses(rng: Rng): Float32Array {
  return Float32Array.from(
    Array.from({ length: PASSES }, () => {
      const weights = Array.from({ length: CLASSES }, () => Math.exp(2 * rng.normal()));
      const sum = weights.reduce((a, b) => a + b);
      return weights.map((one) => one / sum);
    }).flat(),
  );
}

const labellings = (limit: number, rng: Rng) => new JointLabellings({ passes: PASSES, classes: CLASSES, limit, rng });

/** I(y₁ … yₙ; ω), summed over all joint labellings. */
function joint(samples: readonly Float32Array[]): number {
  let entropy = 0;
  for (let code = 0; code < CLASSES ** samples.length; code++) {
    let p = 0;
    for (let t = 0; t < PASSES; t++)
      p += samples.reduce(
        (q, sample, j) => q * sample[t * CLASSES + (Math.floor(code / CLASSES ** j) % CLASSES)]!,
        1 / PASSES,
      );
    entropy -= p * Math.log(p);
  }
  const own = samples.reduce((sum, one) => sum - one.reduce((a, p) => a + p * Math.log(p), 0) / PASSES, 0);
  return entropy - own;
}

describe('mutual information', () => {
  test('is 0 where all passes agree, and ln 2 where two confident passes contradict each other', () => {
    expect(mutualInformation(Float32Array.of(0.5, 0.5, 0.5, 0.5), 2)).toBeCloseTo(0, 6);
    expect(mutualInformation(Float32Array.of(1, 0, 0, 1), 2)).toBeCloseTo(Math.log(2), 6);
  });

  test('is the sum of the gains, by the chain rule', async () => {
    const rng = new Rng(6);
    const samples = Array.from({ length: 4 }, () => randomPasses(rng));
    const histories = labellings(1000, new Rng(1));
    let total = 0;
    for (const sample of samples) {
      total += (await histories.gains(sample))[0]!;
      histories.add(sample);
    }
    expect(total).toBeCloseTo(joint(samples), 4);
    expect((await histories.gains(samples[0]!))[0]).toBeLessThan((await labellings(10, rng).gains(samples[0]!))[0]!); // prettier-ignore
  });

  test('from sampled labellings is close to that from all of them', async () => {
    const rng = new Rng(7);
    const samples = Array.from({ length: 5 }, () => randomPasses(rng));
    const all = labellings(10_000, new Rng(1));
    const drawn = labellings(20, new Rng(1));
    const many = labellings(240, new Rng(1));
    for (const sample of samples.slice(0, 5)) for (const one of [all, drawn, many]) one.add(sample);
    const next = randomPasses(rng);
    const [exact, rough, fine] = (await Promise.all([all, drawn, many].map((one) => one.gains(next)))).map(
      (one) => one[0]!,
    );
    expect(Math.abs(fine! - exact!)).toBeLessThan(0.03);
    expect(Math.abs(rough! - exact!)).toBeLessThan(0.15);
  });

  test('does not underflow after sixty confident samples', async () => {
    const histories = labellings(50, new Rng(1));
    const rng = new Rng(8);
    for (let i = 0; i < 60; i++) histories.add(randomPasses(rng));
    const gain = (await histories.gains(randomPasses(rng)))[0]!;
    expect(gain).toBeGreaterThan(-1e-5);
    expect(gain).toBeLessThan(Math.log(CLASSES));
  });
});

describe('passes with dropout', () => {
  test('have the same masks for every sample of every batch', async () => {
    const network = linearNetwork(4, 2);
    const row = [0.5, -1, 2, 0.3];
    const batch = (rows: number[][]) => ({
      positions: Int32Array.from(rows, (_, i) => i),
      values: Float32Array.from(rows.flat()),
    });
    const alone = await dropoutPasses(network, batch([row]), { passes: 6, rng: new Rng(3) });
    const last = await dropoutPasses(network, batch([[1, 1, 1, 1], [0, 0, 0, 1], row]), { passes: 6, rng: new Rng(3) });
    expect(last.slice(-alone.length)).toEqual(alone);
    expect(new Set(Array.from({ length: 6 }, (_, t) => alone[2 * t])).size).toBeGreaterThan(1);
  });

  test('of a network whose trunk has no dropout are the same when the trunk is run once', async () => {
    const network = modelNamed('lenet-5').build({ shape: [16, 16, 1], classes: 3, rng: new Rng(1), parameters: {} });
    const values = Float32Array.from({ length: 512 }, (_, i) => Math.sin(i));
    const batch = { positions: Int32Array.of(0, 1), values };
    const once = await dropoutPasses(network, batch, { passes: 3, rng: new Rng(2) });
    const again = await dropoutPasses({ ...network, neck: network.neck }, batch, { passes: 3, rng: new Rng(2) });
    expect(again).toEqual(once);
    expect(once.slice(0, 3)).not.toEqual(once.slice(3, 6));
    network.dispose();
  });
});

describe('the strategies', () => {
  const rows = [[2, 0], [2, 0], [2, 0], [0, 3], [0.1, 0.1]]; // prettier-ignore
  const made = { features: rows, probabilities: rows.map(() => [0.5, 0.5]), size: 2, network: linearNetwork(2, 2, [3, -3, 2, -2]), seed: 5 }; // prettier-ignore

  test('BALD queries duplicates, BatchBALD does not', async () => {
    const parameters = { passes: 12 };
    const apart = (of: Int32Array) => new Set(Array.from(of, (index) => String(rows[index - 100])));
    expect(apart((await bald.select(strategyContext({ ...made, parameters }))).indices).size).toBe(1);
    expect(apart((await batchBald.select(strategyContext({ ...made, parameters }))).indices).size).toBe(2);
  });

  test('a network without dropout is refused with a problem', async () => {
    const network = { ...linearNetwork(2, 2), stochastic: false };
    for (const strategy of [bald, batchBald])
      await expect(strategy.select(strategyContext({ ...made, network }))).rejects.toMatchObject({
        code: 'unfit',
        message: expect.stringContaining('dropout') as string,
      });
  });
});
