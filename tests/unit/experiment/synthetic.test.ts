/** GAAL and ADBA in a run: who answers, what is learnt from, what the log keeps, and that it suffices to go on. */
import { describe, expect, test, vi } from 'vitest';
import type { RunMessage } from '../../../src/experiment/messages.ts';
import { parseLog, serialiseLog } from '../../../src/measures/log.ts';
import { meanEntropyAsked } from '../../../src/measures/entropy.ts';
import { resultRows } from '../../../src/measures/results.ts';
import { stepAt, tableOf } from '../../../src/measures/steps.ts';
import { madeBefore, syntheticAt } from '../../../src/measures/synthetic.ts';
import type { DatasetInfo } from '../../../src/spec/dataset.ts';
import type { Labelled, LogEvent, Measured, Queried } from '../../../src/spec/events.ts';
import type { SpecInput, Values } from '../../../src/spec/schema.ts';
import { STRIP } from '../../../src/spec/questions.ts';
import { listAssets } from '../../../src/store/assets.ts';
import type { Database } from '../../../src/store/database.ts';
import { chooseBackend } from '../../../src/tensor/backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { deaf, freshStore, labOn, realMeans, specOf, timeless } from './laboratory.ts';

vi.setConfig({ testTimeout: 60_000 });

const prepared = { ganSteps: 8 };
const gaal = (parameters: Values = {}) => ({
  strategy: 'gaal',
  parameters: { ...prepared, latentSteps: 6, ...parameters },
});
const adba = (parameters: Values = {}) => ({
  strategy: 'adba',
  parameters: { ...prepared, encoderSteps: 8, ...parameters },
});
const asking = (arm: SpecInput['arms'][number], change: Partial<SpecInput> = {}) =>
  specOf({
    pool: { train: 60, test: 30 },
    model: { name: 'linear' },
    arms: [arm],
    training: { epochs: 20, batch: 8, learningRate: 0.05, patience: 0 },
    seeds: [1],
    ...change,
  });
const wasm = { chooseBackend: () => chooseBackend('wasm') };
const planes = (): Promise<Database> => freshStore({ kind: 'plane' });
/** Where generator, encoder and classifier are made once for most of these tests, as they are for a visitor's runs. */
let shared: Promise<Database> | undefined;
const same = (): Promise<Database> => (shared ??= planes());

async function runOn(db: Database, spec: ReturnType<typeof asking>, hear: (message: RunMessage) => void = deaf) {
  const lab = labOn(db, wasm);
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, 'run', 0, hear)).toBe('finished');
  return lab.log(id);
}

const queries = (log: readonly LogEvent[]) => log.filter((event): event is Queried => event.type === 'queried');
const answers = (log: readonly LogEvent[]) => log.filter((event): event is Labelled => event.type === 'labelled');
const measures = (log: readonly LogEvent[]) => log.filter((event): event is Measured => event.type === 'measured');
const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);

/** What each training was given: how many samples, and their labels. */
function spied() {
  const seen: { count: number; labels: number[]; shape: number[]; values: number[] }[] = [];
  const trainings = realMeans.trainings.map((training) => ({
    ...training,
    async fit(...given: Parameters<typeof training.fit>) {
      const [network, labelled] = given;
      const positions = Array.from({ length: labelled.count }, (_, i) => i);
      const values = [...(await labelled.read(positions))];
      seen.push({ count: labelled.count, labels: [...labelled.labels], shape: [...network.shape], values });
      return training.fit(...given);
    },
  }));
  return { seen, means: { ...realMeans, trainings } };
}

async function spiedRun(
  spec: ReturnType<typeof asking>,
  answer?: (message: RunMessage, tell: (labels: number[]) => void) => void,
) {
  const { seen, means } = spied();
  const lab = labOn(await same(), { ...wasm, means });
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, 'run', 0, (message) => answer?.(message, (labels) => void lab.answer(id, labels)))).toBe(
    'finished',
  );
  return { seen, log: await lab.log(id) };
}

