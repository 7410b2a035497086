/** The greedy oracle in a run: the best label is known from one ordinary run for each sample of the pool. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/protocol/events.ts';
import { problemText } from '../../src/protocol/problem.ts';
import type { SpecInput } from '../../src/protocol/spec.ts';
import type { Strategy } from '../../src/strategies/contracts/strategy.ts';
import * as tf from '../../src/tensor/tf.ts';
import { freshDatabase, ignoreMessages, labWith, realRegistry, specOf, withoutTimes } from '../support/test-lab.ts';

const POOL = 12;
const small: Partial<SpecInput> = {
  ...{ seeds: [1], pool: { train: POOL, validation: 15, test: 60 }, initial: { size: 2 } },
  query: { size: 1, cycles: 1 },
  training: { epochs: 12, batch: 4, learningRate: 0.05 },
};
const arm = (parameters: Record<string, number | string>) => ({ strategy: 'greedy-oracle', parameters });

async function run(change: Partial<SpecInput>, strategies = realRegistry.strategies): Promise<LogEvent[]> {
  const lab = labWith(await freshDatabase({ kind: 'plane' }), { registry: { ...realRegistry, strategies } });
  const { id } = await lab.create(specOf({ ...small, ...change }), 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  return lab.log(id);
}

const eventsOf = <Type extends LogEvent['type']>(log: readonly LogEvent[], type: Type) =>
  log.filter((event): event is Extract<LogEvent, { type: Type }> => event.type === type);

/** Of the learner that the next cycle trains, for each sample that may be queried first. */
const outcomes = new Map<number, { test: number; loss: number; validation: number }>();

beforeAll(async () => {
  const first = await run({ arms: [{ strategy: 'random' }], query: { size: POOL - 2, cycles: 1 } });
  for (const sample of eventsOf(first, 'queried')[0]!.indices) {
    const fixed: Strategy = {
      ...realRegistry.strategies.find(({ about }) => about.name === 'random')!,
      select: () => Promise.resolve({ indices: Int32Array.of(sample), scores: Float32Array.of(0) }),
    };
    const log = await run({ arms: [{ strategy: 'random' }] }, [fixed]);
    const [measured, trained] = [eventsOf(log, 'measured')[1]!, eventsOf(log, 'trained')[1]!];
    outcomes.set(sample, {
      ...{ test: measured.values.accuracy, loss: measured.values['log-loss']! },
      validation: trained.validationAccuracy!,
    });
  }
});

describe('with every sample as a candidate', () => {
  test('queries the label that leads to the highest test accuracy, and the next cycle has that accuracy', async () => {
    const log = await run({ arms: [arm({ candidates: 100, split: 'test' })] });
    const [queried] = eventsOf(log, 'queried');
    const best = Math.max(...[...outcomes.values()].map((one) => one.test));
    const least = Math.min(...[...outcomes.values()].filter((one) => one.test === best).map((one) => one.loss));
    expect(outcomes.get(queried!.indices[0]!)).toMatchObject({ test: best, loss: least });
    expect(queried!.scores[0]).toBeCloseTo(best, 6);
    expect(eventsOf(log, 'measured')[1]!.values.accuracy).toBe(best);
    // there is something to choose: the samples lead to different accuracies
    const all = [...outcomes.values()].map((one) => one.test);
    expect(queried!.metrics!['worstCandidate']).toBeCloseTo(Math.min(...all), 6);
    expect(queried!.metrics!['meanCandidate']).toBeCloseTo(all.reduce((a, b) => a + b) / all.length, 6);
    expect(Math.min(...all)).toBeLessThan(best - 0.05);
  });

  test('or to the highest validation accuracy, which is another one', async () => {
    const log = await run({ arms: [arm({ candidates: 100, split: 'validation' })] });
    const [queried] = eventsOf(log, 'queried');
    const best = Math.max(...[...outcomes.values()].map((one) => one.validation));
    expect(outcomes.get(queried!.indices[0]!)!.validation).toBe(best);
    expect(queried!.scores[0]).toBeCloseTo(best, 6);
    expect(eventsOf(log, 'trained')[1]!.validationAccuracy).toBe(best);
    expect(best).not.toBe(outcomes.get(queried!.indices[0]!)!.test);
  });
});

