/**
 * Strokes is hard enough to teach: a few labels go a long way, and the last per cents take many. Figures from tuning it,
 * with the page's own small CNN on WASM (60 epochs, batch 16, Adam 0.001, best of 20 looks at 500 validation samples,
 * 1,000 test samples): 67 to 79% (mean 72%) over five seeds with the first 20 labels, two of each digit; 87 to 92% (mean
 * 90%) with 100; 98.6, 98.6 and 98.7% with all of 10,000 (8 epochs, batch 32). They were taken just before the streams
 * were reseeded and digits kept a little further from the edge; since then only what is tested below was measured again.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { Draws } from '../../src/chance/draws.ts';
import { painterOf } from '../../src/datasets/generators/index.ts';
import { modelNamed } from '../../src/models/index.ts';
import { parseSpec } from '../../src/spec/schema.ts';
import { chooseBackend } from '../../src/tensor/backend.ts';
import { accuracy } from '../../src/training/predict.ts';
import { supervised } from '../../src/training/supervised.ts';
import type { SampleSet } from '../../src/training/training.ts';

const PIXELS = 784;
const SHAPE = [28, 28, 1];
const { training } = parseSpec({
  version: 1,
  dataset: { source: 'built-in', name: 'strokes' },
  model: { name: 'cnn-small' },
  arms: [{ strategy: 'random' }],
});

/** Samples of a seed from one index on, centred and scaled by their own mean and deviation. */
function samples(seed: number, from: number, count: number): SampleSet {
  const paint = painterOf({ name: 'strokes', size: 100_000, seed, testSize: 0 });
  const bytes = new Uint8Array(count * PIXELS);
  const labels = Int32Array.from({ length: count }, (_, i) => paint(from + i, bytes, i * PIXELS));
  const mean = 0.13; // of any thousand of them, to two digits
  const deviation = 0.29;
  const values = Float32Array.from(bytes, (value) => (value / 255 - mean) / deviation);
  return {
    count,
    labels,
    read: (positions) => {
      const out = new Float32Array(positions.length * PIXELS);
      for (let k = 0; k < positions.length; k++)
        out.set(values.subarray(positions[k]! * PIXELS, (positions[k]! + 1) * PIXELS), k * PIXELS);
      return Promise.resolve(out);
    },
  };
}

async function accuracyWith(labels: number, seed: number): Promise<number> {
  const draws = new Draws(seed);
  const network = modelNamed('cnn-small').build(SHAPE, 10, draws.child('weights'), {});
  const context = { gate: () => Promise.resolve(), progress: () => undefined, draws: draws.child('fit') };
  const labelled = samples(seed, 0, labels);
  await supervised.fit(network, labelled, samples(seed, 0, 0), samples(seed, 50_000, 500), training, context);
  const result = await accuracy(network, samples(seed, 60_000, 1000), context);
  network.dispose();
  return result;
}

describe('a small CNN on Strokes', () => {
  beforeAll(() => chooseBackend('wasm'));

  it('reaches 60 to 85% with 20 labels and goes on from there with 100, on average over three seeds', async () => {
    const few: number[] = [];
    const more: number[] = [];
    for (const seed of [1, 2, 3]) {
      few.push(await accuracyWith(20, seed));
      more.push(await accuracyWith(100, seed));
    }
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(few)).toBeGreaterThan(0.6);
    expect(mean(few)).toBeLessThan(0.85);
    expect(mean(more)).toBeGreaterThan(0.84);
    expect(mean(more)).toBeLessThan(0.96);
  });
});

describe('drawing', () => {
  it('gives at least 5,000 Strokes and 1,500 Shapes a second', () => {
    for (const [name, stride, least] of [
      ['strokes', PIXELS, 5000],
      ['shapes', 3072, 1500],
    ] as const) {
      // prettier-ignore
      const paint = painterOf({ name, size: 100_000, seed: 1, testSize: 0 });
      const image = new Uint8Array(stride);
      // the best of a few goes: others use this machine too
      let best = 0;
      for (let go = 0; go < 5; go++) {
        const begun = performance.now();
        for (let i = 0; i < 500; i++) paint(500 * go + i, image, 0);
        best = Math.max(best, 500_000 / (performance.now() - begun));
      }
      expect(best).toBeGreaterThan(least);
    }
  });
});
