import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { accuracy } from '../../src/trainer/predict.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { fit } from '../support/fit.ts';

const FOLDER = '../shared/data/mnist';
const PIXELS = 784;
const still = { checkpoint: () => Promise.resolve(), progress: () => {} };

const bytes = (name: string, header: number): Uint8Array =>
  gunzipSync(readFileSync(`${FOLDER}/${name}-ubyte.gz`)).subarray(header);

/** Some of MNIST's images with MNIST's mean and standard deviation taken out. */
function digits(part: 'train' | 't10k', choose: (labels: Uint8Array) => number[]): SampleSet {
  const images = bytes(`${part}-images-idx3`, 16);
  const labels = bytes(`${part}-labels-idx1`, 8);
  const chosen = choose(labels);
  return {
    count: chosen.length,
    labels: Int32Array.from(chosen, (i) => labels[i]!),
    read: (positions) => {
      const values = new Float32Array(positions.length * PIXELS);
      for (let row = 0; row < positions.length; row++)
        for (let i = 0; i < PIXELS; i++)
          values[row * PIXELS + i] = (images[chosen[positions[row]!]! * PIXELS + i]! / 255 - 0.1307) / 0.3081;
      return Promise.resolve(values);
    },
  };
}

/** The first of each class after a shuffle by the seed. */
const perClass = (each: number, seed: number) => (labels: Uint8Array) => {
  const order = [...new Rng(seed, 'labels').permutation(labels.length)];
  return Array.from({ length: 10 }, (_, label) => order.filter((i) => labels[i] === label).slice(0, each)).flat();
};

test.skipIf(!existsSync(FOLDER))(
  'the small CNN reads most digits of MNIST after a hundred labels, and fewer after twenty',
  { timeout: 240_000 },
  async () => {
    await chooseBackend('wasm');
    const held = digits('t10k', () => Array.from({ length: 2000 }, (_, i) => 5 * i));
    const learned = async (each: number) => {
      const network = modelNamed('cnn-small').build({
        shape: [28, 28, 1],
        classes: 10,
        rng: new Rng(1, 'weights'),
        parameters: {},
      });
      const labelled = digits('train', perClass(each, 1));
      await fit(network, { labelled, training: { learningRate: 0.001 }, rng: new Rng(1, 'training') });
      const reached = await accuracy(network, held, still);
      network.dispose();
      return reached;
    };
    const few = await learned(2);
    const many = await learned(10);
    console.log(`cnn-small on MNIST: ${few} with 20 labels, ${many} with 100`);
    expect(few).toBeGreaterThan(0.45);
    expect(many).toBeGreaterThan(0.8);
    expect(many).toBeGreaterThan(few + 0.1);
  },
);