describe('what the next cycle measures is what the best candidate led to', () => {
  const spec: Partial<SpecInput> = {
    ...{ pool: { train: 60, validation: 15, test: 40 }, initial: { size: 20 }, query: { size: 6, cycles: 2 } },
    arms: [arm({ candidates: 4, depth: 3, split: 'test' })],
  };

  test.each([
    ['with errors of the annotators', { annotator: { noise: [0.02, 0.45, 0.45].map((rate) => ({ kind: 'uniform' as const, rate })), aggregate: 'dawid-skene' } }], // prettier-ignore
    ['where the training continues from the cycle before', { training: { method: 'tod', steps: 8, batch: 4, learningRate: 0.05 } }], // prettier-ignore
    ['by passes with dropout', { measure: { passes: 3 }, model: { name: 'mlp', parameters: { width: 8, layers: 1, dropout: 0.3 } } }], // prettier-ignore
  ] satisfies [string, Partial<SpecInput>][])('%s', async (_, change) => {
    const tensors = tf.memory().numTensors;
    const log = await run({ ...spec, ...change });
    expect(tf.memory().numTensors).toBe(tensors);
    const queried = eventsOf(log, 'queried');
    expect(queried).toHaveLength(2);
    queried.forEach(({ metrics, scores }, cycle) => {
      const { accuracy } = eventsOf(log, 'measured')[cycle + 1]!.values;
      expect(metrics!['bestCandidate']).toBe(accuracy);
      expect(scores[5]).toBeCloseTo(accuracy, 6);
    });
  });
});

test('fewer gradient steps are those of the trials alone', async () => {
  const log = await run({ arms: [arm({ candidates: 100, split: 'test', steps: 1 })] });
  const [queried] = eventsOf(log, 'queried');
  // one step from the same weights leads nowhere near
  expect(queried!.metrics!['bestCandidate']).not.toBe(Math.max(...[...outcomes.values()].map((one) => one.test)));
  expect(eventsOf(log, 'trained').map((one) => one.steps > 1)).toEqual([true, true]);
});

test('a run that is stopped in the middle of the trials resumes to the same log', async () => {
  const spec = specOf({ ...small, query: { size: 2, cycles: 2 }, arms: [arm({ candidates: 10, depth: 2 })] });
  const [whole, stopped] = await Promise.all(
    [false, true].map(async (stops) => {
      const db = await freshDatabase({ kind: 'plane' });
      const lab = labWith(db);
      const { id } = await lab.create(spec, 'groups');
      if (stops) {
        let pending = true;
        const outcome = await lab.start(id, { scope: 'run', delay: 0 }, (message) => {
          if (!pending || message.type !== 'progress' || message.phase !== 'querying' || message.done === 0) return;
          pending = false;
          void lab.stop(id);
        });
        expect(outcome).toBe('stopped');
        // the step in progress is not in the log
        expect(eventsOf(await lab.log(id), 'queried')).toHaveLength(0);
      }
      const resumed = labWith(db);
      expect(await resumed.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
      return withoutTimes(await resumed.log(id));
    }),
  );
  expect(stopped).toEqual(whole);
});

test('is refused without a validation split, unless it compares on the test split', async () => {
  const refusal = async (parameters: Record<string, string>) => {
    const lab = labWith(await freshDatabase());
    const spec = specOf({ ...small, pool: { train: POOL, test: 60 }, arms: [arm(parameters)] });
    return lab.create(spec, 'groups').then(() => undefined, problemText);
  };
  expect(await refusal({})).toBe(
    'Greedy oracle (cheats) compares queries by their accuracy on the validation split, and the design holds out no samples for it. Hold out samples for validation, or let the strategy compare on the test split.',
  );
  expect(await refusal({ split: 'test' })).toBeUndefined();
});
