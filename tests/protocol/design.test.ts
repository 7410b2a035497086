/** A design and its data: incompatible parts are reported, and the design can be adapted. */
import { describe, expect, it, test } from 'vitest';
import { schemaMessage } from '../../src/protocol/design/schema-message.ts';
import { adaptTo, incompatibilities, splitSizes } from '../../src/protocol/design/compatibility.ts';
import { newArm } from '../../src/protocol/design/new-arm.ts';
import { rangeText, rangeError } from '../../src/protocol/design/parameter-range.ts';
import { parseSampleLists, formatSampleLists } from '../../src/protocol/design/sample-lists.ts';
import { parseSeeds, formatSeeds } from '../../src/protocol/design/seeds.ts';
import type { Catalogue, ModelInfo } from '../../src/protocol/catalogue.ts';
import { switchParameter, type ParameterInfo } from '../../src/protocol/parameters.ts';
import { presets } from '../../src/presets/index.ts';
import { parseSpec, type ParameterValues } from '../../src/protocol/spec.ts';

const model = (name: string, rest: Partial<ModelInfo>): ModelInfo => ({
  name,
  label: name,
  summary: '',
  about: '',
  reference: '',
  parameters: [],
  kinds: ['plane', 'table'],
  ...rest,
});
const strategy = (name: string) => ({ ...model(name, {}), group: 'uncertainty' as const });
const catalogue: Catalogue = {
  models: [
    model('linear', { provides: ['hyperplane', 'softmax'], kinds: ['plane', 'table', 'image'] }),
    model('mlp', { provides: ['dropout', 'softmax'] }),
    model('lenet-5', { kinds: ['image'] }),
    model('cnn-small', { kinds: ['image'] }),
  ],
  strategies: [
    { ...strategy('minimum-distance'), requires: ['hyperplane'] },
    { ...strategy('margin'), requires: ['probabilities'] },
    { ...strategy('bald'), requires: ['dropout', 'softmax'] },
    { ...strategy('waal'), requires: ['softmax', 'critic', 'probabilities', 'trunk'] },
    {
      ...strategy('mixture'),
      requires: ['softmax'],
      parameters: [
        switchParameter('dis', {
          label: '',
          about: '',
          default: true,
          requiresWhen: [{ equals: true, keys: ['critic'] }],
        }),
      ],
    },
    { ...strategy('asal'), requires: ['generator'] },
  ],
  trainings: [],
  measures: [],
  assets: [],
};
const plane = { name: 'Moons', kind: 'plane' as const, shape: [2], classes: ['a', 'b'], count: 2500, testCount: 500 };
const digits = {
  name: 'MNIST',
  kind: 'image' as const,
  shape: [28, 28, 1],
  classes: [...'0123456789'],
  count: 70_000,
  testCount: 10_000,
};
const moons = parseSpec(presets[0].spec);

test.each([
  ['minimum-distance', 'mlp', 'minimum-distance needs a linear model.'],
  ['bald', 'linear', 'bald needs a model with dropout.'],
  ['waal', 'mlp', 'waal needs a training method with a critic.'],
])('%s with the model %s: %s', (strategy, name, text) => {
  const spec = { ...moons, model: { name, parameters: {} }, arms: [{ ...moons.arms[0]!, strategy }] };
  expect(incompatibilities(spec, plane, catalogue)).toEqual([{ section: 'arms', arm: 0, text }]);
});

test('a requirement of a parameter’s value is checked with that value alone; a value that is not given is the default', () => {
  const found = (parameters: ParameterValues) => {
    const spec = { ...moons, model: { name: 'mlp', parameters: {} }, arms: [{ strategy: 'mixture', parameters }] };
    return incompatibilities(spec, plane, catalogue).map(({ text }) => text);
  };
  const refusal = 'mixture needs a training method with a critic.';
  expect([found({}), found({ dis: true }), found({ dis: false })]).toEqual([[refusal], [refusal], []]);
});

