/** The generic check over all strategies, models and training methods: the refusals and their sentences. */
import { describe, expect, test } from 'vitest';
import { measures } from '../../src/measuring/index.ts';
import { models } from '../../src/models/index.ts';
import { providedByLearner } from '../../src/models/provided-keys.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import type { Network } from '../../src/models/model.ts';
import {
  checkRequirements,
  networkOutputs,
  providedByData,
  providedBySplit,
  requirements,
  unmetRequirements,
} from '../../src/protocol/requirements.ts';
import { problemText } from '../../src/protocol/problem.ts';
import { requirementsOf } from '../../src/protocol/parameter-requirements.ts';
import { withDefaults } from '../../src/protocol/parameters.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { assetKindInfos } from '../../src/runner/assets/kinds/index.ts';
import type { Strategy } from '../../src/strategies/contracts/strategy.ts';
import { strategies } from '../../src/strategies/index.ts';
import { trainingMethods } from '../../src/training/index.ts';

const providedByAssets = assetKindInfos.flatMap(({ provides }) => provides);

interface Arm {
  strategy: Strategy;
  parameters: ParameterValues;
  model: (typeof models)[number];
  network: Pick<Network, 'stochastic' | 'loss'>;
  leaves: readonly string[];
  data: { name: string; classes: string[] };
}

/** What a strategy requires of others, by rules of its own: independent of `requiresWhen` and `providesWhen`. */
function requiredBy({ about: { name, requires } }: Strategy, parameters: ParameterValues): Set<string> {
  const rules: Record<string, string | false> = {
    critic: name === 'mixture' && parameters['dis'] === true && 'critic',
    softmax: /^(asal|gaal)$/.test(name) && parameters['objective'] === 'entropy' && 'softmax',
    metric: name === 'mixture' && !parameters['like'] && !parameters['dis'] && !parameters['ent'] && 'metric',
    validation: name === 'greedy-oracle' && parameters['split'] !== 'test' && 'validation',
    hyperplane: /^(asal|gaal)$/.test(name) && parameters['objective'] === 'minimum-distance' && 'hyperplane',
  };
  const ofOthers = requires.filter((key) => key !== 'metric');
  return new Set([...ofOthers, ...Object.values(rules).filter((key) => key !== false)]);
}

/** Each requirement by its own rule, independent of the keys that are provided: the refusal, or nothing. */
function expectedRefusal({ strategy, parameters, model, network, leaves, data }: Arm): string | undefined {
  const { label } = strategy.about;
  const required = requiredBy(strategy, parameters);
  const refusals: Record<string, string | false> = {
    dropout:
      !network.stochastic &&
      `${label} compares passes with dropout, and this network has none: every pass would give the same prediction. Choose a model with dropout, set its dropout above 0, or choose another strategy.`,
    softmax:
      network.loss === 'hinge' &&
      `${label} needs an output per class, and a classifier with hinge loss has a single one. Choose a model with cross-entropy, or the strategy “minimum-distance”.`,
    critic:
      !leaves.includes('critic') &&
      `${label} needs a critic that separates labelled from unlabelled samples, and this training method provides none. Choose a training method with a critic, or another strategy.`,
    'predicted-loss':
      !leaves.includes('predicted-loss') &&
      `${label} needs a module that predicts the loss of each sample, and this training method has none. Choose the training method “learning-loss”, or another strategy.`,
    discrepancy:
      !leaves.includes('discrepancy') &&
      `${label} compares the learner with that of the cycle before, and this training method does not keep it. Choose the training method “tod”, or another strategy.`,
    members:
      !leaves.includes('members') &&
      `${label} compares the members of an ensemble, and this training method has none. Choose the training method “snapshot”, or another strategy.`,
    'head-entropy':
      !leaves.includes('head-entropy') &&
      `${label} asks two heads of one learner, and this training method has one. Choose the training method “ads”, or another strategy.`,
    // by the designs of this test
    validation: `${label} compares queries by their accuracy on the validation split, and the design holds out no samples for it. Hold out samples for validation, or let the strategy compare on the test split.`,
    metric: `${label} ranks the samples by the sum of its metrics, and all of them are switched off: every sample would be equal. Switch one on, or choose the strategy “random”.`,
    hyperplane:
      model.about.name !== 'linear'
        ? `${label} needs a separating plane, and the model “${model.about.name}” has none. Choose a linear model for that arm, or another strategy.`
        : data.classes.length !== 2 &&
          `${label} needs two classes, and “${data.name}” has ${data.classes.length}. Choose data with two classes, or another strategy.`,
  };
  for (const [key, refusal] of Object.entries(refusals)) if (required.has(key) && refusal) return refusal;
  return undefined;
}

function refusalOf({ strategy, parameters, model, network, leaves, data }: Arm): string | undefined {
  const provides = [
    ...[...providedByLearner(model, network), ...leaves],
    ...[...providedByData(data), ...providedByAssets],
  ];
  try {
    const requires = requirementsOf(strategy.about, parameters);
    checkRequirements({ requires, provides }, { by: strategy.about, model: model.about, data });
    return undefined;
  } catch (error) {
    return problemText(error);
  }
}

