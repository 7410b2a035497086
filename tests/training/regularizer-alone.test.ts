/** The mixture regulariser leaves all but the loss alone: its subset moves neither running statistics nor augmentation. */
import { beforeAll, describe, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import type { Mode, Network } from '../../src/models/model.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import type { Augmentation } from '../../src/tensor/augmentation.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { withAugmentation } from '../../src/trainer/augmentation.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { fit } from '../support/fit.ts';

beforeAll(() => chooseBackend('wasm'));

const SIDE = 8;
const SIZE = SIDE * SIDE;
/** Random images with sample i's own value + 1 in the middle; most of class 0, the last two of class 1. */
const images: SampleSet = {
  count: 14,
  labels: Int32Array.from({ length: 14 }, (_, i) => (i < 12 ? 0 : 1)),
  read: (positions) =>
    Promise.resolve(
      Float32Array.from(
        Array.from(positions).flatMap((position) => {
          const rng = new Rng(100 + position);
          return Array.from({ length: SIZE }, () => 1 + position + rng.uniform());
        }),
      ),
    ),
};

interface Pass {
  mode: Mode;
  values: Float32Array;
}

/** Weights and running statistics after a training, and the passes of its trunk. */
async function trained(method: string, parameters: ParameterValues, kind: Augmentation = 'flip-crop') {
  const built = modelNamed('resnet-18').build({
    shape: [SIDE, SIDE, 1],
    classes: 2,
    rng: new Rng(1),
    parameters: { width: 0.125 },
  });
  const passes: Pass[] = [];
  const listening: Network = {
    ...built,
    trunk(samples, mode) {
      passes.push({ mode, values: samples.dataSync<'float32'>() });
      return built.trunk(samples, mode);
    },
  };
  const rng = new Rng(2).child('training');
  const network = withAugmentation(listening, kind, rng.child('augmentation'));
  const training = { method, parameters, steps: 6, batch: 4, optimizer: 'sgd', learningRate: 0.05 } as const;
  const { artifacts } = await fit(network, { labelled: images, rng, training });
  artifacts.dispose();
  const [weights, state] = [built.variables, built.state].map((all) => all.map((one) => [...one.dataSync()]));
  built.dispose();
  return { weights: weights!, state: state!, passes };
}

describe('Reg', () => {
  test('at α = 0 is supervised training to the last bit, running statistics included', async () => {
    const supervised = await trained('supervised', {});
    const regularized = await trained('mixture-reg', { weight: 0, subset: 10 });
    expect(regularized.weights).toEqual(supervised.weights);
    expect(regularized.state).toEqual(supervised.state);
  });

  test('draws the same batches and augmentation at any α', async () => {
    const own = ({ passes }: { passes: readonly Pass[] }) =>
      passes.filter(({ mode }) => !('stateless' in mode)).map(({ values }) => [...values]);
    const regularized = await trained('mixture-reg', { weight: 0.5, subset: 10 });
    expect(own(regularized)).toEqual(own(await trained('supervised', {})));
    const weights = (await trained('mixture-reg', { weight: 0, subset: 10 })).weights;
    expect(regularized.weights, 'α has an effect').not.toEqual(weights);
  });

  test('fits its mixture to batch statistics; only the repeated samples of the subset are augmented', async () => {
    const { passes } = await trained('mixture-reg', { weight: 0.5, subset: 10 }, 'crop');
    const subsets = passes.filter(({ mode }) => mode.training && mode.stateless);
    expect(subsets).toHaveLength(6);
    const originals = new Set<string>();
    for (let i = 0; i < images.count; i++) originals.add((await images.read([i])).join());
    let changed = 0;
    for (const { values } of subsets) {
      const pictures = Array.from({ length: 10 }, (_, i) => values.subarray(i * SIZE, (i + 1) * SIZE).join());
      // five of class 0, both of class 1, then three copies of those two
      expect(pictures.slice(0, 7).every((one) => originals.has(one))).toBe(true);
      expect(new Set(pictures.slice(0, 7)).size).toBe(7);
      changed += pictures.slice(7).filter((one) => !originals.has(one)).length;
    }
    expect(changed).toBeGreaterThan(12); // of 18; one crop in 81 is the image itself
  });
});

describe('a network that augments by itself', () => {
  const build = (augment: boolean) =>
    modelNamed('cnn-small').build({ shape: [16, 16, 1], classes: 2, rng: new Rng(1), parameters: { augment } });
  const trunkOf = (network: Network, x: tf.Tensor, mode: Mode) =>
    tf.tidy(() => network.trunk(x, mode).dataSync<'float32'>());

  test('sees the samples of a stateless pass as they are, and has its maps for those that are repeated', () => {
    const network = build(true);
    const x = tf.tensor4d(Float32Array.from({ length: 4 * 256 }, (_, i) => Math.sin(i)), [4, 16, 16, 1]); // prettier-ignore
    const asGiven = trunkOf(network, x, { training: false });
    expect(trunkOf(network, x, { training: true, rng: new Rng(3), stateless: true })).toEqual(asGiven);
    expect(trunkOf(network, x, { training: true, rng: new Rng(3) })).not.toEqual(asGiven);
    const own = tf.tidy(() => network.augmenter!(new Rng(4)).apply(x).dataSync());
    expect(own).not.toEqual(x.dataSync());
    // a training's augmentation comes before the network's
    const both = withAugmentation(network, 'crop', new Rng(5)).augmenter!(new Rng(4));
    expect(Object.keys(both.streams)).toEqual(['crop', 'network wobble']);
    expect(tf.tidy(() => both.apply(x).dataSync())).not.toEqual(own);
    expect(build(false).augmenter).toBeUndefined();
    x.dispose();
    network.dispose();
  });
});