test('a requirement of a training method is told of each arm that it trains, before those of the strategy', () => {
  const picky = {
    name: 'picky',
    label: 'Picky',
    summary: '',
    about: 'A toy.',
    reference: '',
    parameters: [],
    requires: ['dropout'],
  };
  const spec = {
    ...moons,
    model: { name: 'linear', parameters: {} },
    training: { ...moons.training, method: 'picky' },
    arms: [
      { strategy: 'waal', parameters: {} },
      { strategy: 'bald', parameters: {} },
    ],
  };
  expect(incompatibilities(spec, plane, { ...catalogue, trainings: [picky] }).map(({ text }) => text)).toEqual([
    'Picky needs a model with dropout.',
    'Picky needs a model with dropout.',
  ]);
});

describe('an arm that is added', () => {
  const surroundings = (change: Partial<Catalogue> = {}, data: typeof plane | undefined = plane) => ({
    spec: { ...moons, model: { name: 'mlp', parameters: {} } },
    datasetSummary: data,
    catalogue: { ...catalogue, ...change },
  });
  const strategy = (name: string) => catalogue.strategies.find((one) => one.name === name)!;
  const training = (name: string, rest: object) => ({ ...model(name, {}), ...rest });
  const trainings = [training('supervised', {}), training('wasserstein', { provides: ['critic'] })];

  test('has the strategy alone where the design provides what it requires', () => {
    expect(newArm(strategy('bald'), surroundings())).toEqual({ arm: { strategy: 'bald', parameters: {} } });
  });

  test('has the strategy’s own training method where the design’s does not', () => {
    const waal = { ...strategy('waal'), ownTraining: 'wasserstein' };
    const { arm, fault } = newArm(waal, surroundings({ trainings }));
    expect(fault).toBeUndefined();
    expect(arm.training).toEqual({ ...moons.training, method: 'wasserstein', parameters: {} });
  });

  test('is refused with the reason where that does not help', () => {
    const refused = {
      arm: { strategy: 'minimum-distance', parameters: {} },
      fault: 'minimum-distance needs a linear model.',
    };
    expect(
      newArm({ ...strategy('minimum-distance'), ownTraining: 'wasserstein' }, surroundings({ trainings })),
    ).toEqual(refused);
    expect(newArm(strategy('minimum-distance'), surroundings())).toEqual(refused);
  });

  test('is not judged while the data are unknown', () => {
    expect(newArm(strategy('asal'), { ...surroundings(), datasetSummary: undefined }).fault).toBeUndefined();
  });
});

test('a requirement that assets meet is met where the catalogue has the asset', () => {
  const spec = { ...moons, model: { name: 'mlp', parameters: {} }, arms: [{ strategy: 'asal', parameters: {} }] };
  const generator = { kind: 'generator' as const, provides: ['generator'] };
  expect(incompatibilities(spec, plane, { ...catalogue, assets: [generator] })).toEqual([]);
  expect(incompatibilities(spec, plane, catalogue)).toEqual([
    { section: 'arms', arm: 0, text: 'asal needs a generator.' },
  ]);
});

test('a plane of three classes is refused', () => {
  const arms = [{ ...moons.arms[0]!, strategy: 'minimum-distance' }];
  const spec = { ...moons, model: { name: 'linear', parameters: {} }, arms };
  const three = { ...plane, classes: ['a', 'b', 'c'] };
  expect(incompatibilities(spec, three, catalogue)).toEqual([
    { section: 'arms', arm: 0, text: 'minimum-distance needs two classes.' },
  ]);
});

describe('sizes', () => {
  it('give the pool all that test and validation leave', () => {
    expect(splitSizes(moons, plane)).toEqual({ train: 2000, validation: 0, test: 500 });
  });

  it('take a fifth for the test split where the data have no test part', () => {
    expect(splitSizes({ ...moons, pool: { validation: 100 } }, { ...plane, testCount: 0 })).toEqual({
      train: 1900,
      validation: 100,
      test: 500,
    });
  });

  it('are drawn from the first samples only, where the spec says so', () => {
    const first = { ...moons, pool: { first: 1000, validation: 100 } };
    expect(splitSizes(first, plane)).toEqual({ train: 900, validation: 100, test: 500 });
    expect(splitSizes(first, { ...plane, testCount: 0 })).toEqual({ train: 700, validation: 100, test: 200 });
    const fault = { section: 'pool', text: 'There are 1,000 samples for pool and validation.' };
    expect(incompatibilities({ ...first, pool: { ...first.pool, train: 1000 } }, plane, catalogue)).toContainEqual(
      fault,
    );
  });
});

