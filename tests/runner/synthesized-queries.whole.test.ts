/** GAAL and ADBA in a run: annotators, training samples, and a log that suffices to resume the run. */
import { describe, expect, test } from 'vitest';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { meanQueryEntropy } from '../../src/metrics/curves/query-entropy.ts';
import { resultRows } from '../../src/metrics/results.ts';
import { stepAt, tableOf } from '../../src/metrics/step-table.ts';
import { synthesizedBefore, synthesizedQueriesAt } from '../../src/metrics/queries/synthesized-queries.ts';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { STRIP_LENGTH } from '../../src/protocol/synthesized-queries.ts';
import { listAssets } from '../../src/storage/assets.ts';
import * as tf from '../../src/tensor/tf.ts';
import { ignoreMessages, freshDatabase, labWith, withoutTimes } from '../support/test-lab.ts';
import {
  gaal,
  adba,
  synthesisSpec,
  onWasm,
  planeDatabase,
  useSharedDatabase,
  runOn,
  queries,
  answers,
  measurements,
  sum,
  runRecordingTraining,
} from '../support/synthesis-runs.ts';

describe('GAAL', () => {
  test('is annotated by a classifier that the log names, built once for all cycles', async () => {
    const db = await useSharedDatabase();
    const log = await runOn(db, synthesisSpec(gaal()));
    for (const { synthetic } of answers(log)) {
      expect(synthetic!.by).toMatchObject({ kind: 'classifier', name: 'Multi-layer perceptron', labelled: 60 });
      // two groups that overlap: far from chance, and not perfect
      expect((synthetic!.by as { testAccuracy: number }).testAccuracy).toBeGreaterThan(0.7);
    }
    expect((await listAssets(db)).map(({ recipe }) => recipe.kind).sort()).toEqual(['classifier', 'generator']);
  });

  test('is trained on the initial set and on no other real samples', async () => {
    const { seen, log } = await runRecordingTraining(synthesisSpec(gaal()));
    expect(seen.map(({ count }) => count)).toEqual([4, 7, 10]);
    expect(measurements(log).map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
    for (const event of [...queries(log), ...answers(log)]) expect(event.indices).toEqual([]);
    const told = answers(log).flatMap(({ synthetic }) => synthetic!.labels);
    expect(seen[2]!.labels.slice(4)).toEqual(told);
    // what was shown is what is learnt from: the log's values, scaled as all others are
    const shown = queries(log).flatMap(({ synthetic }) => synthetic!.values as number[]);
    const scaled = shown.map((value, i) => (i % 2 ? value : (value - 1) / 1.4));
    seen[2]!.values.slice(8).forEach((value, i) => expect(value).toBeCloseTo(scaled[i]!, 5));
    expect(tf.memory().numTensors).toBe(0);
  });

  test('generates samples at the boundary of a linear learner, and of the greatest entropy of another', async () => {
    const near = await runOn(await useSharedDatabase(), synthesisSpec(gaal({ latentSteps: 200, latentRate: 0.05 })));
    for (const { synthetic } of queries(near)) {
      for (const distance of synthetic!.worth) expect(distance).toBeLessThan(0.2);
      for (const entropy of synthetic!.entropies) expect(entropy).toBeGreaterThan(0.6);
    }
    const curved = synthesisSpec(gaal({ latentSteps: 60 }), {
      model: { name: 'mlp', parameters: { width: 8, layers: 1 } },
    });
    for (const { synthetic } of queries(await runOn(await useSharedDatabase(), curved)))
      synthetic!.worth.forEach((worth, i) => expect(worth).toBeCloseTo(synthetic!.entropies[i]!, 4));
  });
});

describe('ADBA', () => {
  test('labels eleven latent points per annotation, and counts one label', async () => {
    const { seen, log } = await runRecordingTraining(synthesisSpec(adba()));
    expect(seen.map(({ shape }) => shape)).toEqual([[2], [2], [2]]);
    expect(seen.map(({ count }) => count)).toEqual([4, 4 + 3 * STRIP_LENGTH, 4 + 6 * STRIP_LENGTH]);
    expect(measurements(log).map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
    expect(measurements(log).map(({ counts }) => sum(counts))).toEqual([4, 37, 70]);
    for (const { synthetic } of answers(log))
      for (let strip = 0; strip < 3; strip++) {
        const labels = synthetic!.labels.slice(strip * STRIP_LENGTH, (strip + 1) * STRIP_LENGTH);
        expect(labels.slice(1).filter((label, i) => label !== labels[i]).length).toBeLessThanOrEqual(1);
      }
    expect(tf.memory().numTensors).toBe(0);
  });

  test('logs the time of its networks, which are built before the query', async () => {
    const [first] = queries(await runOn(await planeDatabase(), synthesisSpec(adba())));
    expect(first!.prepared!.assets.map(({ kind }) => kind)).toEqual(['generator', 'encoder']);
    expect(first!.prepared!.seconds).toBeGreaterThan(0);
    // which are made before it begins
    expect(first!.seconds).toBeGreaterThan(0);
    expect(first!.prepared!.seconds).toBeGreaterThan(first!.seconds);
  });

  test('draws no line through the same sample twice', async () => {
    const log = await runOn(await useSharedDatabase(), synthesisSpec(adba(), { query: { size: 5, cycles: 4 } }));
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
    const lab = labWith(
      await freshDatabase({ kind: 'plane', ...data }, (i) => i % (data.classes?.length ?? 2)),
      onWasm,
    );
    await expect(lab.create(synthesisSpec(adba(), change), 'groups')).rejects.toMatchObject({ code: 'unfit' });
  });
});

test.each([
  ['GAAL', gaal()],
  ['ADBA', adba()],
])('%s gives the same log when it is stopped after every step', async (_, arm) => {
  const spec = synthesisSpec(arm);
  const db = await useSharedDatabase();
  const whole = withoutTimes(await runOn(db, spec));
  let lab = labWith(db, onWasm);
  const { id, stepsTotal } = await lab.create(spec, 'groups');
  for (let step = 0; step < stepsTotal; step++) {
    const outcome = await lab.start(id, { scope: 'run', delay: 0 }, (message) => {
      if (message.type === 'events') void lab.stop(id);
    });
    expect(outcome).toBe(step < stepsTotal - 1 ? 'stopped' : 'finished');
    lab = labWith(db, onWasm);
  }
  expect(withoutTimes(await lab.log(id))).toEqual(whole);
});

describe('the log', () => {
  test('is continued from a file where no generator has been built', async () => {
    const spec = synthesisSpec(gaal());
    const log = await runOn(await useSharedDatabase(), spec);
    const cut = log.slice(0, log.findIndex((event) => event.type === 'labelled') + 1);
    const lab = labWith(await planeDatabase(), onWasm);
    const { id } = await lab.importLog(parseLog(serialiseLog(cut)));
    expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
    expect(withoutTimes(await lab.log(id))).toEqual(withoutTimes(log));
  });

  test('is refused after a change', async () => {
    const log = await runOn(await useSharedDatabase(), synthesisSpec(gaal()));
    const change = (how: (event: LogEvent) => LogEvent) => () => parseLog(serialiseLog(log.map(how)));
    expect(change((one) => one)).not.toThrow();
    const relabelled = (labels: number[]) => (one: LogEvent) =>
      one.type === 'labelled' ? { ...one, synthetic: { ...one.synthetic!, labels } } : one;
    expect(change(relabelled([0, 1]))).toThrow(/wrong number of samples/);
    expect(change(relabelled([0, 1, 2]))).toThrow(/unknown class/);
    expect(change((one) => (one.type === 'labelled' ? { ...one, synthetic: undefined! } : one))).toThrow(/without/);
  });

  test('is read by the metrics like any other', async () => {
    const log = await runOn(await useSharedDatabase(), synthesisSpec(adba()));
    const table = tableOf(log)!;
    const rows = resultRows(log);
    expect(rows.map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
    for (const { balance } of rows) expect(balance).toBeGreaterThanOrEqual(0);
    const first = stepAt(table, { seed: 1, cycle: 0, arm: 0 })!;
    expect(rows[1]!.meanEntropyNew).toBe(meanQueryEntropy(first));
    expect(meanQueryEntropy(first)).toBeCloseTo(sum(first.queried!.synthetic!.entropies) / 33, 9);
    const [asked] = synthesizedQueriesAt(table, 1, 0);
    expect(asked!.queries).toHaveLength(3);
    for (const { values, labels } of asked!.queries) {
      expect(values).toHaveLength(STRIP_LENGTH);
      expect(labels).toHaveLength(STRIP_LENGTH);
    }
    expect(asked!.annotator).toEqual(first.labelled!.synthetic!.by);
    expect(synthesizedBefore(table, { seed: 1, cycle: 2, arm: 0 }).labels).toHaveLength(6 * STRIP_LENGTH);
  });
});
