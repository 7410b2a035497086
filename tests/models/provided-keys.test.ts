/** What the descriptions say that a network provides with given parameters is what the built network provides. */
import { beforeAll, describe, expect, test } from 'vitest';
import { models } from '../../src/models/index.ts';
import { providedByNetwork } from '../../src/models/provided-keys.ts';
import { providedByModel } from '../../src/protocol/parameter-requirements.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';

beforeAll(() => chooseBackend('wasm'));

/** Keys that a network has or lacks by its parameters. */
const BY_NETWORK = ['dropout', 'softmax'];

describe.each(models.map((model) => [model.about.name, model] as const))('%s', (_, model) => {
  const { parameters } = model.about;
  const narrow: ParameterValues = Object.fromEntries(
    parameters.filter(({ name }) => name === 'width').map(({ name, min }) => [name, min!]),
  );
  const settings: ParameterValues[] = [
    narrow,
    ...parameters
      .filter(({ name }) => name === 'dropout')
      .flatMap(() => [0, 0.3].map((dropout) => ({ ...narrow, dropout }))),
    ...parameters
      .filter(({ name }) => name === 'loss')
      .flatMap(({ choices }) => choices!.map(({ value }) => ({ loss: value }))),
  ];

  test.each(settings.map((one) => [JSON.stringify(one), one] as const))('with %s', (_, given) => {
    const shape = model.about.kinds.includes('image') ? [64, 64, 3] : [2];
    const network = model.build({ shape, classes: 2, rng: new Rng(1), parameters: given });
    const described = providedByModel(model.about, given).filter((key) => BY_NETWORK.includes(key));
    const built = providedByNetwork(network).filter((key) => BY_NETWORK.includes(key));
    network.dispose();
    expect(described.sort()).toEqual(built.sort());
  });
});
