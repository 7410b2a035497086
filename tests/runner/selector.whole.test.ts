/** Networks that are fitted for the query alone: resumption from their own checkpoints, their time, one fit for map and query. */
import { beforeAll, expect, test } from 'vitest';
import type { LogEvent, Queried } from '../../src/protocol/events.ts';
import type { Spec, SpecInput } from '../../src/protocol/spec.ts';
import type { Registry } from '../../src/runner/registry.ts';
import {
  readCheckpoint,
  saveCheckpoint,
  type StoredCheckpoint,
  type TrainingKey,
} from '../../src/storage/checkpoints.ts';
import type { Strategy, StrategyContext } from '../../src/strategies/contracts/strategy.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { memoryInUse } from '../../src/tensor/memory-leaks.ts';
import {
  freshDatabase,
  ignoreMessages,
  labWith,
  realRegistry,
  runToEnd,
  specOf,
  startOnTickingClock,
  withoutTimes,
} from '../support/test-lab.ts';

beforeAll(() => chooseBackend('wasm'));

const parameters = { steps: 20, batch: 4, width: 0.015625, latent: 2 };
const specWith = (change: Partial<SpecInput> = {}): Spec =>
  specOf({ seeds: [3], arms: [{ strategy: 'vaal', parameters }], query: { size: 3, cycles: 1 }, ...change });
const learnerKey: TrainingKey = ['cycle', 3, 0, 0];
const selectorKey: TrainingKey = ['selector', 3, 0, 0];

/** Counts the fits of its strategies. */
function countingFits(): Registry & { readonly fits: number } {
  let fits = 0;
  const counted = (context: StrategyContext): StrategyContext => ({
    ...context,
    fitSelector: (fit) =>
      context.fitSelector((control) => {
        fits++;
        return fit(control);
      }),
  });
  const strategies = realRegistry.strategies.map((strategy): Strategy => {
    const { acquisition } = strategy;
    return {
      ...strategy,
      select: (context) => strategy.select(counted(context)),
      ...(acquisition && { acquisition: (context) => acquisition(counted(context)) }),
    };
  });
  return {
    ...realRegistry,
    strategies,
    get fits() {
      return fits;
    },
  };
}

const queriedIn = (log: readonly LogEvent[]) => log.filter((one): one is Queried => one.type === 'queried');

const graphParameters = { steps: 20, hidden: 4, subset: 30 };
test.each([
  ['vaal', parameters, 'supervised'],
  ['ta-vaal', { ...parameters, subset: 30 }, 'learning-loss'],
  ['ta-vaal', { ...parameters, rank: 'rank' }, 'learning-loss'],
  ['core-gcn', graphParameters, 'supervised'],
  ['uncertain-gcn', graphParameters, 'supervised'],
])(
  'a run of %s with %j resumed from checkpoints of learner and selector has the log of an uninterrupted run',
  async (strategy, parameters, method) => {
    const spec = specWith({ arms: [{ strategy, parameters }], training: { method, epochs: 6, batch: 4 } });
    const whole = await runToEnd(spec);
    // with a clock by which each look takes ten seconds
    const db = await freshDatabase();
    const lab = labWith(db);
    const { id } = await lab.create(spec, 'groups');
    const found = new Map<string, { learner: StoredCheckpoint | undefined; selector: StoredCheckpoint }>();
    const reading: Promise<void>[] = [];
    const lookUp = async () => {
      const [learner, selector] = await Promise.all(
        [learnerKey, selectorKey].map((training) => readCheckpoint(db, { runId: id, training })),
      );
      if (selector) found.set(String(selector.step), { learner, selector });
    };
    await startOnTickingClock(lab, id, (message) => void (message.type === 'progress' && reading.push(lookUp())));
    await Promise.all(reading);
    expect(withoutTimes(await lab.log(id))).toEqual(withoutTimes(whole));
    expect(found.size).toBeGreaterThan(1);
    for (const { learner, selector } of found.values()) {
      // the learner's is still there: without it a closed tab would lose its training
      expect(learner).toBeDefined();
      const other = await freshDatabase();
      const resuming = labWith(other);
      const past = whole.slice(
        0,
        whole.findIndex((one) => one.type === 'trained'),
      );
      const run = await resuming.importLog(past);
      await saveCheckpoint(other, { runId: run.id, training: learnerKey }, learner!);
      await saveCheckpoint(other, { runId: run.id, training: selectorKey }, { ...selector, seconds: 1e9 });
      expect(await resuming.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
      const log = await resuming.log(run.id);
      expect(withoutTimes(log)).toEqual(withoutTimes(whole));
      // it was read: the seconds of the earlier session are the query's
      expect(queriedIn(log)[0]!.seconds).toBeGreaterThan(1e9 - 1);
      expect(await other.count('checkpoints')).toBe(0);
    }
  },
);

test.each([
  ['vaal', parameters, 'supervised'],
  ['ta-vaal', parameters, 'learning-loss'],
  ['core-gcn', graphParameters, 'supervised'],
])(
  'of %s: on the plane the decision map and the query of a cycle use one fit, whose time is the query’s, and nothing is left',
  async (strategy, parameters, method) => {
    const registry = countingFits();
    const lab = labWith(await freshDatabase({ kind: 'plane' }), {
      registry,
      chooseBackend: () => chooseBackend('wasm'),
    });
    const { id } = await lab.create(
      specWith({ arms: [{ strategy, parameters }], training: { method, epochs: 6, batch: 4 } }),
      'groups',
    );
    await startOnTickingClock(lab, id);
    const log = await lab.log(id);
    const maps = log.filter((one) => one.type === 'mapped');
    expect(maps).toHaveLength(2);
    for (const map of maps) expect(map.acquisition).toBeDefined();
    // one in each cycle; the last has no query, and a map
    expect(registry.fits).toBe(2);
    // by this clock each of the six steps takes seconds
    expect(queriedIn(log)[0]!.seconds).toBeGreaterThan(parameters.steps);
    expect(memoryInUse()).toMatchObject({ tensors: 0 });
  },
);
