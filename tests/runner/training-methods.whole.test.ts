/** Every training method with every strategy whose requirements it meets, as whole runs; critic metrics; resumed runs. */
import { describe, expect, test } from 'vitest';
import { providedByNetwork } from '../../src/models/provided-keys.ts';
import { requirementsOf } from '../../src/protocol/parameter-requirements.ts';
import { unmetRequirements } from '../../src/protocol/requirements.ts';
import { parseLog } from '../../src/protocol/log/log-file.ts';
import { resultRows, resultsCsv } from '../../src/metrics/results.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import type { Spec, SpecInput, ParameterValues } from '../../src/protocol/spec.ts';
import { strategies } from '../../src/strategies/index.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import { trainingMethods } from '../../src/training/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import type { Database } from '../../src/storage/database.ts';
import { ignoreMessages, freshDatabase, labWith, specOf, withoutTimes } from '../support/test-lab.ts';

const labOf = (db: Database) => labWith(db, { chooseBackend: () => chooseBackend('wasm') });

async function uninterrupted(spec: Spec, kind: 'plane' | 'table' = 'table'): Promise<LogEvent[]> {
  const lab = labOf(await freshDatabase({ kind }));
  const run = await lab.create(spec, 'groups');
  await lab.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages);
  return lab.log(run.id);
}

const quick = (method: string): SpecInput['training'] => {
  const parameters: ParameterValues = {
    ...(method.startsWith('mixture-reg') && { subset: 10 }),
    ...(method.endsWith('da') && { alignSteps: 3, refit: 2, width: 8 }),
  };
  const length = { method, steps: 4, batch: 4, learningRate: 0.05, decay: [0.5], parameters };
  return method === 'ac-gan' ? length : { ...length, optimizer: 'sgd', momentum: 0.5 };
};

/** A model that the method takes, where it does not take any. */
const modelFor = (method: string): Pick<SpecInput, 'model'> | object =>
  method === 'ac-gan' ? { model: { name: 'ac-gan', parameters: { latent: 2, width: 0.125 } } } : {};

const network = { stochastic: false, loss: 'cross-entropy' } as const;

/** The strategies whose requirements a perceptron without dropout meets after this training. */
const suited = (leaves: (typeof trainingMethods)[number]['about']['provides']) =>
  strategies.filter((strategy) => {
    // there are generators of images and of the plane, not of tables
    if (strategy.about.requires.some((need) => need === 'hyperplane' || need === 'generator')) return false;
    const given = Object.fromEntries(strategy.about.parameters.map((one) => [one.name, one.default]));
    const provides = [...providedByNetwork(network), ...(leaves ?? [])];
    return unmetRequirements({ requires: requirementsOf(strategy.about, given), provides }).length === 0;
  });

describe.each(trainingMethods.map(({ about }) => about))('$name', ({ name, provides: leaves }) => {
  test('runs with every strategy whose requirements it meets, and logs its critic’s metrics', async () => {
    const fitting = suited(leaves);
    expect(fitting.length).toBeGreaterThan(7);
    expect(fitting.some((one) => one.about.name === 'waal')).toBe(!!leaves?.includes('critic'));
    const trained = [];
    // a spec has sixteen arms at most
    for (let from = 0; from < fitting.length; from += 16) {
      const spec = specOf({
        ...{ seeds: [1], query: { size: 3, cycles: 1 }, training: quick(name), ...modelFor(name) },
        arms: fitting.slice(from, from + 16).map((one) => ({ strategy: one.about.name })),
      });
      const log = await uninterrupted(spec);
      expect(log.at(-1)?.type).toBe('finished');
      trained.push(...log.filter((event) => event.type === 'trained'));
    }
    expect(trained).toHaveLength(2 * fitting.length);
    for (const { steps, metrics } of trained) {
      expect(steps).toBe(name.endsWith('da') ? 7 : 4);
      expect('criticEntropy' in metrics).toBe(!!leaves?.includes('critic'));
    }
  });
});

