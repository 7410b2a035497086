import * as umbrella from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { predict } from '../../src/trainer/predict.ts';
import { fit } from '../support/fit.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));

test('a perceptron predicts and takes three Adam steps like the same network of tf.layers on the CPU', async () => {
  const samples = planeSamples(12, 1, (x, y, i) => (x > y ? 1 : i % 2 === 0 ? 0 : 2));
  const network = modelNamed('mlp').build({ shape: [2], classes: 3, rng: new Rng(4), parameters: { width: 9 } });
  const first = network.variables.map((variable) => [...variable.dataSync()]);
  const answers = [];
  for await (const batch of predict({ network, samples }, silentControl)) answers.push(...batch.probabilities);
  // one batch of all: the order within it changes nothing but the last digits
  const training = { epochs: 3, batch: 12, learningRate: 0.05 };
  await fit(network, { labelled: samples, training, rng: new Rng(1) });
  const ours = network.variables.map((variable) => [...variable.dataSync()]);
  const shapes = network.variables.map((variable) => variable.shape);
  const points = [...(await samples.read(Array.from({ length: 12 }, (_, i) => i)))];
  network.dispose();

  await umbrella.setBackend('cpu');
  const reference = umbrella.sequential({
    layers: [
      umbrella.layers.dense({ units: 9, activation: 'relu', inputShape: [2] }),
      umbrella.layers.dense({ units: 9, activation: 'relu' }),
      umbrella.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  reference.setWeights(first.map((values, i) => umbrella.tensor(values, shapes[i])));
  reference.compile({ optimizer: umbrella.train.adam(0.05), loss: 'categoricalCrossentropy' });
  const x = umbrella.tensor2d(points, [12, 2]);
  const y = umbrella.oneHot(umbrella.tensor1d([...samples.labels], 'int32'), 3);
  const theirs = [...(reference.predict(x) as umbrella.Tensor).dataSync()];
  answers.forEach((value, i) => expect(value).toBeCloseTo(theirs[i]!, 5));
  await reference.fit(x, y, { epochs: 3, batchSize: 12, verbose: 0 });
  reference.getWeights().forEach((weights, i) => {
    weights.dataSync().forEach((value, j) => expect(ours[i]![j]).toBeCloseTo(value, 4));
  });
});
