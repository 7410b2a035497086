/** Specs that do not suit the data are refused before anything is trained, with names and numbers, and leave no run. */
import { describe, expect, test } from 'vitest';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { freshDatabase, labWith, realRegistry, specOf } from '../support/test-lab.ts';

const cases: [string, Partial<SpecInput>, Partial<DatasetInfo>, string, RegExp][] = [
  ['a strategy that does not exist', { arms: [{ strategy: 'clairvoyance' }] }, {}, 'bad-spec', /clairvoyance/],
  ['a model that does not exist', { model: { name: 'transformer' } }, {}, 'bad-spec', /transformer/],
  [
    'a parameter that the model does not have',
    { model: { name: 'mlp', parameters: { depth: 3 } } },
    {},
    'bad-spec',
    /depth/,
  ],
  ['a training method that does not exist', { training: { method: 'osmosis' } }, {}, 'bad-spec', /osmosis/],
  [
    'minimum distance without a plane',
    { arms: [{ strategy: 'minimum-distance' }] },
    {},
    'unfit',
    /Minimum distance.*mlp/,
  ],
  [
    'minimum distance with three classes',
    { arms: [{ strategy: 'minimum-distance', model: { name: 'linear' } }] },
    { classes: ['a', 'b', 'c'] },
    'unfit',
    /two classes.*3/,
  ],
  [
    'hinge loss with three classes',
    { model: { name: 'linear', parameters: { loss: 'hinge' } } },
    { classes: ['a', 'b', 'c'] },
    'unfit',
    /3/,
  ],
  ['a network for images on a table', { model: { name: 'cnn-small' } }, {}, 'unfit', /cnn-small.*table/],
  ['a plan that asks for more than the pool holds', { query: { size: 30, cycles: 2 } }, {}, 'unfit', /64.*60/],
  ['splits larger than the data', { pool: { train: 200 } }, {}, 'unfit', /120.*200/],
  [
    'AC-GAN training of a perceptron',
    { training: { method: 'ac-gan' } },
    {},
    'unfit',
    /AC-GAN trains a discriminator.*“mlp” has neither/,
  ],
  [
    'AC-GAN training by SGD',
    { model: { name: 'ac-gan' }, training: { method: 'ac-gan', optimizer: 'sgd' } },
    {},
    'unfit',
    /Adam.*SGD/,
  ],
  ['measures of a generator that is not there', { measure: { of: ['fid'] } }, {}, 'unfit', /FID judges samples.*none/],
  ['data with one class', {}, { classes: ['only'] }, 'unfit', /one class/],
  ['data without labels', {}, { labelledCount: 0 }, 'unfit', /no labels/],
];

describe('refused before anything is trained', () => {
  test.each(cases)('%s', async (_, change, info, code, message) => {
    const lab = labWith(await freshDatabase(info));
    const creating = lab.create(specOf(change), 'groups');
    await expect(creating).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(await lab.runs()).toEqual([]);
  });

  test('a missing data set', async () => {
    const lab = labWith(await freshDatabase());
    await expect(lab.create(specOf(), 'gone')).rejects.toMatchObject({ code: 'missing' });
  });

  test('a training method that needs what the model has not', async () => {
    const supervised = realRegistry.trainings[0]!;
    const about = { ...supervised.about, name: 'picky', label: 'Picky', requires: ['dropout'] };
    const registry = { ...realRegistry, trainings: [...realRegistry.trainings, { ...supervised, about }] };
    const lab = labWith(await freshDatabase(), { registry });
    const creating = lab.create(specOf({ training: { method: 'picky' } }), 'groups');
    await expect(creating).rejects.toMatchObject({
      code: 'unfit',
      message: expect.stringMatching(/^Picky.*dropout/) as string,
    });
  });

  test('an invalid spec', async () => {
    const lab = labWith(await freshDatabase());
    await expect(lab.create({ ...specOf(), seeds: ['one'] } as never, 'groups')).rejects.toMatchObject({
      code: 'bad-spec',
    });
  });
});

test('a plan for exactly the whole pool is accepted', async () => {
  const lab = labWith(await freshDatabase());
  const run = await lab.create(specOf({ query: { size: 28, cycles: 2 }, reference: true, seeds: [5] }), 'groups');
  expect(run).toMatchObject({ finished: false, stepsDone: 0, stepsTotal: 10, name: 'Groups' });
});

test('samples without a label are never queried', async () => {
  const lab = labWith(await freshDatabase({ labelledCount: 80 }, (i) => (i % 3 === 2 ? -1 : i % 2)));
  const run = await lab.create(specOf({ pool: { test: 10 }, seeds: [1], query: { size: 60, cycles: 1 } }), 'groups');
  expect(await lab.start(run.id, { scope: 'run', delay: 0 }, () => undefined)).toBe('finished');
  const log = await lab.log(run.id);
  expect(log.find((event) => event.type === 'split')).toMatchObject({ train: 70, test: 10 });
  const asked = log.flatMap((event) => (event.type === 'labelled' ? event.labels : []));
  expect(asked).toHaveLength(3 * 60);
  expect(asked.every((label) => label >= 0)).toBe(true);
});
