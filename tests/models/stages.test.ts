/** Stages of networks: what a tap gets, and that it changes nothing. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { models } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { withAugmentation } from '../../src/trainer/augmentation.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

describe.each(models.map((model) => [model.about.name, model] as const))('%s', (name, model) => {
  const image = model.about.kinds[0] === 'image';
  const shape = image ? [32, 32, 3] : [2];
  const narrow = Object.fromEntries(
    model.about.parameters.filter((one) => one.name === 'width').map(({ name, min }) => [name, min!]),
  );
  const build = () => model.build({ shape, classes: 3, rng: new Rng(1), parameters: narrow });

  test('shows each stage once, of the size that it declares, and gives the same features with a tap', () => {
    const network = build();
    tf.tidy(() => {
      const x = tf.tensor(
        Float32Array.from({ length: 2 * shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
        [2, ...shape],
      );
      const seen: tf.Tensor[] = [];
      const z = network.trunk(x, { training: false }, (stage) => seen.push(stage));
      expect(seen.map((stage) => stage.shape.at(-1))).toEqual(network.stageSizes ?? []);
      for (const stage of seen) expect([2, 4]).toContain(stage.rank);
      expect([...z.dataSync()]).toEqual([...network.trunk(x, { training: false }).dataSync()]);
      const augmented = withAugmentation(network, image ? 'flip-crop' : 'none', new Rng(2));
      const again: tf.Tensor[] = [];
      augmented.trunk(x, { training: false }, (stage) => again.push(stage));
      expect(again).toHaveLength(seen.length);
    });
    network.dispose();
  });

  test('says that it has stages where it has some', () => {
    const network = build();
    network.dispose();
    expect(model.about.provides!.includes('stages')).toBe(!!network.stageSizes?.length);
    expect(network.stageSizes === undefined).toBe(name === 'linear');
  });
});

test('ResNet-18 has the four stages of 64, 128, 256 and 512 maps, each half as large as the one before', () => {
  const network = models
    .find(({ about }) => about.name === 'resnet-18')!
    .build({ shape: [32, 32, 3], classes: 10, rng: null, parameters: {} });
  const seen: number[][] = [];
  tf.tidy(() => void network.trunk(tf.zeros([1, 32, 32, 3]), { training: false }, ({ shape }) => seen.push(shape)));
  network.dispose();
  expect(seen).toEqual([[1, 32, 32, 64], [1, 16, 16, 128], [1, 8, 8, 256], [1, 4, 4, 512]]); // prettier-ignore
});
