/** Runs under the papers' settings: their logs, and refusals that depend on the seed. */
import { expect, test } from 'vitest';
import { splitCounts } from '../../src/datasets/splits/splits.ts';
import { applyDropout } from '../../src/models/parts/dropout.ts';
import { openRunContext } from '../../src/runner/run-context.ts';
import { recipeDataOf } from '../../src/runner/assets/asset-context.ts';
import type { Model, Network } from '../../src/models/model.ts';
import { withScaling, type DatasetInfo } from '../../src/protocol/dataset.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { getDataset } from '../../src/storage/datasets.ts';
import { SampleReader } from '../../src/storage/sample-reader.ts';
import * as tf from '../../src/tensor/tf.ts';
import { scalingFor } from '../../src/models/parts/value-scaling.ts';
import { toStoredValues } from '../../src/generative/value-scaling.ts';
import { ignoreMessages, freshDatabase, labWith, realRegistry, specOf } from '../support/test-lab.ts';

const four: Partial<DatasetInfo> = { classes: ['a', 'b', 'c', 'd'], count: 400, labelledCount: 400, testCount: 40 };
const labelOf = (i: number) => i % 4;

async function logOf(change: Partial<SpecInput>): Promise<LogEvent[]> {
  const lab = labWith(await freshDatabase(four, labelOf));
  const spec = specOf({ pool: {}, seeds: [1], training: { epochs: 1 }, ...change });
  const run = await lab.create(spec, 'groups');
  expect(await lab.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  return lab.log(run.id);
}

test('a run on two classes of four has these alone, labelled in the given order', async () => {
  const log = await logOf({ dataset: { source: 'stored', id: 'groups', classes: ['d', 'b'] } });
  expect(log[0]).toMatchObject({ dataset: { classes: ['d', 'b'], count: 400 } });
  const split = log.find((event) => event.type === 'split')!;
  expect(split).toMatchObject({ train: 180, test: 20, poolCounts: [90, 90] });
  const answers = log.filter((event) => event.type === 'labelled');
  expect(answers).toHaveLength(6);
  for (const { indices, labels } of answers)
    expect(labels).toEqual(indices.map((index) => ['d', 'b'].indexOf('abcd'[labelOf(index)]!)));
});

test('values are not scaled where the spec says so, and assets of unscaled values have another key', async () => {
  const db = await freshDatabase({ scale: { mean: [1, 0], std: [2, 1] } });
  const benchOf = (scaling?: 'none') =>
    openRunContext(db, realRegistry, {
      spec: specOf({ dataset: { source: 'stored', id: 'groups', ...(scaling && { scaling }) } }),
      datasetId: 'groups',
    });
  const [plain, bare] = [await benchOf(), await benchOf('none')];
  const raw = [...(await plain.samples.read([3, 70]))];
  expect([...(await bare.samples.normalised([3, 70]))]).toEqual(raw);
  const standardised = raw.map((value, i) => (i % 2 ? value : (value - 1) / 2));
  (await plain.samples.normalised([3, 70])).forEach((value, i) => expect(value).toBeCloseTo(standardised[i]!, 6));

  // what an older page prepared of standardised values is found
  const assetContext = { info: plain.info, pool: Int32Array.of(1, 2), scaling: undefined };
  expect(Object.keys((await recipeDataOf(assetContext)) as object)).toEqual(['dataset', 'members']);
  expect(await recipeDataOf({ ...assetContext, scaling: 'standardised' })).toEqual(await recipeDataOf(assetContext));
  expect(await recipeDataOf({ ...assetContext, scaling: 'none' })).not.toEqual(await recipeDataOf(assetContext));
});

test('unscaled images have values from 0 to 1, like a generator’s', async () => {
  const image = { kind: 'image', shape: [1, 2, 1], dtype: 'uint8', scale: { mean: [0.3], std: [0.2] } } as const;
  const info = withScaling(
    { ...(await getDataset(await freshDatabase(), 'groups')), ...image } as unknown as DatasetInfo,
    'none',
  );
  expect([...new SampleReader(await freshDatabase(), info).normalise(Uint8Array.of(0, 255))]).toEqual([0, 1]);
  const { factor, shift } = scalingFor(info, [0, 1]);
  expect([factor[0], Math.abs(shift[0]!)]).toEqual([1, 0]);
  expect([...toStoredValues(Float32Array.of(0, 0.2, 1), info)]).toEqual([0, 51, 255]);
});

test('a class that the data set does not have is refused by name before anything is stored', async () => {
  const lab = labWith(await freshDatabase(four, labelOf));
  const spec = specOf({ dataset: { source: 'stored', id: 'groups', classes: ['a', 'x'] } });
  await expect(lab.create(spec, 'groups')).rejects.toMatchObject({
    code: 'unfit',
    message: expect.stringMatching(/“x”/) as string,
  });
  expect(await lab.runs()).toEqual([]);
});

test('the log has the imbalanced pool, and an initial set without the last class', async () => {
  const log = await logOf({
    pool: { imbalance: { kind: 'step', ratio: 3 } },
    initial: { size: 6, by: 'class', classShare: 0.7 },
  });
  expect(log.find((event) => event.type === 'split')).toMatchObject({ poolCounts: [90, 90, 30, 30], test: 40 });
  const first = log.find((event) => event.type === 'measured')!;
  expect(first).toMatchObject({ counts: [2, 2, 2, 0] });
});

test('a run starts from the given initial samples', async () => {
  const log = await logOf({ initial: { indices: [[8, 5, 11, 2]] } });
  expect(log.find((event) => event.type === 'split')).toMatchObject({
    initial: [2, 5, 8, 11],
    initialLabels: [2, 1, 0, 3],
  });
  expect(log.find((event) => event.type === 'measured')).toMatchObject({ labelled: 4, counts: [1, 1, 1, 1] });
});

test('accuracy is that of passes with dropout for arms and full supervision, reproducibly', async () => {
  const mlp = realRegistry.models.find((one) => one.about.name === 'mlp')!;
  const thin: Model = {
    about: { ...mlp.about, name: 'thin' },
    build(inputs) {
      const network = mlp.build(inputs);
      // says the opposite in passes with dropout, so that no accuracy can be the same by chance
      const neck: Network['neck'] = (z, mode) =>
        mode.training || !mode.dropout ? z : tf.mul(applyDropout(z, 0.3, mode), -1);
      return { ...network, stochastic: true, neck };
    },
  };
  const measured = async (change: Partial<SpecInput>) => {
    const lab = labWith(await freshDatabase(), { registry: { ...realRegistry, models: [thin] } });
    const model = { name: 'thin', parameters: { width: 8, layers: 1 } };
    const query = { size: 3, cycles: 0 };
    const run = await lab.create(specOf({ model, query, reference: true, ...change }), 'groups');
    await lab.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages);
    const log = await lab.log(run.id);
    return log.flatMap((one) =>
      one.type === 'measured' || one.type === 'full-supervision' ? [one.values.accuracy] : [],
    );
  };
  const plain = await measured({});
  const two = await measured({ measure: { passes: 2 } });
  expect(plain).toHaveLength(7); // three arms of two seeds, and the reference
  expect(await measured({ measure: { passes: 2 } })).toEqual(two);
  two.forEach((one, i) => expect(one).not.toBe(plain[i]));
});