describe('a run with a critic', () => {
  const specWith = (method: string) =>
    specOf({
      ...{ seeds: [1], query: { size: 3, cycles: 2 }, training: quick(method), reference: true },
      arms: [
        { strategy: 'waal' },
        { strategy: 'mixture' },
        { strategy: 'random', training: { steps: 4, batch: 4, keep: 'last' } },
      ],
    });

  test.each(['wasserstein', 'mixture-reg-da'])(
    'gives the same log in one call and cycle by cycle in new tabs: %s',
    async (method) => {
      const spec = specWith(method);
      const whole = await uninterrupted(spec, 'plane');
      const db = await freshDatabase({ kind: 'plane' });
      const run = await labOf(db).create(spec, 'groups');
      let outcome: string;
      let log: LogEvent[];
      do {
        const lab = labOf(db);
        outcome = await lab.start(run.id, { scope: 'cycle', delay: 0 }, ignoreMessages);
        log = await lab.log(run.id);
      } while (outcome === 'paused');
      expect(withoutTimes(log)).toEqual(withoutTimes(whole));
    },
  );

  test('maps critic and mixtures of the arms that have them; other logs have none', async () => {
    const extras = (log: readonly LogEvent[], arm: number) =>
      new Set(
        log
          .filter((event) => 'arm' in event && event.arm === arm)
          .flatMap((event) => Object.keys(event))
          .filter((key) => ['critic', 'mixtures', 'losses', 'perMetric'].includes(key)),
      );
    const spec = specWith('mixture-da');
    const log = await uninterrupted(spec, 'plane');
    expect(extras(log, 0)).toEqual(new Set(['critic', 'mixtures', 'losses']));
    expect(extras(log, 1)).toEqual(new Set(['critic', 'mixtures', 'losses', 'perMetric']));
    expect(extras(log, 2)).toEqual(new Set(['losses']));
    const plain = { ...spec, arms: spec.arms.slice(2) };
    expect(extras(await uninterrupted(plain, 'plane'), 0)).toEqual(new Set());
  });

  test('leaves no tensors', async () => {
    const spec = specWith('mixture-da');
    const leaks = await leaksOf(async () => void (await uninterrupted(spec, 'plane')));
    expect(leaks).toMatchObject({ tensors: 0 });
  });

  test('has the critic’s metrics in log and table, and none for supervised training', async () => {
    const log = await uninterrupted(specWith('wasserstein'));
    const read = parseLog(log.map((event) => JSON.stringify(event)).join('\n'));
    expect(read).toEqual(log);
    const rows = resultRows(log);
    const waal = rows.find((row) => row.arm === 'waal')!;
    for (const name of ['criticUnlabelled', 'criticLabelled', 'criticNorm'])
      expect(waal.metrics[name]).toBeGreaterThan(0);
    expect(waal.metrics['criticEntropy']).toBeLessThan(Math.log(2) + 1e-6);
    expect(rows.find((row) => row.arm === 'random')).toMatchObject({ metrics: {}, steps: 4 });
    // what it says of places, and what the query's measures alone would have come to, is of the plane and of mixtures
    expect(rows.find((row) => row.arm === 'mixture' && row.cycle === 1)).toMatchObject({
      meanCrossEntropyNew: expect.any(Number) as number,
      crossEntropyLike: expect.any(Number) as number,
      crossEntropyDis: expect.any(Number) as number,
      crossEntropyEnt: expect.any(Number) as number,
    });
    expect(rows.find((row) => row.arm === 'random' && row.cycle === 1)).toMatchObject({
      meanCrossEntropyNew: expect.any(Number) as number,
      crossEntropyLike: null,
    });
    expect(resultsCsv(log).split('\n')[0]).toMatch(/critic_unlabelled,critic_labelled,critic_entropy,critic_norm/);
  });
});
