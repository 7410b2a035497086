/** The log of a run: its events in the order of the plan, and what arms and seeds share. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { makeSplit } from '../../src/datasets/splits/splits.ts';
import { planSteps } from '../../src/protocol/plan.ts';
import type {
  Labelled,
  LogEvent,
  PlaneMapped,
  Measured,
  Queried,
  SplitEvent,
  Trained,
} from '../../src/protocol/events.ts';
import { getDataset, getLabels } from '../../src/storage/datasets.ts';
import * as tf from '../../src/tensor/tf.ts';
import { ignoreMessages, freshDatabase, labWith, specOf, withoutTimes, runToEnd } from '../support/test-lab.ts';

// Batches smaller than the initial set, so that their order can be told in cycle 0.
const spec = specOf({ reference: true, training: { epochs: 6, batch: 3, learningRate: 0.05 } });
let log: LogEvent[];
const of = <T extends LogEvent>(type: T['type']): T[] => log.filter((event): event is T => event.type === type);

beforeAll(async () => {
  log = await runToEnd(spec, 'plane');
});

describe('a run’s log', () => {
  test('has every step of the plan in order, between started and finished', () => {
    const steps = log.flatMap((event): unknown[] =>
      event.type === 'measured'
        ? [{ kind: 'cycle', seed: event.seed, cycle: event.cycle, arm: event.arm }]
        : event.type === 'full-supervision'
          ? [{ kind: 'reference', seed: event.seed }]
          : [],
    );
    expect(steps).toEqual(planSteps(spec));
    expect(log[0]?.type).toBe('started');
    expect(log.at(-1)?.type).toBe('finished');
    expect(of('split').map((event) => (event as SplitEvent).seed)).toEqual([1, 2]);
  });

  test('has no query in the last cycle', () => {
    expect(of<Queried>('queried').every((event) => event.cycle < spec.query.cycles)).toBe(true);
    expect(of<Queried>('queried')).toHaveLength(2 * 3 * 2);
    expect(of<Labelled>('labelled')).toHaveLength(2 * 3 * 2);
  });

  test('has the same measures for all arms of a seed in cycle 0', () => {
    for (const seed of spec.seeds) {
      const at = <T extends Trained | Measured>(type: T['type'], arm: number): unknown => {
        const event = of<T>(type).find((one) => one.seed === seed && one.cycle === 0 && one.arm === arm);
        return { ...event, arm: 0, seconds: 0 };
      };
      for (const arm of [1, 2]) {
        expect(at<Measured>('measured', arm)).toEqual(at<Measured>('measured', 0));
        expect(at<Trained>('trained', arm)).toEqual(at<Trained>('trained', 0));
      }
    }
  });

  test('has distinct queries from the pool, with their true labels', async () => {
    const db = await freshDatabase();
    const info = await getDataset(db, 'groups');
    const labels = await getLabels(db, 'groups');
    for (const seed of spec.seeds) {
      const split = makeSplit({ info, labels, spec, rng: new Rng(seed) });
      for (let arm = 0; arm < 3; arm++) {
        const asked = of<Labelled>('labelled').filter((one) => one.seed === seed && one.arm === arm);
        const all = [...split.initial, ...asked.flatMap((one) => one.indices)];
        expect(new Set(all).size).toBe(4 + 2 * 3);
        expect(all.every((index) => split.train.includes(index))).toBe(true);
        for (const one of asked) expect(one.labels).toEqual(one.indices.map((index) => labels[index]));
      }
    }
  });

  test('has consistent counts, labelled sets and pool sizes in every cycle', () => {
    for (const event of of<Measured>('measured')) {
      expect(event.labelled).toBe(4 + 3 * event.cycle);
      expect(event.counts.reduce((a, b) => a + b)).toBe(event.labelled);
      expect(event.values.accuracy * 30).toBeCloseTo(Math.round(event.values.accuracy * 30), 9);
    }
    for (const event of of<Queried>('queried')) expect(event.poolSize).toBe(56 - 3 * event.cycle);
  });

  test('has the entropies of maximum entropy’s queries as their scores, and positive ones for random', () => {
    for (const event of of<Queried>('queried')) {
      if (event.arm === 1) event.entropies.forEach((entropy, i) => expect(entropy).toBeCloseTo(event.scores[i]!, 5));
      expect(event.entropies.every((entropy) => entropy >= 0 && entropy <= Math.log(2) + 1e-6)).toBe(true);
      if (event.arm === 0) expect(Math.max(...event.entropies)).toBeGreaterThan(0);
    }
  });

  test('is the same for the same spec, except for times', async () => {
    expect(withoutTimes(await runToEnd(spec, 'plane'))).toEqual(withoutTimes(log));
  });

  test('has another split and other initial weights for another seed', () => {
    const [first, second] = of<SplitEvent>('split');
    expect(first!.initial).not.toEqual(second!.initial);
  });

  test('has a map for every step on two-dimensional data, with acquisition scores where the strategy has them', () => {
    const maps = of<PlaneMapped>('mapped');
    expect(maps).toHaveLength(2 * 3 * 3);
    expect(maps.map((one) => one.acquisition !== undefined)).toEqual(maps.map((one) => one.arm !== 0));
  });

  test('leaves no tensors, whatever the number of cycles', async () => {
    const lab = labWith(await freshDatabase({ kind: 'plane' }));
    const { id } = await lab.create(spec, 'groups');
    const before = tf.memory().numTensors;
    await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('an arm may have a model and training of its own', async () => {
  const mixed = specOf({
    seeds: [1],
    arms: [
      { strategy: 'random' },
      { strategy: 'minimum-distance', model: { name: 'linear' }, training: { epochs: 2, batch: 2, learningRate: 0.1 } },
    ],
  });
  const trained = (await runToEnd(mixed)).filter((event): event is Trained => event.type === 'trained');
  expect(trained.filter((one) => one.arm === 1).map((one) => one.epochs)).toEqual([2, 2, 2]);
  expect(trained.filter((one) => one.arm === 1 && one.cycle === 0).map((one) => one.steps)).toEqual([4]);
});

test('a run may query the whole pool', async () => {
  const all = specOf({ pool: { train: 10, test: 30 }, query: { size: 3, cycles: 2 }, seeds: [1] });
  const asked = (await runToEnd(all)).filter((event): event is Queried => event.type === 'queried');
  expect(asked.filter((one) => one.cycle === 1).map((one) => [one.poolSize, one.indices.length])).toEqual([
    [3, 3],
    [3, 3],
    [3, 3],
  ]);
});
