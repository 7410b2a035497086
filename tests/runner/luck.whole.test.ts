/** The random arms of the luck band in a run: what they measure is what an ordinary arm with these queries would. */
import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/protocol/events.ts';
import { problemText } from '../../src/protocol/problem.ts';
import { keepCompleteSteps } from '../../src/runner/complete-steps.ts';
import type { Strategy } from '../../src/strategies/contracts/strategy.ts';
import * as tf from '../../src/tensor/tf.ts';
import { Rng } from '../../src/random/rng.ts';
import {
  freshDatabase,
  ignoreMessages,
  labWith,
  realRegistry,
  runToEnd,
  specOf,
  withoutTimes,
} from '../support/test-lab.ts';

const spec = specOf({ luck: { arms: 3 }, arms: [{ strategy: 'margin' }] });
const eventsOf = <Type extends LogEvent['type']>(log: readonly LogEvent[], type: Type) =>
  log.filter((event): event is Extract<LogEvent, { type: Type }> => event.type === type);

test('random arms are measured as an arm is that queries in the same random order, and the other arms are the same', async () => {
  const log = await runToEnd(spec);
  const luck = eventsOf(log, 'luck');
  // of two seeds: cycles 0 to 2 of the first, 1 and 2 of the others
  expect(luck).toHaveLength(2 * (3 + 2 + 2));
  const without = await runToEnd(specOf({ arms: [{ strategy: 'margin' }] }));
  expect(withoutTimes(log.slice(1)).filter((event) => (event as LogEvent).type !== 'luck')).toEqual(
    withoutTimes(without.slice(1)),
  );

  // each as an ordinary run, whose only arm queries what the random arm does
  for (const randomArm of [0, 2]) {
    const queued: Strategy = {
      ...realRegistry.strategies.find(({ about }) => about.name === 'random')!,
      select({ poolIndices, batchSize, poolSize, rng }) {
        // the pool's first order, of which the samples left are next in line
        const order = first(rng.seed, randomArm, poolIndices).filter((index) => poolIndices.includes(index));
        expect(order.length).toBe(poolSize);
        return Promise.resolve({ indices: order.slice(0, batchSize), scores: new Float32Array(batchSize) });
      },
    };
    const orders = new Map<number, Int32Array>();
    const first = (seed: number, arm: number, pool: Int32Array) => {
      if (!orders.has(seed)) orders.set(seed, new Rng(seed).child('luck', arm).shuffle(pool.slice()));
      return orders.get(seed)!;
    };
    const strategies = realRegistry.strategies.map((one) => (one.about.name === 'random' ? queued : one));
    const lab = labWith(await freshDatabase(), { registry: { ...realRegistry, strategies } });
    const { id } = await lab.create(specOf({ arms: [{ strategy: 'random' }] }), 'groups');
    await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
    const measured = eventsOf(await lab.log(id), 'measured');
    for (const { seed, cycle, values, labelled } of luck.filter((event) => event.randomArm === randomArm))
      expect({ values, labelled }).toEqual(
        (({ values, labelled }) => ({ values, labelled }))(
          measured.find((one) => one.seed === seed && one.cycle === cycle)!,
        ),
      );
  }
  // their queries differ
  const ends = luck.filter((event) => event.cycle === 2 && event.seed === 1).map((event) => event.values['log-loss']);
  expect(new Set(ends).size).toBe(3);
});

test('a run that is stopped after any step resumes to the same log, and leaves no tensors', async () => {
  const whole = withoutTimes(await runToEnd(spec));
  const db = await freshDatabase();
  const { id, stepsTotal } = await labWith(db).create(spec, 'groups');
  const tensors = tf.memory().numTensors;
  let steps = 0;
  for (let outcome = ''; outcome !== 'finished'; steps++) {
    const lab = labWith(db);
    outcome = await lab.start(id, { scope: 'run', delay: 0 }, (message) => {
      if (message.type === 'events') void lab.stop(id);
    });
  }
  expect(steps).toBe(stepsTotal);
  expect(tf.memory().numTensors).toBe(tensors);
  const log = await labWith(db).log(id);
  expect(withoutTimes(log)).toEqual(whole);
  // and a log that was cut is read up to its last complete step
  expect(keepCompleteSteps(log.slice(0, -3))).toHaveLength(log.length - 3);
});

test('is refused with a training that continues from the cycle before', async () => {
  const lab = labWith(await freshDatabase());
  const refused = specOf({ luck: { arms: 3 }, training: { method: 'tod', steps: 4 }, arms: [{ strategy: 'random' }] });
  expect(await lab.create(refused, 'groups').then(() => undefined, problemText)).toBe(
    'The random arms of the luck band are trained from initial weights, and “tod” continues from the cycle before. Leave out the luck band, or choose another training method for the design.',
  );
});
