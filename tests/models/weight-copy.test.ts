/** Other weights of a network: used for a while, averaged, saved, and apart from the network's own. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import { takeSnapshot } from '../../src/models/parts/snapshot.ts';
import { WeightCopy } from '../../src/models/parts/weight-copy.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { optimizerFor } from '../../src/tensor/optimizers.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** With batch norm, so that there are running statistics. */
const build = () => modelNamed('conv-small').build({ shape: [9, 9, 1], classes: 2, rng: new Rng(1), parameters: { width: 0.0625, dropout: 0 } }); // prettier-ignore
const image = Float32Array.from({ length: 81 }, (_, i) => Math.cos(i));

function outputs(network: ReturnType<typeof build>): number[] {
  return tf.tidy(() => {
    const x = tf.tensor(image, [1, 9, 9, 1]);
    return [...network.head(network.features(x, { training: false })).dataSync()];
  });
}

/** One step of each optimiser, which may write to the weights' own memory, and other running statistics. */
function change(network: ReturnType<typeof build>): void {
  for (const name of ['adam', 'sgd'] as const) {
    const optimizer = optimizerFor(name, 0.1, network.variables);
    optimizer.step(network.variables.map(({ shape }) => tf.fill(shape, 0.5)));
    optimizer.dispose();
  }
  tf.tidy(() => network.state.forEach((one) => one.assign(tf.add(one, 0.25))));
}

test('a copy keeps the weights and statistics while the network’s change, and gives them back', async () => {
  const network = build();
  const first = outputs(network);
  const copy = new WeightCopy(network);
  change(network);
  const [weights, second] = [await takeSnapshot(network), outputs(network)];
  expect(second).not.toEqual(first);
  expect(copy.during(() => outputs(network))).toEqual(first);
  expect(outputs(network)).toEqual(second);
  expect(await takeSnapshot(network)).toEqual(weights);
  expect(() =>
    copy.during(() => {
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(outputs(network)).toEqual(second);
  const other = new WeightCopy(network, await copy.snapshot());
  expect(other.during(() => outputs(network))).toEqual(first);
  other.restore(weights);
  expect(other.during(() => outputs(network))).toEqual(second);
  tf.dispose([copy, other].map((one) => one.dispose()));
  network.dispose();
});

test('an average moves by its share, statistics included', async () => {
  const network = build();
  const copy = new WeightCopy(network);
  const before = await takeSnapshot(network);
  change(network);
  const after = await takeSnapshot(network);
  copy.average(0.75);
  const found = await copy.snapshot();
  found.forEach((values, i) =>
    values.forEach((value, j) => expect(value).toBeCloseTo(0.75 * before[i]![j]! + 0.25 * after[i]![j]!, 5)),
  );
  copy.dispose();
  network.dispose();
});