describe('an incompatible part', () => {
  it('is an augmentation of other data than images, which is removed for points', () => {
    const cropped = parseSpec({
      ...moons,
      training: { augmentation: 'flip-crop' },
      arms: [{ strategy: 'margin', training: { augmentation: 'crop' } }, { strategy: 'random' }],
    });
    const found = incompatibilities(cropped, plane, catalogue);
    expect(found.map((one) => [one.section, one.arm])).toEqual([
      ['training', undefined],
      ['arms', 0],
    ]);
    expect(incompatibilities(cropped, digits, catalogue).map((one) => one.section)).not.toContain('training');
    const fitted = adaptTo(cropped, plane, { before: digits, catalogue });
    expect(incompatibilities(fitted, plane, catalogue)).toEqual([]);
    expect(adaptTo(cropped, digits, { before: digits, catalogue }).training.augmentation).toBe('flip-crop');
  });

  it('is not in a preset with its own data', () => {
    expect(incompatibilities(moons, plane, catalogue)).toEqual([]);
  });

  it.each([
    ['more samples than there are', { pool: { train: 2400, validation: 0 } }, 'pool'],
    ['a larger test than the set has', { pool: { validation: 0, test: 501 } }, 'pool'],
    ['more initial labels than the pool has', { initial: { size: 2001, by: 'class' as const } }, 'initial'],
    ['more questions than the pool has samples', { query: { size: 100, cycles: 20 } }, 'query'],
    ['a network for images', { model: { name: 'lenet-5', parameters: {} } }, 'model'],
    ['a hyper-plane of a network that has none', { arms: [{ strategy: 'minimum-distance', parameters: {} }] }, 'arms'],
  ])('names the place: %s', (_, change, place) => {
    expect(incompatibilities({ ...moons, ...change }, plane, catalogue).map((one) => one.section)).toEqual([place]);
  });
});

describe('another data set', () => {
  it('gets a compatible network, and sizes for a laptop', () => {
    const fitted = adaptTo(moons, digits, { before: plane, catalogue });
    expect(fitted.model.name).toBe('cnn-small');
    expect(incompatibilities(fitted, digits, catalogue)).toEqual([]);
    expect(splitSizes(fitted, digits)).toEqual({ train: 10_000, validation: 1000, test: 2000 });
    expect(fitted.initial.size).toBe(20);
    expect(fitted.arms).toEqual(moons.arms);
  });

  it('of images is trained in gradient steps, enough to learn from few labels; one that was waited for as the design says', () => {
    const few = { ...moons, training: { ...moons.training, epochs: 30, batch: 64, epochDraws: 128 } };
    const { training } = adaptTo(few, digits, { before: plane, catalogue });
    expect(training).toMatchObject({ steps: 400, learningRate: 0.001 });
    expect(training.epochDraws).toBeUndefined();
    // another set of images, after a design of images that trains too short, and after one that trains long enough
    const ants = { ...digits, name: 'Ants' };
    const short = {
      ...adaptTo(moons, digits, { before: plane, catalogue }),
      training: { ...moons.training, epochs: 40 },
    };
    expect(adaptTo(short, ants, { before: digits, catalogue }).training.steps).toBe(400);
    const long = { ...short, training: { ...moons.training, steps: 1000, learningRate: 0.01 } };
    expect(adaptTo(long, ants, { before: digits, catalogue }).training).toEqual(long.training);
    expect(adaptTo(short, ants, { before: undefined, catalogue }).training).toEqual(short.training);
  });

  it('does not change a compatible design', () => {
    expect(adaptTo(moons, { ...plane, name: 'Other moons' }, { before: plane, catalogue })).toEqual(moons);
  });

  it('gets a compatible design even with few samples', () => {
    const few = { ...digits, count: 30, testCount: 0, classes: ['cat', 'dog'] };
    expect(incompatibilities(adaptTo(moons, few, { before: plane, catalogue }), few, catalogue)).toEqual([]);
  });
});

