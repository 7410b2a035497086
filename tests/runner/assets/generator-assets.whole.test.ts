/** A strategy with a generator in a run: its assets are built once, stored, resumed, and never confused with others. */
import { describe, expect, test, vi } from 'vitest';
import { isReady } from '../../../src/protocol/assets.ts';
import type { LogEvent, Queried } from '../../../src/protocol/events.ts';
import type { ParameterValues } from '../../../src/protocol/spec.ts';
import { listAssets } from '../../../src/storage/assets.ts';
import type { Database } from '../../../src/storage/database.ts';
import { readTrace } from '../../../src/storage/training-trace.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { ignoreMessages, freshDatabase, labWith, specOf, withoutTimes } from '../../support/test-lab.ts';

const asking = (parameters: ParameterValues = {}) =>
  specOf({
    pool: { train: 60, test: 30 },
    arms: [{ strategy: 'asal', parameters: { ganSteps: 8, latentSteps: 10, ...parameters } }],
    training: { epochs: 20, batch: 8, learningRate: 0.05, patience: 0 },
    seeds: [1],
  });
const wasm = { chooseBackend: () => chooseBackend('wasm') };
const planes = (): Promise<Database> => freshDatabase({ kind: 'plane' });

async function runOn(db: Database, spec = asking()): Promise<LogEvent[]> {
  const lab = labWith(db, wasm);
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  return lab.log(id);
}

const queries = (log: readonly LogEvent[]): Queried[] => log.filter((event) => event.type === 'queried');

describe('a run with ASAL', () => {
  test('queries distinct unlabelled samples, and logs the generated sample that each is matched to', async () => {
    const log = await runOn(await planes());
    const split = log.find((event) => event.type === 'split')!;
    const asked = [...split.initial, ...queries(log).flatMap(({ indices }) => indices)];
    expect(new Set(asked).size).toBe(asked.length);
    expect(queries(log)).toHaveLength(2);
    for (const { imagined, indices } of queries(log)) {
      expect(imagined!.values).toHaveLength(2 * 3);
      expect([...imagined!.matchedTo].sort()).toEqual([0, 1, 2]);
      expect(imagined!.distances).toHaveLength(indices.length);
    }
    for (const { prepared, search } of queries(log)) {
      expect(prepared!.assets.map(({ kind }) => kind)).toEqual(['generator', 'features']);
      for (const { seconds } of prepared!.assets) expect(seconds).toBeGreaterThan(0);
      expect(search).toEqual({ kind: 'exact', recall: 1 });
    }
    expect(tf.memory().numTensors).toBe(0);
  });

  test('does not count preparation as query time, and prepares for the first query only', async () => {
    const lab = labWith(await planes(), wasm);
    const { id } = await lab.create(asking(), 'groups');
    const clock = performance.now.bind(performance);
    // less than what counts as the machine's sleep
    let preparing = 0;
    const later = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 25_000 * preparing);
    await lab.start(id, { scope: 'run', delay: 0 }, (message) => {
      if (message.type === 'progress' && message.phase === 'preparing') preparing = 1;
    });
    later.mockRestore();
    const [first, second] = queries(await lab.log(id));
    expect(first!.prepared!.seconds).toBeGreaterThan(25);
    expect(first!.seconds).toBeLessThan(25);
    expect(second!.prepared!.seconds).toBeLessThan(25);
  });

  test.each<ParameterValues>([
    { variant: 'generate', multiple: 3 },
    { variant: 'neighbours', multiple: 2 },
    { features: 'discriminator', components: 5 },
    { features: 'classifier', search: 'tree' },
    { search: 'approximate' },
  ])('with the parameters %j queries distinct samples', async (parameters) => {
    const log = await runOn(await planes(), asking(parameters));
    for (const { indices, imagined } of queries(log)) {
      expect(new Set(indices).size).toBe(3);
      expect(imagined!.worth).toHaveLength(parameters['variant'] === 'generate' ? 9 : 3);
      for (const of of imagined!.matchedTo) expect(of).toBeLessThan(imagined!.worth.length);
    }
    expect(tf.memory().numTensors).toBe(0);
  });
});

describe('assets', () => {
  test('are reused by the next run, whatever its seed, and not by one with another recipe', async () => {
    const db = await planes();
    const whole = { ...asking(), pool: { validation: 0, test: 30 } };
    await runOn(db, whole);
    const first = await listAssets(db);
    expect(first.map(({ recipe }) => recipe.kind).sort()).toEqual(['features', 'generator']);
    expect(first.every(isReady)).toBe(true);
    await runOn(db, whole);
    expect(await listAssets(db)).toEqual(first);
    await runOn(db, { ...whole, arms: asking({ ganSteps: 9 }).arms });
    expect(await listAssets(db)).toHaveLength(3); // neighbours by the values themselves do not know of the generator
  });

  test('are resumed from a checkpoint, with the log of an uninterrupted run', async () => {
    const db = await planes();
    const lab = labWith(db, wasm);
    const long = asking({ ganSteps: 40 });
    const { id } = await lab.create(long, 'groups');
    const outcome = await lab.start(id, { scope: 'run', delay: 0 }, (message) => {
      if (message.type === 'progress' && message.phase === 'preparing' && message.done > 0) void lab.stop(id);
    });
    expect(outcome).toBe('stopped');
    const [half] = await listAssets(db);
    // stopping saves the step that it interrupts
    expect(half!.done).toBeGreaterThan(0);
    expect(half!.done).toBeLessThan(40);
    expect((await readTrace(db, half!.id)).sheet?.step).toBe(half!.done);
    expect(tf.memory().numTensors).toBe(0);
    const later = labWith(db, wasm);
    expect(await later.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
    const uncut = await planes();
    expect(withoutTimes(await later.log(id))).toEqual(withoutTimes(await runOn(uncut, long)));
    // and with it the numbers of its training, none of them twice
    expect(await readTrace(db, half!.id)).toEqual(await readTrace(uncut, half!.id));
  });
});

test('data without a generator is refused before anything is trained', async () => {
  const lab = labWith(await freshDatabase({ kind: 'table' }), wasm);
  await expect(lab.create(asking(), 'groups')).rejects.toMatchObject({ code: 'unfit' });
});

test('features of an auto-encoder are refused for data without one, before anything is trained', async () => {
  const lab = labWith(await planes(), wasm);
  const refused = expect(lab.create(asking({ features: 'auto-encoder' }), 'groups')).rejects;
  await refused.toMatchObject({ code: 'unfit', message: expect.stringContaining('no auto-encoder') as string });
  expect(await lab.runs()).toEqual([]);
});
