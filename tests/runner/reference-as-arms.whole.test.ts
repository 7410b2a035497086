/** Full supervision as the arms are trained: with their settings, unbounded, on every label, under every seed. */
import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/protocol/events.ts';
import type { FitInputs } from '../../src/training/training-method.ts';
import { supervised } from '../../src/training/supervised.ts';
import {
  freshDatabase,
  ignoreMessages,
  labWith,
  realRegistry,
  runToEnd,
  specOf,
  withoutTimes,
} from '../support/test-lab.ts';

/** 60 samples in batches of 2: more steps than full supervision may take where its cost is bounded. */
const long = { epochs: 90, batch: 2, patience: 0, learningRate: 0.01 };
const spec = specOf({
  ...{ initial: { size: 4 }, query: { size: 3, cycles: 1 }, reference: { as: 'arms' } },
  arms: [{ strategy: 'random' }, { strategy: 'margin', training: long }, { strategy: 'entropy' }],
});

const eventsOf = <Type extends LogEvent['type']>(log: readonly LogEvent[], type: Type) =>
  log.filter((event): event is Extract<LogEvent, { type: Type }> => event.type === type);

test('each distinct training of the arms is fitted on the whole pool with its own length and batches, on every seed', async () => {
  const seen: FitInputs[] = [];
  const watched = {
    ...supervised,
    fit: (...given: Parameters<typeof supervised.fit>) => (seen.push(given[0]), supervised.fit(...given)),
  };
  const trainings = realRegistry.trainings.map((one) => (one.about.name === 'supervised' ? watched : one));
  const db = await freshDatabase();
  const lab = labWith(db, { registry: { ...realRegistry, trainings } });
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  const log = await lab.log(id);
  const references = eventsOf(log, 'full-supervision');
  expect(references.map(({ seed, asArm, labelled, steps }) => [seed, asArm, labelled, steps])).toEqual([
    [1, 0, 60, 6 * 15],
    [1, 1, 60, 90 * 30],
    [2, 0, 60, 6 * 15],
    [2, 1, 60, 90 * 30],
  ]);
  const whole = seen.filter(({ labelled }) => labelled.count === 60);
  expect(whole.map(({ settings: { epochs, batch } }) => [epochs, batch])).toEqual([[6, 4], [90, 2], [6, 4], [90, 2]]); // prettier-ignore
  for (const { labelled, unlabelled } of whole) {
    expect(unlabelled.count).toBe(0);
    expect([...labelled.labels].every((label) => label === 0 || label === 1)).toBe(true);
  }
  // the arms are what they are without a reference
  const arms = withoutTimes(log.slice(1)).filter((event) => (event as LogEvent).type !== 'full-supervision');
  expect(arms).toEqual(withoutTimes((await runToEnd({ ...spec, reference: false })).slice(1)));
});

test('the reference of before is the same: once, bounded, without a word on arms', async () => {
  const [event, ...more] = eventsOf(await runToEnd({ ...spec, training: { ...spec.training, ...long }, reference: true }), 'full-supervision'); // prettier-ignore
  expect(more).toEqual([]);
  expect(Object.keys(event!).sort()).toEqual(['confusion', 'labelled', 'seconds', 'seed', 'type', 'values']);
});