describe('seeds as text', () => {
  it.each([
    ['1, 2, 3', [1, 2, 3]],
    ['5', [1, 2, 3, 4, 5]],
    ['7,', [7]],
    ['3-5, 9', [3, 4, 5, 9]],
  ])('%s', (text, seeds) => expect(parseSeeds(text)).toEqual(seeds));

  it.each(['', '0', 'a', '1, 1', '-3', '5-3', '101'])('reports the fault of “%s”', (text) => {
    expect(parseSeeds(text)).toBeTypeOf('string');
  });

  it.each([[[1]], [[2]], [[1, 2, 3]], [[1, 2, 3, 4]], [[4, 2, 9]], [[11, 12, 13, 14, 15]]])(
    '%j is read back from its text',
    (seeds) => {
      expect(parseSeeds(formatSeeds(seeds))).toEqual(seeds);
    },
  );
});

describe('a parameter', () => {
  const neighbours: ParameterInfo = { name: 'k', label: 'k', about: '', kind: 'integer', default: 10, min: 1, max: 50 };

  it('has its range as text', () => expect(rangeText(neighbours)).toBe('(1 … 50, default 10)'));

  it.each([
    [undefined, 'number'],
    [NaN, 'number'],
    [2.5, 'whole'],
    [0, 'at least 1'],
    [51, 'at most 50'],
  ])('refuses %s', (value, word) => expect(rangeError(neighbours, value)).toContain(word));

  it('accepts the ends of its range', () => {
    expect(rangeError(neighbours, 1)).toBeUndefined();
    expect(rangeError(neighbours, 50)).toBeUndefined();
  });
});

it('messages of the schema are in plain words', () => {
  expect(schemaMessage({ type: 'max_value', message: 'Invalid value', requirement: 1_000_000 })).toBe(
    'This must be at most 1,000,000.',
  );
  expect(schemaMessage({ type: 'other', message: 'must be odd' })).toBe('must be odd.');
});

describe('a given initial set', () => {
  const given = parseSpec({
    version: 2,
    dataset: { source: 'files' },
    model: { name: 'cnn-small' },
    initial: { indices: [[3, 59_999]] },
    arms: [{ strategy: 'random' }],
  });

  it('is read from one line of lists, and shown in the same form', () => {
    expect(parseSampleLists(' 38043, 40091 17418 ;2094\n39879; ')).toEqual([
      [38043, 40091, 17418],
      [2094, 39879],
    ]);
    expect(parseSampleLists(formatSampleLists([[1, 2], [3]]))).toEqual([[1, 2], [3]]);
    expect(parseSampleLists('1 2.5')).toMatch(/“2.5”/);
    expect(parseSampleLists(' ; ')).toMatch(/at least one/);
  });

  it('is kept with the files that it waited for, and removed with other data', () => {
    expect(adaptTo(given, digits, { before: undefined, catalogue }).initial.indices).toEqual([[3, 59_999]]);
    expect(
      adaptTo(given, { ...digits, name: 'Fashion-MNIST' }, { before: digits, catalogue }).initial.indices,
    ).toBeUndefined();
  });

  it('with samples of the test part, or missing ones, is incompatible', () => {
    const beyond = parseSpec({ ...given, initial: { indices: [[3, 60_000]] } });
    expect(incompatibilities(given, digits, catalogue)).toEqual([]);
    expect(incompatibilities(beyond, digits, catalogue)).toMatchObject(
      [{ section: 'initial', text: /60,000/ }].map((one) => ({
        ...one,
        text: expect.stringMatching(one.text) as string,
      })),
    );
  });
});
