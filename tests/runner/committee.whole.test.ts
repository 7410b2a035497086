/** A committee in a run: its members differ from the learner and from each other, and repeat themselves to the last bit. */
import { expect, test } from 'vitest';
import type { Network } from '../../src/models/model.ts';
import { committee } from '../../src/strategies/committee.ts';
import type { Strategy } from '../../src/strategies/contracts/strategy.ts';
import * as tf from '../../src/tensor/tf.ts';
import { outputDiscrepancy } from '../../src/training/tod/output-discrepancy.ts';
import type { TrainingMethod } from '../../src/training/training-method.ts';
import {
  freshDatabase,
  ignoreMessages,
  labWith,
  realRegistry,
  specOf,
  startOnTickingClock,
  withoutTimes,
} from '../support/test-lab.ts';

const spec = specOf({
  ...{ seeds: [1], query: { size: 3, cycles: 2 } },
  arms: [{ strategy: 'committee', parameters: { members: 3 } }, { strategy: 'random' }],
});

async function run(strategy: Strategy) {
  const strategies = realRegistry.strategies.map((one) => (one.about.name === 'committee' ? strategy : one));
  const lab = labWith(await freshDatabase({ kind: 'plane' }), { registry: { ...realRegistry, strategies } });
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  return lab.log(id);
}

test('members are trained as the learner, from other weights, once per cycle, and leave nothing behind', async () => {
  const seen: { member: number; weights: number[]; learner: number[] }[] = [];
  const valuesOf = async (network: Network) =>
    (await Promise.all(network.variables.map((one) => one.data()))).flatMap((one) => [...one]);
  const watched: Strategy = {
    ...committee,
    select: (context) =>
      committee.select({
        ...context,
        async trainMember(member) {
          const network = await context.trainMember(member);
          expect(await context.trainMember(member)).toBe(network);
          const [weights, learner] = [await valuesOf(network), await valuesOf(context.learner.network)];
          seen.push({ member, weights, learner });
          return network;
        },
      }),
  };
  const first = await run(watched);
  const tensors = tf.memory().numTensors;
  const [one, two, again] = seen;
  expect(seen.map(({ member }) => member)).toEqual([1, 2, 1, 2]);
  expect(one!.weights).not.toEqual(two!.weights);
  expect(one!.weights).not.toEqual(one!.learner);
  expect(one!.weights).not.toEqual(again!.weights);
  const queried = first.filter((event) => event.type === 'queried' && event.arm === 0);
  expect(queried.every((event) => 'scores' in event && event.scores.every((score) => score! >= 0))).toBe(true);
  // the learner itself is the one of an arm without a committee: the same first training
  const losses = first.filter((event) => event.type === 'trained' && event.cycle === 0).map((event) => 'loss' in event && event.loss); // prettier-ignore
  expect(losses[0]).toBe(losses[1]);
  expect(withoutTimes(await run(committee))).toEqual(withoutTimes(first));
  expect(tf.memory().numTensors).toBe(tensors);
});

test('members begin from initial weights of their own where the learner continues from the cycle before', async () => {
  const begun: { continues: boolean; weights: string }[] = [];
  const watched: TrainingMethod = {
    ...outputDiscrepancy,
    async fit(inputs, control) {
      const values = await Promise.all(inputs.network.variables.map((one) => one.data()));
      begun.push({ continues: inputs.previous !== undefined, weights: JSON.stringify(values) });
      return outputDiscrepancy.fit(inputs, control);
    },
  };
  const trainings = realRegistry.trainings.map((one) => (one.about.name === 'tod' ? watched : one));
  const lab = labWith(await freshDatabase(), { registry: { ...realRegistry, trainings } });
  const continued = specOf({
    ...{ seeds: [1], query: { size: 3, cycles: 2 } },
    training: { method: 'tod', steps: 4, batch: 4 },
    arms: [{ strategy: 'committee', parameters: { members: 3 } }],
  });
  const { id } = await lab.create(continued, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  // learner and two members in the first two cycles, the learner alone in the last one
  expect(begun.map(({ continues }) => continues)).toEqual([false, false, false, true, false, false, true]);
  expect(new Set(begun.map(({ weights }) => weights)).size).toBe(begun.length);
});

test('on the plane, where the decision map trains the members, their time is the query’s', async () => {
  const lab = labWith(await freshDatabase({ kind: 'plane' }));
  const { id } = await lab.create({ ...spec, arms: [spec.arms[0]!] }, 'groups');
  await startOnTickingClock(lab, id);
  const log = await lab.log(id);
  const secondsOf = (type: 'trained' | 'queried') =>
    log.flatMap((event) => (event.type === type && event.cycle < 2 ? [event.seconds] : []));
  expect(secondsOf('queried')).toHaveLength(2);
  // by this clock each look takes a second; two members look less often than the learner, which also looks for its checkpoints
  secondsOf('trained').forEach((training, cycle) => expect(secondsOf('queried')[cycle]).toBeGreaterThan(training / 2));
});
