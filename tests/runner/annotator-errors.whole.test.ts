/** A run whose annotators err: what the log has, that arms are told the same, and that test labels stay true. */
import { expect, test } from 'vitest';
import { dawidSkene, voteShares } from '../../src/annotators/aggregate.ts';
import { resultRows } from '../../src/metrics/results.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { specOf, runToEnd, withoutTimes } from '../support/test-lab.ts';

const parts = { seeds: [1], query: { size: 8, cycles: 2 }, arms: [{ strategy: 'random' }, { strategy: 'core-set' }] };
const run = (annotator?: SpecInput['annotator']) => runToEnd(specOf({ ...parts, ...(annotator && { annotator }) }));

/** Truth of group i mod 2: the fixture's labels. */
const truthOf = (indices: readonly number[]) => indices.map((index) => index % 2);

test('answers and truth are in the log, the same for a sample in every arm, and make up the results', async () => {
  const noise = { kind: 'uniform', rate: 0.4 } as const;
  const log = await run({ noise, count: 3, aggregate: 'dawid-skene', cost: 0.5 });
  const split = log.find((event) => event.type === 'split')!;
  expect(split.initialTruth).toEqual(truthOf(split.initial));
  expect(split.initialAnswers).toHaveLength(3);
  const answersOf = new Map<number, string>();
  for (const event of log) {
    if (event.type !== 'labelled') continue;
    expect(event.truth).toEqual(truthOf(event.indices));
    event.indices.forEach((index, i) => {
      const own = JSON.stringify(event.answers!.map((one) => one[i]));
      expect(answersOf.get(index) ?? own).toBe(own);
      answersOf.set(index, own);
    });
  }
  expect(parseLog(serialiseLog(log))).toEqual(log);
  const labelled = log.find((event): event is Extract<LogEvent, { type: 'labelled' }> => event.type === 'labelled')!;
  const wrong = (labels: readonly number[], truth: readonly number[]) =>
    labels.filter((one, i) => one !== truth[i]).length;
  const expected = wrong(split.initialLabels, split.initialTruth!) + wrong(labelled.labels, labelled.truth!);
  const row = resultRows(log).find((one) => one.arm === 'random' && one.cycle === 1)!;
  // 4 initial labels and 8 queries, 3 answers at 0.5 each
  expect(row.metrics).toMatchObject({ wrongLabels: expected / 12, annotationCost: 18, annotatorAnswers: 36 });
  expect(withoutTimes(await run({ noise, count: 3, aggregate: 'dawid-skene', cost: 0.5 }))).toEqual(withoutTimes(log));
});

test('annotators who are never wrong give the log of the ground truth, and the truth in addition', async () => {
  const added = ['truth', 'initialTruth', 'spec'];
  const withoutTruth = (log: readonly LogEvent[]): unknown =>
    JSON.parse(JSON.stringify(withoutTimes(log), (name, value: unknown) => (added.includes(name) ? undefined : value)));
  const truthful = await run({ noise: { kind: 'uniform', rate: 0 } });
  const plain = await run();
  expect(withoutTruth(truthful)).toEqual(withoutTruth(plain));
  expect(JSON.stringify(plain)).not.toMatch(/[tT]ruth/);
});

test('arms that query generated samples, and matrices for other classes, are refused', async () => {
  const noise = { kind: 'uniform', rate: 0.1 } as const;
  const gaal = specOf({ annotator: { noise }, arms: [{ strategy: 'gaal' }] });
  await expect(runToEnd(gaal, 'plane')).rejects.toThrow(/errors are for samples of the data/);
  const matrix = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
  await expect(runToEnd(specOf({ annotator: { noise: { kind: 'matrix', matrix } } }))).rejects.toThrow(/3 classes.*2/);
});

test('Dawid & Skene estimate the annotators from the answers of earlier cycles too', async () => {
  const noise = [0.05, 0.45, 0.45].map((rate) => ({ kind: 'uniform' as const, rate }));
  const log = await run({ noise, aggregate: 'dawid-skene' });
  const split = log.find((event) => event.type === 'split')!;
  /** Whether the most probable classes, where one is, are the labels. */
  const gives = (posteriors: Float64Array, given: readonly number[]) =>
    given.every((label, i) => posteriors[2 * i + label]! > posteriors[2 * i + 1 - label]! - 1e-9);
  let [queries, differsAlone, differsByMajority] = [0, 0, 0];
  for (const arm of [0, 1]) {
    let earlier = split.initialAnswers!;
    for (const event of log) {
      if (event.type !== 'labelled' || event.arm !== arm) continue;
      const before = earlier[0]!.length;
      earlier = earlier.map((own, w) => [...own, ...event.answers![w]!]);
      expect(gives(dawidSkene(earlier, 2).subarray(2 * before), event.labels), `arm ${arm}, cycle ${event.cycle}`).toBe(
        true,
      );
      if (!gives(dawidSkene(event.answers!, 2), event.labels)) differsAlone++;
      if (!gives(voteShares(event.answers!, 2), event.labels)) differsByMajority++;
      queries++;
    }
  }
  expect(queries).toBe(4);
  expect(differsAlone).toBeGreaterThan(0);
  expect(differsByMajority).toBeGreaterThan(0);
});
