/**
 * What a training is given of the data: the labels that were queried, none of the rest of the pool, the validation split, and
 * nothing of the test split.
 */
import { describe, expect, test } from 'vitest';
import { makeSplit } from '../../src/datasets/splits/splits.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import type { Spec } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import type { Database } from '../../src/storage/database.ts';
import { getDataset, getLabels } from '../../src/storage/datasets.ts';
import { SampleReader } from '../../src/storage/sample-reader.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import type { FitInputs } from '../../src/training/training-method.ts';
import { COUNT, groupOf, labelledDatabase, TEST_COUNT } from '../support/stubs/labelled-database.ts';
import { gaal, runOn } from '../support/synthesis-runs.ts';
import { ignoreMessages, labWith, realRegistry, specOf, withoutTimes } from '../support/test-lab.ts';

const isTest = (i: number): boolean => i >= COUNT - TEST_COUNT;
const QUERY_SIZE = 5;

const spec = specOf({
  ...{ pool: { train: 60, validation: 20 }, seeds: [1], initial: { size: 16 }, query: { size: QUERY_SIZE, cycles: 2 } },
  training: { epochs: 30, batch: 4, learningRate: 0.05, patience: 4, looks: 30 },
  arms: [
    { strategy: 'entropy' },
    {
      strategy: 'waal',
      training: { method: 'wasserstein', epochs: 30, batch: 4, learningRate: 0.05, patience: 4, looks: 30 },
    },
  ],
});

async function run(db: Database, registry = realRegistry, made: Spec = spec): Promise<LogEvent[]> {
  const lab = labWith(db, { registry, chooseBackend: () => chooseBackend('wasm') });
  const { id } = await lab.create(made, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  return lab.log(id);
}

/** The split of seed 1, and the samples behind it. */
async function dataOf(db: Database) {
  const [info, labels] = [await getDataset(db, 'groups'), await getLabels(db, 'groups')];
  const split = makeSplit({ info, labels, spec, rng: new Rng(1) });
  return { split, labels, reader: new SampleReader(db, info) };
}

const plain = async (set: SampleSet) => ({
  labels: [...set.labels],
  values: [...(await set.read(Int32Array.from({ length: set.count }, (_, i) => i)))],
});

test('a training gets the queried labels, the rest of the pool without labels, and the validation split', async () => {
  const db = await labelledDatabase();
  const seen: { labelled: SampleSet; unlabelled: SampleSet; validation: SampleSet; queryBatchSize: number }[] = [];
  const trainings = realRegistry.trainings.map((training) => ({
    ...training,
    fit(...given: Parameters<typeof training.fit>) {
      const [{ labelled, unlabelled, validation, queryBatchSize }]: [FitInputs, ...unknown[]] = given;
      seen.push({ labelled, unlabelled, validation, queryBatchSize });
      return training.fit(...given);
    },
  }));
  const log = await run(db, { ...realRegistry, trainings });
  const { split, labels, reader } = await dataOf(db);
  const expected = async (indices: readonly number[], known: boolean) => ({
    labels: indices.map((index) => (known ? labels[index]! : -1)),
    values: [...(await reader.normalised(Int32Array.from(indices)))],
  });
  // in the order of the log: arms within cycles
  const trained = log.filter((event) => event.type === 'trained');
  expect(seen).toHaveLength(trained.length);
  for (const [i, { arm, cycle }] of trained.entries()) {
    const { labelled, unlabelled, validation, queryBatchSize } = seen[i]!;
    const queried = log.flatMap((event) =>
      event.type === 'queried' && event.arm === arm && event.cycle < cycle ? event.indices : [],
    );
    const own = [...split.initial, ...queried];
    expect(await plain(labelled)).toEqual(await expected(own, true));
    expect(await plain(unlabelled)).toEqual(await expected([...split.train].filter((index) => !own.includes(index)), false)); // prettier-ignore
    expect(await plain(validation)).toEqual(await expected([...split.validation], true));
    expect(queryBatchSize).toBe(QUERY_SIZE);
  }
});

describe('other labels', () => {
  /** The log without what is measured on the test split. */
  const unmeasured = (log: readonly LogEvent[]) =>
    withoutTimes(log).map((event) => ({ ...(event as object), values: undefined, confusion: undefined }));
  const accuracies = (log: readonly LogEvent[]) =>
    log.flatMap((event) => (event.type === 'measured' ? [event.values.accuracy] : []));
  const trainedOf = (log: readonly LogEvent[]) => log.filter((event) => event.type === 'trained');

  test('of the test split change what is measured there and nothing else', async () => {
    const [log, other] = [
      await run(await labelledDatabase()),
      await run(await labelledDatabase({}, (i) => (isTest(i) ? 1 - groupOf(i) : groupOf(i)))),
    ];
    expect(unmeasured(other)).toEqual(unmeasured(log));
    // all of them are turned round
    accuracies(other).forEach((accuracy, i) => expect(accuracy).toBeCloseTo(1 - accuracies(log)[i]!, 9));
    expect(Math.max(...accuracies(log))).toBeGreaterThan(0.8);
  });

  test('of the validation split change where every training stops', async () => {
    const db = await labelledDatabase();
    const { split } = await dataOf(db);
    const validation = new Set(split.validation);
    const log = trainedOf(await run(db));
    const turned = await labelledDatabase({}, (i) => (validation.has(i) ? 1 - groupOf(i) : groupOf(i)));
    const other = trainedOf(await run(turned));
    // the first training of each arm has the same samples
    for (const arm of [0, 1]) {
      const [one, two] = [log, other].map((all) => all.find((event) => event.arm === arm)!);
      expect(one!.validationAccuracy).toBeGreaterThan(two!.validationAccuracy! + 0.2);
      expect([two!.epochs, two!.bestEpoch]).not.toEqual([one!.epochs, one!.bestEpoch]);
    }
  });
});

test('the annotating classifier is measured on the test split, which it is not trained on', async () => {
  const made = specOf({
    ...{ pool: { train: 60 }, model: { name: 'linear' }, seeds: [1], query: { size: 3, cycles: 1 } },
    training: { epochs: 2, batch: 8, learningRate: 0.05, patience: 0 },
    arms: [gaal()],
  });
  const answersOf = async (labelOf: (i: number) => number) => {
    const log = await runOn(await labelledDatabase({}, labelOf), made);
    return log.flatMap((event) => (event.type === 'labelled' && event.synthetic ? [event.synthetic] : []));
  };
  const [one] = await answersOf(groupOf);
  const [other] = await answersOf((i) => (isTest(i) ? 1 - groupOf(i) : groupOf(i)));
  const accuracyOf = (answers: typeof one) => (answers!.by as { testAccuracy: number }).testAccuracy;
  expect(accuracyOf(one)).toBeGreaterThan(0.8);
  expect(accuracyOf(other)).toBeCloseTo(1 - accuracyOf(one), 9);
  expect(other!.labels).toEqual(one!.labels);
});
