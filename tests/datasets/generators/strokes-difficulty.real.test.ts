/**
 * Strokes has a suitable difficulty: a few labels give a high accuracy, and the last per cents need many. Figures from tuning it,
 * with the page's own small CNN, which augments, on WASM in Node (AMD EPYC; 60 epochs, batch 16, Adam 0.001, best of 20
 * checks on 500 validation samples, 1,000 test samples): with the first 20 labels, two of each digit, 68.6 to 80.7% (mean
 * 72.9%) over seeds 1 to 8; with 100, 91.2 to 92.6% (mean 91.9%) over seeds 1 to 3; with 10,000, 99.0% (seed 1, 8 epochs,
 * batch 32, no validation). The bounds below allow for another machine's rounding; an earlier, neater version (about
 * 81 and 95%) and the least neat one tried (54 and 84%) are outside of them.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { sampleWriterOf } from '../../../src/datasets/generators/index.ts';
import { modelNamed } from '../../../src/models/index.ts';
import { parseSpec } from '../../../src/protocol/spec.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import { accuracy } from '../../../src/trainer/predict.ts';
import type { SampleSet } from '../../../src/trainer/sample-set.ts';
import { fit } from '../../support/fit.ts';
import { silentControl } from '../../support/point-samples.ts';

const PIXELS = 784;
const SHAPE = [28, 28, 1];
const { training } = parseSpec({
  version: 2,
  dataset: { source: 'built-in', name: 'strokes' },
  model: { name: 'cnn-small' },
  arms: [{ strategy: 'random' }],
});

/** Samples of a seed from an index on, standardised by their own mean and deviation. */
function samples(seed: number, from: number, count: number): SampleSet {
  const paint = sampleWriterOf({ name: 'strokes', size: 100_000, seed, testSize: 0 });
  const bytes = new Uint8Array(count * PIXELS);
  const labels = Int32Array.from({ length: count }, (_, i) => paint(from + i, bytes, i * PIXELS));
  const mean = 0.14; // of any thousand of them, to two digits
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
  const rng = new Rng(seed);
  const network = modelNamed('cnn-small').build({
    shape: SHAPE,
    classes: 10,
    rng: rng.child('weights'),
    parameters: {},
  });
  const labelled = samples(seed, 0, labels);
  await fit(network, { labelled, validation: samples(seed, 50_000, 500), training, rng: rng.child('fit') });
  const result = await accuracy(network, samples(seed, 60_000, 1000), silentControl);
  network.dispose();
  return result;
}

describe('a small CNN on Strokes', () => {
  beforeAll(() => chooseBackend('wasm'));

  it('reaches 64 to 80% with 20 labels and 87 to 95% with 100, on average over three seeds', async () => {
    const few: number[] = [];
    const more: number[] = [];
    for (const seed of [1, 2, 3]) {
      few.push(await accuracyWith(20, seed));
      more.push(await accuracyWith(100, seed));
    }
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(few)).toBeGreaterThan(0.64);
    expect(mean(few)).toBeLessThan(0.8);
    expect(mean(more)).toBeGreaterThan(0.87);
    expect(mean(more)).toBeLessThan(0.95);
  });
});
