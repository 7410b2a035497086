/** Parts of a step, against geometry and arithmetic. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { planeGrid, planeExtent, mapEvent } from '../../src/runner/views/plane-grid.ts';
import { boundedTraining } from '../../src/runner/full-supervision.ts';
import { storedSet, excluding } from '../../src/runner/samples/sample-sets.ts';
import { predictAll } from '../../src/runner/views/predictions.ts';
import { linear } from '../../src/models/linear.ts';
import { getDataset } from '../../src/storage/datasets.ts';
import { SampleReader } from '../../src/storage/sample-reader.ts';
import * as tf from '../../src/tensor/tf.ts';
import { freshDatabase } from '../support/test-lab.ts';
import { trainingSettings } from '../support/fit.ts';

const checkpoint = () => Promise.resolve();
const control = { checkpoint, progress: () => undefined };

async function planeSamples() {
  const db = await freshDatabase();
  const info = await getDataset(db, 'groups');
  return { info, samples: new SampleReader(db, info) };
}

describe('the decision map', () => {
  test('has the centres of the cells row by row from the top-left one', async () => {
    const { samples, info } = await planeSamples();
    const grid = planeGrid(samples, [0, 72, -24, 24]);
    const at = async (cell: number) => {
      const [x, y] = await grid.read([cell]);
      return [x! * info.scale.std[0]! + info.scale.mean[0]!, y! * info.scale.std[1]! + info.scale.mean[1]!].map(
        (one) => Math.round(one * 100) / 100,
      );
    };
    expect(grid.count).toBe(72 * 48);
    expect(await at(0)).toEqual([0.5, 23.5]);
    expect(await at(71)).toEqual([71.5, 23.5]);
    expect(await at(72)).toEqual([0.5, 22.5]);
    expect(await at(72 * 48 - 1)).toEqual([71.5, -23.5]);
  });

  test('contains every sample, with a margin on each side', async () => {
    const { samples, info } = await planeSamples();
    const [left, right, bottom, top] = await planeExtent(samples, info, checkpoint);
    const all = await samples.read(Int32Array.from({ length: info.count }, (_, i) => i));
    const xs = all.filter((_, i) => i % 2 === 0);
    const ys = all.filter((_, i) => i % 2 === 1);
    for (const [low, high, values] of [
      [left, right, xs],
      [bottom, top, ys],
    ] as const) {
      const range = Math.max(...values) - Math.min(...values);
      expect(Math.min(...values) - low).toBeCloseTo(0.08 * range, 5);
      expect(high - Math.max(...values)).toBeCloseTo(0.08 * range, 5);
    }
  });

  test('has one byte per cell: class, probability, and the acquisition score from its least to its greatest value', () => {
    const count = 72 * 48;
    const probabilities = new Float32Array(count * 2).map((_, i) => (i === 0 ? 0.2 : i === 1 ? 0.8 : i % 2 ? 0 : 1));
    const cells = { indices: new Int32Array(count), classes: 2, probabilities, featureSize: 0, trunkSize: 0 };
    const worth = new Float32Array(count).fill(-3);
    worth[1] = 5;
    worth[2] = 1;
    const map = mapEvent([0, 1, 0, 1], cells, { acquisition: worth });
    const bytes = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    expect([...bytes(map.predicted).slice(0, 3)]).toEqual([1, 0, 0]);
    expect([...bytes(map.confidence).slice(0, 3)]).toEqual([204, 255, 255]);
    expect([...bytes(map.acquisition!).slice(0, 4)]).toEqual([0, 255, 128, 0]);
    expect(bytes(map.predicted)).toHaveLength(count);
    expect(mapEvent([0, 1, 0, 1], cells)).not.toHaveProperty('acquisition');
  });
});

describe('the distance to the hyper-plane', () => {
  test.each([
    ['hinge', [3, 4], [5]],
    // the difference of the two columns is (3, 4), of the biases 5
    ['cross-entropy', [1, 4, -2, 2], [-1, 4]],
  ])('of a linear network with %s loss is |w·x + b| / ‖w‖', async (loss, w, b) => {
    const { samples } = await planeSamples();
    const network = linear.build({ shape: [2], classes: 2, rng: new Rng(1), parameters: { loss } });
    const [weights, biases] = network.variables;
    weights!.assign(tf.tensor(w, weights!.shape));
    biases!.assign(tf.tensor(b, biases!.shape));
    const indices = Int32Array.of(4, 9, 2);
    const set = storedSet(samples, indices, new Int32Array(3));
    const view = await predictAll({ learner: { network }, samples: set, indices }, { distances: true }, control);
    const values = await samples.normalised(indices);
    indices.forEach((_, i) => {
      const distance = Math.abs(3 * values[2 * i]! + 4 * values[2 * i + 1]! + 5) / 5;
      expect(view.distances[i]).toBeCloseTo(distance, 5);
    });
    expect(view).not.toHaveProperty('features');
    network.dispose();
  });
});

describe('full supervision', () => {
  const settings = trainingSettings({ epochs: 60, batch: 16 });

  test('of a small pool is trained for as many epochs as the arms', () => {
    expect(boundedTraining(settings, 500)).toMatchObject({ epochs: 60, batch: 64 });
  });

  test('of a large pool takes about 2,000 steps, and at least two epochs', () => {
    expect(boundedTraining(settings, 10_000).epochs).toBe(12); // of 157 steps
    expect(boundedTraining(settings, 1_000_000).epochs).toBe(2);
  });

  test('keeps a larger batch size', () => {
    expect(boundedTraining({ ...settings, batch: 200 }, 10_000)).toMatchObject({ epochs: 40, batch: 200 });
  });
});

test('the rest of a pool is in order, without the labelled samples', () => {
  expect([...excluding(Int32Array.of(1, 3, 5, 7, 9), Int32Array.of(9, 3))]).toEqual([1, 5, 7]);
});