describe('GAAL', () => {
  test('is answered by a classifier that the log names, made once for all cycles', async () => {
    const db = await same();
    const log = await runOn(db, asking(gaal()));
    for (const { synthetic } of answers(log)) {
      expect(synthetic!.by).toMatchObject({ kind: 'classifier', name: 'Multi-layer perceptron', labelled: 60 });
      // two groups that overlap: far from chance, and not perfect
      expect((synthetic!.by as { testAccuracy: number }).testAccuracy).toBeGreaterThan(0.7);
    }
    expect((await listAssets(db)).map(({ recipe }) => recipe.kind).sort()).toEqual(['classifier', 'generator']);
  });

  test('learns from the initial set and from nothing real beside it', async () => {
    const { seen, log } = await spiedRun(asking(gaal()));
    expect(seen.map(({ count }) => count)).toEqual([4, 7, 10]);
    expect(measures(log).map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
    for (const event of [...queries(log), ...answers(log)]) expect(event.indices).toEqual([]);
    const told = answers(log).flatMap(({ synthetic }) => synthetic!.labels);
    expect(seen[2]!.labels.slice(4)).toEqual(told);
    // what was shown is what is learnt from: the log's values, scaled as all others are
    const shown = queries(log).flatMap(({ synthetic }) => synthetic!.values as number[]);
    const scaled = shown.map((value, i) => (i % 2 ? value : (value - 1) / 1.4));
    seen[2]!.values.slice(8).forEach((value, i) => expect(value).toBeCloseTo(scaled[i]!, 5));
    expect(tf.memory().numTensors).toBe(0);
  });

  test('moves to the boundary of a linear learner, and to the greatest entropy of another', async () => {
    const near = await runOn(await same(), asking(gaal({ latentSteps: 200, latentRate: 0.05 })));
    for (const { synthetic } of queries(near)) {
      for (const distance of synthetic!.worth) expect(distance).toBeLessThan(0.2);
      for (const entropy of synthetic!.entropies) expect(entropy).toBeGreaterThan(0.6);
    }
    const curved = asking(gaal({ latentSteps: 60 }), { model: { name: 'mlp', parameters: { width: 8, layers: 1 } } });
    for (const { synthetic } of queries(await runOn(await same(), curved)))
      synthetic!.worth.forEach((worth, i) => expect(worth).toBeCloseTo(synthetic!.entropies[i]!, 4));
  });
});

describe('ADBA', () => {
  test('has eleven labelled latent points of each annotation, and counts one', async () => {
    const { seen, log } = await spiedRun(asking(adba()));
    expect(seen.map(({ shape }) => shape)).toEqual([[2], [2], [2]]);
    expect(seen.map(({ count }) => count)).toEqual([4, 4 + 3 * STRIP, 4 + 6 * STRIP]);
    expect(measures(log).map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
    expect(measures(log).map(({ counts }) => sum(counts))).toEqual([4, 37, 70]);
    for (const { synthetic } of answers(log))
      for (let strip = 0; strip < 3; strip++) {
        const labels = synthetic!.labels.slice(strip * STRIP, (strip + 1) * STRIP);
        expect(labels.slice(1).filter((label, i) => label !== labels[i]).length).toBeLessThanOrEqual(1);
      }
    expect(tf.memory().numTensors).toBe(0);
  });

  test('draws no line through the same sample twice', async () => {
    const log = await runOn(await same(), asking(adba(), { query: { size: 5, cycles: 4 } }));
    const through = queries(log).flatMap(({ synthetic }) => synthetic!.through!);
    expect(new Set(through).size).toBe(20);
    const { initial } = log.find((event) => event.type === 'split')!;
    for (const index of through) expect(initial).not.toContain(index);
    expect(queries(log).map(({ poolSize }) => poolSize)).toEqual([56, 51, 46, 41]);
  });

  test.each<[string, Partial<SpecInput>, Partial<DatasetInfo>]>([
    ['three classes', {}, { classes: ['a', 'b', 'c'] }],
    ['a learner without a plane', { model: { name: 'mlp' } }, {}],
    ['data that no generator is made for', {}, { kind: 'table' }],
  ])('is refused with %s before anything is trained', async (_, change, data) => {
    const lab = labOn(await freshStore({ kind: 'plane', ...data }, (i) => i % (data.classes?.length ?? 2)), wasm);
    await expect(lab.create(asking(adba(), change), 'groups')).rejects.toMatchObject({ code: 'unfit' });
  });
});

/** Answers like a person who calls the first sample of each question untold and all others class 1. */
const shrugging = (message: RunMessage, tell: (labels: number[]) => void): void => {
  if (message.type !== 'asked') return;
  const { worth, each } = message.asking.questions;
  tell(Array.from({ length: worth.length * each }, (_, i) => (i < each ? -1 : 1)));
};

describe('a person', () => {
  test.each([
    ['GAAL', gaal({ answers: 'person' }), 1],
    ['ADBA', adba({ answers: 'person' }), STRIP],
  ])('who cannot tell leaves %s nothing to learn from that sample, and has spent a label', async (_, arm, each) => {
    const { seen, log } = await spiedRun(asking(arm), shrugging);
    expect(answers(log)[0]!.synthetic).toEqual({
      by: { kind: 'person' },
      labels: [...Array<number>(each).fill(-1), ...Array<number>(2 * each).fill(1)],
    });
    expect(seen.map(({ count }) => count)).toEqual([4, 4 + 2 * each, 4 + 4 * each]);
    for (const { labels } of seen) expect(labels).not.toContain(-1);
    expect(measures(log).map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
  });

  test('keeps the run waiting, through a pause, and a closed tab asks the same again', async () => {
    const spec = asking(gaal({ answers: 'person' }));
    const db = await planes();
    const lab = labOn(db, wasm);
    const { id } = await lab.create(spec, 'groups');
    const asked: Extract<RunMessage, { type: 'asked' }>[] = [];
    const hear = (message: RunMessage) => void (message.type === 'asked' && asked.push(message));
    const heard = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count), { timeout: 20_000 });
    const going = lab.start(id, 'run', 0, hear);
    await heard(1);
    await lab.pause(id);
    expect(await going).toBe('paused');
    const again = lab.start(id, 'run', 0, hear);
    await heard(2);
    expect(asked[1]!.asking).toBe(asked[0]!.asking);
    await lab.stop(id);
    expect(await again).toBe('stopped');
    expect(await lab.log(id)).toHaveLength(1);
    const later = labOn(db, wasm);
    const last = later.start(id, 'run', 0, (message) => {
      hear(message);
      shrugging(message, (labels) => void later.answer(id, labels));
    });
    expect(await last).toBe('finished');
    expect(asked[2]!.asking).toEqual(asked[0]!.asking);
    const { log } = await spiedRun(spec, shrugging);
    expect(timeless(await later.log(id))).toEqual(timeless(log));
  });
});

test.each([
  ['GAAL', gaal()],
  ['ADBA', adba()],
])('%s gives the same log again, and the same when it is stopped after every step', async (_, arm) => {
  const spec = asking(arm);
  const db = await same();
  const whole = timeless(await runOn(db, spec));
  let lab = labOn(db, wasm);
  const { id, stepsTotal } = await lab.create(spec, 'groups');
  for (let step = 0; step < stepsTotal; step++) {
    const outcome = await lab.start(id, 'run', 0, (message) => {
      if (message.type === 'events') void lab.stop(id);
    });
    expect(outcome).toBe(step < stepsTotal - 1 ? 'stopped' : 'finished');
    lab = labOn(db, wasm);
  }
  expect(timeless(await lab.log(id))).toEqual(whole);
});

describe('the log', () => {
  test('goes on elsewhere from a file, where no generator has been prepared', async () => {
    const spec = asking(gaal());
    const log = await runOn(await same(), spec);
    const cut = log.slice(0, log.findIndex((event) => event.type === 'labelled') + 1);
    const lab = labOn(await planes(), wasm);
    const { id } = await lab.importLog(parseLog(serialiseLog(cut)));
    expect(await lab.start(id, 'run', 0, deaf)).toBe('finished');
    expect(timeless(await lab.log(id))).toEqual(timeless(log));
  });

  test('that has been tampered with is refused', async () => {
    const log = await runOn(await same(), asking(gaal()));
    const change = (how: (event: LogEvent) => LogEvent) => () => parseLog(serialiseLog(log.map(how)));
    expect(change((one) => one)).not.toThrow();
    const relabelled = (labels: number[]) => (one: LogEvent) =>
      one.type === 'labelled' ? { ...one, synthetic: { ...one.synthetic!, labels } } : one;
    expect(change(relabelled([0, 1]))).toThrow(/shows more samples/);
    expect(change(relabelled([0, 1, 2]))).toThrow(/class that there is not/);
    expect(change((one) => (one.type === 'labelled' ? { ...one, synthetic: undefined! } : one))).toThrow(/without/);
  });

  test('is read by the measures as any other', async () => {
    const log = await runOn(await same(), asking(adba()));
    const table = tableOf(log)!;
    const rows = resultRows(log);
    expect(rows.map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
    for (const { balance } of rows) expect(balance).toBeGreaterThanOrEqual(0);
    const first = stepAt(table, { seed: 1, cycle: 0, arm: 0 })!;
    expect(rows[1]!.meanEntropyNew).toBe(meanEntropyAsked(first));
    expect(meanEntropyAsked(first)).toBeCloseTo(sum(first.queried!.synthetic!.entropies) / 33, 9);
    const [asked] = syntheticAt(table, 1, 0);
    expect(asked!.questions).toHaveLength(3);
    for (const { values, labels } of asked!.questions) {
      expect(values).toHaveLength(STRIP);
      expect(labels).toHaveLength(STRIP);
    }
    expect(asked!.by).toEqual(first.labelled!.synthetic!.by);
    expect(madeBefore(table, { seed: 1, cycle: 2, arm: 0 }).labels).toHaveLength(6 * STRIP);
  });
});
