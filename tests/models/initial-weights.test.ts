/** Initial weights: drawn from the network's own stream, or not at all where a checkpoint replaces them at once. */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { autoEncoders, gans } from '../../src/generative/index.ts';
import { encoderNetworkFor } from '../../src/generative/networks/encoder-network.ts';
import { models } from '../../src/models/index.ts';
import { restoreSnapshot, takeSnapshot } from '../../src/models/parts/snapshot.ts';
import type { InitialWeights } from '../../src/models/parts/weights.ts';
import type { ParameterInfo } from '../../src/protocol/parameters.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(0);
});

type Built = { variables: readonly tf.Variable[]; state: readonly tf.Variable[]; dispose(): void };

const SIDE = 32;
const shapeFor = (kinds: readonly string[]): number[] => (kinds.includes('plane') ? [2] : [SIDE, SIDE, 3]);
/** A sixteenth of the width where there is one, so that the suite takes seconds. */
const narrow = (parameters: readonly ParameterInfo[] = []) =>
  Object.fromEntries(parameters.filter(({ name }) => name === 'width').map(({ default: usual }) => ['width', Number(usual) / 16 || 2])); // prettier-ignore

const cases: [string, (rng: InitialWeights) => Built][] = [
  ...models.map(({ about, build }): [string, (rng: InitialWeights) => Built] => [
    about.name,
    (rng) =>
      build({
        ...{ shape: shapeFor(about.kinds), classes: about.classes ?? 3, rng },
        parameters: about.name === 'mlp' ? {} : narrow(about.parameters),
      }),
  ]),
  ...gans.flatMap((gan): [string, (rng: InitialWeights) => Built][] => {
    const [shape, parameters] = [shapeFor(gan.about.kinds), narrow(gan.about.parameters)];
    return [
      [`generator of ${gan.about.name}`, (rng) => gan.generator(shape, rng, parameters)],
      [`critic of ${gan.about.name}`, (rng) => gan.critic(shape, rng, parameters)],
      [`encoder of ${gan.about.name}`, (rng) => encoderNetworkFor(gan, { shape, latent: 4, parameters }, rng)],
    ];
  }),
  ...autoEncoders.map(({ about, build }): [string, (rng: InitialWeights) => Built] => [
    about.name,
    (rng) => build(shapeFor(about.kinds), rng, narrow(about.parameters)),
  ]),
];

const draws = () => (['uniform', 'normal', 'between', 'integer'] as const).map((name) => vi.spyOn(Rng.prototype, name));

describe('a network without a stream of initial weights', () => {
  test.each(cases)(
    '%s draws nothing, and has the weights of another network once they are restored',

    async (_, build) => {
      const drawn = build(new Rng(5));
      const spies = draws();
      const empty = build(null);
      for (const spy of spies) expect(spy).not.toHaveBeenCalled();
      const shapes = ({ variables, state }: Built) => [...variables, ...state].map(({ shape }) => shape);
      expect(shapes(empty)).toEqual(shapes(drawn));
      restoreSnapshot(empty, await takeSnapshot(drawn));
      const [restored, original] = [await takeSnapshot(empty), await takeSnapshot(drawn)];
      original.forEach((values, i) =>
        expect(Buffer.from(values.buffer).equals(Buffer.from(restored[i]!.buffer))).toBe(true),
      );
      drawn.dispose();
      empty.dispose();
    },
  );
});