/** The defaults, and every other choice and switch by itself. */
function settingsOf(strategy: Strategy): ParameterValues[] {
  const defaults = withDefaults(strategy.about.parameters, {}) as ParameterValues;
  const others = strategy.about.parameters.flatMap(({ name, kind, choices }) => [
    ...(kind === 'switch' ? [true, false].map((value) => ({ ...defaults, [name]: value })) : []),
    ...(choices ?? []).map(({ value }) => ({ ...defaults, [name]: value })),
  ]);
  const allOff = Object.fromEntries(
    strategy.about.parameters.flatMap(({ name, kind }) => (kind === 'switch' ? [[name, false]] : [])),
  );
  return [defaults, ...others, { ...defaults, ...allOff }];
}

const networks = [true, false].flatMap((stochastic) =>
  (['cross-entropy', 'hinge'] as const).map((loss) => ({ stochastic, loss })),
);
const dataSets = [2, 3].map((count) => ({ name: 'Moons', classes: Array.from({ length: count }, (_, at) => `${at}`) }));

test.each(strategies.map((strategy) => ({ name: strategy.about.name, strategy })))(
  '$name is refused where the learner, its training or the data do not meet a requirement, and nowhere else',
  ({ strategy }) => {
    const wrong = [];
    for (const parameters of settingsOf(strategy))
      for (const model of models)
        for (const { about: training } of trainingMethods)
          for (const network of networks)
            for (const data of dataSets) {
              const arm = { strategy, parameters, model, network, leaves: training.provides ?? [], data };
              const [found, expected] = [refusalOf(arm), expectedRefusal(arm)];
              if (found !== expected) wrong.push({ found, expected });
            }
    expect(wrong).toEqual([]);
  },
);

describe('keys', () => {
  const provided = new Set([
    ...[
      ...networkOutputs,
      ...providedByAssets,
      ...providedByData({ classes: ['a', 'b'] }),
      ...providedBySplit({ validation: 1 }),
    ],
    ...[...models, ...trainingMethods].flatMap(({ about }) => about.provides ?? []),
    ...strategies.flatMap(({ about }) => about.parameters).flatMap(({ providesWhen = [] }) => providesWhen.flatMap(({ keys }) => keys)), // prettier-ignore
  ]);

  test('of strategies, trainings and measures are in the list, and each is provided by something', () => {
    const required = [
      ...strategies.flatMap((one) => settingsOf(one).flatMap((parameters) => requirementsOf(one.about, parameters))),
      ...[...measures, ...trainingMethods].flatMap(({ about }) => about.requires ?? []),
    ];
    for (const key of required) {
      expect(Object.keys(requirements)).toContain(key);
      expect([...provided]).toContain(key);
    }
  });

  test('that a strategy with a training method of its own requires beyond the network are provided by that method', () => {
    const network = [...networkOutputs, 'softmax', 'dropout'];
    for (const { about } of strategies.filter((one) => one.about.ownTraining)) {
      const own = trainingMethods.find((one) => one.about.name === about.ownTraining);
      const beyond = requirementsOf(about, {}).filter((key) => !network.includes(key));
      expect(beyond).not.toEqual([]);
      expect(own?.about.provides).toEqual(expect.arrayContaining(beyond));
    }
  });

  test('that are provided are in the list', () => {
    expect(Object.keys(requirements)).toEqual(expect.arrayContaining([...provided]));
  });

  test.each(Object.entries(requirements))('%s has a refusal, a remedy and a short form', (_, { refusal, ...info }) => {
    const by = { name: 'toy', label: 'Toy' };
    const named = [{ by }, { by, model: { name: 'm' }, data: { name: 'd', classes: ['a'] } }].map(refusal);
    for (const sentence of [...named, info.remedy]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(info.short).toMatch(/^needs /);
  });

  test('are reported once, in order, each followed by those that it implies', () => {
    const requires = ['hyperplane', 'softmax', 'hyperplane'];
    expect(unmetRequirements({ requires, provides: [] })).toEqual(['hyperplane', 'two-classes', 'softmax']);
    expect(unmetRequirements({ requires, provides: ['hyperplane', 'softmax'] })).toEqual(['two-classes']);
  });
});

test.each(models.map((model) => ({ name: model.about.name, model })))(
  '$name declares what a network of it provides with the default parameters',
  async ({ model }) => {
    await chooseBackend('wasm');
    const image = model.about.kinds[0] === 'image';
    const shape = image ? (/celeba/.test(model.about.name) ? [64, 64, 3] : /resnet|vgg|all-cnn|conv-small/.test(model.about.name) ? [32, 32, 3] : [28, 28, 1]) : [2]; // prettier-ignore
    const network = model.build({ shape, classes: model.about.classes ?? 10, rng: null, parameters: {} });
    expect([...networkOutputs, ...(model.about.provides ?? [])]).toEqual(
      expect.arrayContaining(providedByLearner(model, network)),
    );
    network.dispose();
  },
);

test('BADGE is refused without a softmax, the mixture query without any metric, on the page as in the runner', () => {
  const about = (name: string) => strategies.find((one) => one.about.name === name)!.about;
  const off = { like: false, dis: false, ent: false };
  expect(requirementsOf(about('badge'), {})).toContain('softmax');
  expect(requirementsOf(about('mixture'), off)).toContain('metric');
  for (const name of ['like', 'dis', 'ent'])
    expect(requirementsOf(about('mixture'), { ...off, [name]: true })).not.toContain('metric');
});