test('measuring by passes with dropout is refused for a model without dropout', async () => {
  const lab = labWith(await freshDatabase());
  await expect(lab.create(specOf({ measure: { passes: 5 } }), 'groups')).rejects.toMatchObject({
    code: 'unfit',
    message: expect.stringMatching(/5 passes with dropout.*“mlp”/) as string,
  });
});

test('a plan that exceeds the pool of one seed is refused', async () => {
  const db = await freshDatabase(four, labelOf);
  const pool: SpecInput['pool'] = { validation: 200, imbalance: { kind: 'step', ratio: 3 } };
  const info = await getDataset(db, 'groups');
  const labels = Int32Array.from({ length: 400 }, (_, i) => labelOf(i));
  const seeds = [1, 2, 3, 4, 5, 6];
  const sizes = seeds.map((seed) =>
    splitCounts({ info, labels, spec: specOf({ pool }), seed }).pool.reduce((a, b) => a + b),
  );
  const most = seeds[sizes.indexOf(Math.max(...sizes))]!;
  const plan = { pool, initial: { size: 4 }, query: { size: Math.max(...sizes) - 4, cycles: 1 } };
  expect(Math.min(...sizes)).toBeLessThan(Math.max(...sizes));
  await expect(labWith(db).create(specOf({ ...plan, seeds: [most] }), 'groups')).resolves.toMatchObject({
    stepsDone: 0,
  });
  await expect(
    labWith(db).create(specOf({ ...plan, seeds: [most, ...seeds.filter((one) => one !== most)] }), 'groups'),
  ).rejects.toMatchObject({ code: 'unfit' });
});
