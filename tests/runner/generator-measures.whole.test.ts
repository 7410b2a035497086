/** Runs of AC-GAN whose generator is measured: the log, its classifier, and resumption. */
import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/protocol/events.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import type { Database } from '../../src/storage/database.ts';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { freshDatabase, ignoreMessages, labWith, specOf, withoutTimes } from '../support/test-lab.ts';

const labOf = (db: Database) => labWith(db, { chooseBackend: () => chooseBackend('wasm') });

const training = { method: 'ac-gan', steps: 12, batch: 8, learningRate: 0.002 };
const spec = (change: Partial<SpecInput> = {}) =>
  specOf({
    ...{ seeds: [1], initial: { size: 12 }, query: { size: 4, cycles: 1 }, training },
    model: { name: 'ac-gan', parameters: { base: 'wgan-gp', latent: 2, width: 0.25 } },
    arms: [{ strategy: 'most-confident' }, { strategy: 'random' }],
    measure: { of: ['gan-test', 'fid', 'inception-score'], samples: 200 },
    ...change,
  });

async function run(given = spec()): Promise<LogEvent[]> {
  const db = await freshDatabase();
  const lab = labOf(db);
  const { id } = await lab.create(given, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  return lab.log(id);
}

const measuredIn = (log: readonly LogEvent[]) => log.flatMap((event) => (event.type === 'measured' ? [event] : []));

test('every cycle logs the measures, by class too, and the classifier behind them with its accuracy', async () => {
  const measured = measuredIn(await run());
  expect(measured).toHaveLength(4);
  const [first] = measured;
  for (const { values, classValues, embedding } of measured) {
    expect(Object.keys(values)).toEqual(expect.arrayContaining(['accuracy', 'gan-test', 'fid', 'inception-score']));
    expect(values['fid']).toBeGreaterThan(0);
    expect(values['inception-score']).toBeGreaterThanOrEqual(1);
    expect(values['inception-score']).toBeLessThanOrEqual(2.0001);
    // as many of both classes
    const [one, other] = classValues!['gan-test']!;
    expect((one! + other!) / 2).toBeCloseTo(values['gan-test']!, 12);
    expect(embedding).toEqual(first!.embedding);
  }
  expect(first!.embedding).toMatchObject({ kind: 'classifier', labelled: 60, samples: 200 });
  expect(first!.embedding!.testAccuracy).toBeGreaterThan(0.6);
  // arms share the first learner, and so what it draws
  expect(measured[1]!.values).toEqual(first!.values);
});

test('of the measures asked for no others, and none where none is', async () => {
  const [one] = measuredIn(await run(spec({ measure: { of: ['gan-test'], samples: 100 } })));
  expect(Object.keys(one!.values)).toContain('gan-test');
  expect(Object.keys(one!.values)).not.toContain('fid');
  const [none] = measuredIn(await run(spec({ measure: undefined })));
  expect(none!.embedding).toBeUndefined();
  expect(Object.keys(none!.values)).not.toContain('gan-test');
});

test('with γ = 1 the log is that of training without adversarial sampling; with γ = 3 it is another', async () => {
  const withGamma = (adversarialSampling: number) =>
    run(spec({ measure: undefined, training: { ...training, parameters: { adversarialSampling } } }));
  const trained = (log: readonly LogEvent[]) => withoutTimes(log.filter((event) => event.type !== 'started'));
  const plain = trained(await run(spec({ measure: undefined })));
  expect(trained(await withGamma(1))).toEqual(plain);
  expect(trained(await withGamma(3))).not.toEqual(plain);
});

test('a run that is stopped in training and resumed in new tabs has the same log', async () => {
  const whole = withoutTimes(await run());
  const db = await freshDatabase();
  const lab = labOf(db);
  const { id } = await lab.create(spec(), 'groups');
  let stops = 0;
  const stopping = (message: { type: string; phase?: string; done?: number }) =>
    void (message.type === 'progress' && message.phase === 'training' && message.done === 5 && ++stops && lab.stop(id));
  expect(await lab.start(id, { scope: 'run', delay: 0 }, stopping)).toBe('stopped');
  expect(stops).toBe(1);
  for (;;) {
    const outcome = await labOf(db).start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
    if (outcome === 'finished') break;
  }
  expect(withoutTimes(await lab.log(id))).toEqual(whole);
});

test('leaves no tensors', async () => {
  expect(await leaksOf(async () => void (await run()))).toMatchObject({ tensors: 0 });
});
