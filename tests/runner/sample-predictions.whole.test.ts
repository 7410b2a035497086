/** Predictions of a step of the log for every sample of its seed: on the test split those that the log's measures are of. */
import { describe, expect, test, vi } from 'vitest';
import { isSameStep } from '../../src/protocol/events.ts';
import { sampleParts } from '../../src/protocol/replay/sample-predictions.ts';
import { freshDatabase, ignoreMessages, labWith, specOf } from '../support/test-lab.ts';

// several batches, the last one not full
vi.mock('../../src/trainer/scoring-batches.ts', async (original) => ({
  ...(await original<object>()),
  batchSizeFor: () => 7,
}));

const never = new AbortController().signal;
const spec = specOf({
  arms: [{ strategy: 'entropy' }, { strategy: 'random' }],
  seeds: [1],
  training: { epochs: 4, batch: 4, learningRate: 0.02 },
});

async function predicted(of: typeof spec, key = { seed: 1, cycle: 1, arm: 1 }) {
  const lab = labWith(await freshDatabase());
  const { id } = await lab.create(of, 'groups');
  await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
  const step = { runId: id, key };
  const predictions = await lab.predictSamples(step, () => undefined, never);
  const { test: report } = await lab.replayStep(step, () => undefined, never);
  return { log: await lab.log(id), key, predictions, report };
}

describe.each([
  ['one pass', spec],
  [
    'the mean of dropout passes',
    { ...spec, model: { name: 'mlp', parameters: { dropout: 0.3 } }, measure: { passes: 5 } },
  ],
])('by %s', (_, of) => {
  test('each sample of the seed is there once, in its part, with its label, and the test part agrees with the log', async () => {
    const { log, key, predictions, report } = await predicted(of);
    const { indices, parts, labels, probabilities, classes } = predictions;
    const split = log.find((event) => event.type === 'split')!;
    const count = (part: (typeof sampleParts)[number]) =>
      parts.filter((one) => one === sampleParts.indexOf(part)).length;
    expect(new Set(indices).size).toBe(indices.length);
    expect([count('test'), count('validation')]).toEqual([split.test, split.validation]);
    const measured = log.find((event) => event.type === 'measured' && isSameStep(event, key));
    expect(count('queried')).toBe(measured?.type === 'measured' ? measured.labelled : NaN);
    expect(count('queried') + count('pool')).toBe(split.train);
    expect([...labels]).toEqual(Array.from(indices, (index) => index % 2));
    const best = (row: number) => {
      const p = probabilities.subarray(row * classes, (row + 1) * classes);
      return p.indexOf(Math.max(...p));
    };
    expect(Array.from(report.indices)).toEqual([...indices].filter((__, row) => parts[row] === 0));
    expect(Array.from(report.predicted)).toEqual(Array.from(report.indices, (__, row) => best(row)));
    for (let row = 0; row < indices.length; row++) {
      const p = probabilities.subarray(row * classes, (row + 1) * classes);
      expect(p.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
    }
  });
});
