/** A learner that diverged is told from a bad one: in the log, the curves, the comparison, the CSV; its query is random. */
import { beforeAll, describe, expect, test } from 'vitest';
import { measures } from '../../src/measuring/index.ts';
import { statementText, statements } from '../../src/metrics/comparison/statements.ts';
import { areasAt, commonCycle } from '../../src/metrics/comparison/comparison.ts';
import { curvesOf } from '../../src/metrics/curves/curves.ts';
import { cycleFacts } from '../../src/metrics/cycle-facts.ts';
import { divergenceText, notFiniteText } from '../../src/metrics/divergence.ts';
import { resultsCsv } from '../../src/metrics/results.ts';
import { stepAt, tableOf, type StepTable } from '../../src/metrics/step-table.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import type { SpecInput, TrainingSpec } from '../../src/protocol/spec.ts';
import { selectQuery } from '../../src/runner/samples/select-query.ts';
import type { Strategy } from '../../src/strategies/contracts/strategy.ts';
import { strategyNamed } from '../../src/strategies/index.ts';
import { strategyContext } from '../support/strategy-context.ts';
import { freshDatabase, ignoreMessages, labWith, realRegistry, runToEnd, specOf } from '../support/test-lab.ts';

const sound: Partial<TrainingSpec> = { epochs: 6, batch: 4, learningRate: 0.05 };
/** Every step multiplies the weights by −9. */
const diverging = {
  epochs: 60,
  batch: 4,
  optimizer: 'sgd',
  learningRate: 10,
  weightDecay: 1,
  momentum: 0,
  parameters: {},
} as const;
const short = { alignSteps: 20, refit: 5, width: 4 };

const arms: SpecInput['arms'] = [
  { strategy: 'random', name: 'sound' },
  { strategy: 'margin', name: 'supervised', training: diverging },
  { strategy: 'mixture', name: 'reg and da', training: { ...diverging, method: 'mixture-reg-da', parameters: short } },
  { strategy: 'waal', name: 'waal', training: { ...diverging, method: 'wasserstein', parameters: { mixtures: true, refit: 5 } } },
  { strategy: 'entropy', name: 'h', training: { ...diverging, method: 'h-divergence', parameters: {} } },
]; // prettier-ignore
const names = arms.map(({ name }) => name!);

const accuracy = measures[0]!.about;
let log: LogEvent[];
let table: StepTable;

beforeAll(async () => {
  const training = { ...sound, parameters: {} };
  log = await runToEnd(specOf({ arms, training, reference: true, seeds: [1], query: { size: 3, cycles: 2 } }), 'plane');
  table = tableOf(log)!;
}, 120_000);

const eachDiverged = names.slice(1).map((name, i) => [name, i + 1] as const);

describe('a training that diverges', () => {
  test.each(eachDiverged)('%s: ends at the epoch with the loss, and its query is random with a note', (_, arm) => {
    for (const cycle of [0, 1]) {
      const { trained, measured, queried, labelled } = stepAt(table, { seed: 1, cycle, arm })!;
      expect(trained).toMatchObject({ diverged: 'loss', validationAccuracy: null });
      expect(trained!.epochs, 'ends early').toBeLessThan(40);
      expect(Object.values(measured!.values).every(Number.isNaN)).toBe(true);
      expect(measured).toMatchObject({ diverged: 'loss' });
      expect(measured!.confusion).toBeUndefined();
      expect(queried).toMatchObject({ fallback: { to: 'random', diverged: 'loss' }, predictions: [-1, -1, -1] });
      expect(new Set(queried!.indices).size).toBe(3);
      expect(labelled!.labels).toHaveLength(3);
    }
    expect(stepAt(table, { seed: 1, cycle: 1, arm })!.trained!.labelled).toBe(7);
  });

  test('leaves the other arms as they are', () => {
    for (const cycle of [0, 1, 2]) {
      const { trained, measured, queried } = stepAt(table, { seed: 1, cycle, arm: 0 })!;
      expect(measured!.values.accuracy).toBeGreaterThan(0.5);
      for (const event of [trained!, measured!, queried ?? {}]) {
        expect(event).not.toHaveProperty('diverged');
        expect(event).not.toHaveProperty('fallback');
      }
    }
  });

  test('is in the log as read from a file, in the order that the plan has', () => {
    const read = parseLog(serialiseLog(log), 'log');
    expect(read).toEqual(log);
    expect(read.at(-1)!.type).toBe('finished');
  });

  test('is no point of a curve and no side of a comparison, and is said in the figure', () => {
    const curves = curvesOf(table, accuracy);
    expect(curves.map((curve) => curve.mean.length)).toEqual([3, 0, 0, 0, 0]);
    const point = commonCycle(table)!;
    expect(areasAt(table, point, { arm: 1, measure: accuracy })).toEqual([NaN]);
    const texts = statements(table, accuracy).map(statementText);
    expect(texts).toHaveLength(4);
    expect(texts[0]).toBe('Supervised diverged at 4, 7, 10 labels (seed 1): left out of the comparisons.');
  });

  test('is said on the card, on the cycle’s sheet and in the CSV', () => {
    expect(divergenceText(table, 0)).toBeUndefined();
    expect(divergenceText(table, 3)).toBe('diverged at 4, 7, 10 labels (seed 1)');
    const facts = new Map(cycleFacts(stepAt(table, { seed: 1, cycle: 0, arm: 1 }), [accuracy]));
    expect(facts.get('Diverged')).toBe('the loss was no longer finite, and training ended; queried at random');
    expect(facts.has('Test accuracy')).toBe(false);
    const [header, ...rows] = resultsCsv(log).trim().split('\n').map((line) => line.split(',')); // prettier-ignore
    const column = (name: string) => rows.map((row) => row[header!.indexOf(name)]);
    expect(column('diverged')).toEqual(['', '', '', ...Array<string>(12).fill('loss')]);
    expect(column('test_accuracy').slice(3)).toEqual(Array<string>(12).fill(''));
    expect(column('test_accuracy').slice(0, 3)).not.toContain('');
  });
});

test('a sound arm with a diverged seed has no area there, rather than that of another curve', () => {
  const changed = log.map((event) =>
    event.type === 'measured' && event.arm === 0 && event.cycle === 1
      ? { ...event, values: { accuracy: NaN }, diverged: 'outputs' as const }
      : event,
  );
  const other = tableOf(changed)!;
  const area = (of: StepTable) => areasAt(of, commonCycle(of)!, { arm: 0, measure: accuracy })[0]!;
  expect(area(table)).toBeGreaterThan(50);
  expect(area(other)).toBeNaN();
});

describe('a query with outputs that are not finite', () => {
  const noSelection = { indices: new Int32Array(0), scores: new Float32Array(0) };
  const strips = { form: 'sample', samplesPerQuery: 1, samples: new Float32Array(4), annotator: 'classifier' } as const;
  const pool = Array.from({ length: 6 }, (_, i) => [0.5 + i / 20, 0.5 - i / 20]);

  test.each([NaN, Infinity])('is random where one output is %d', async (value) => {
    const probabilities = pool.map((row, i) => (i === 3 ? [value, 0.5] : row));
    const context = strategyContext({ probabilities, size: 2 });
    const { selection, diverged } = await selectQuery(strategyNamed('margin'), context, undefined);
    expect(diverged).toBe('outputs');
    expect(selection.indices).toHaveLength(2);
    expect([...selection.scores]).toEqual([0, 0]);
  });

  test.each([
    ['scores', 'a selection', { indices: Int32Array.of(101, 103), scores: Float32Array.of(0.5, NaN) }],
    [
      'scores',
      'questions',
      { ...noSelection, synthesizedQueries: { ...strips, acquisition: Float32Array.of(NaN, 1) } },
    ],
  ])('is random for its %s where those of %s are not numbers, though the outputs are', async (found, _, selected) => {
    const context = strategyContext({ probabilities: pool, size: 2 });
    const strategy = { ...strategyNamed('margin'), select: () => Promise.resolve(selected) };
    const { selection, diverged } = await selectQuery(strategy, context, undefined);
    expect(diverged).toBe(found);
    expect([...selection.scores]).toEqual([0, 0]);
    expect(selection.synthesizedQueries).toBeUndefined();
  });

  test('is the strategy’s own where a score is infinite', async () => {
    const context = strategyContext({ probabilities: pool, size: 2 });
    const selected = { indices: Int32Array.of(101, 103), scores: Float32Array.of(0.5, Infinity) };
    const strategy = { ...strategyNamed('margin'), select: () => Promise.resolve(selected) };
    expect(await selectQuery(strategy, context, undefined)).toEqual({ selection: selected });
  });

  test('is the strategy’s own where all are finite', async () => {
    const context = strategyContext({ probabilities: pool, size: 2 });
    const { selection, diverged } = await selectQuery(strategyNamed('margin'), context, undefined);
    expect(diverged).toBeUndefined();
    expect([...selection.indices]).toEqual([100, 101]);
  });
});

describe('a run whose strategy gives scores that are not numbers', () => {
  const undecided: Strategy = {
    about: { ...strategyNamed('margin').about, name: 'undecided' },
    select: ({ poolIndices, batchSize }) =>
      Promise.resolve({ indices: poolIndices.slice(0, batchSize), scores: new Float32Array(batchSize).fill(NaN) }),
  };
  let scored: StepTable;

  beforeAll(async () => {
    const registry = { ...realRegistry, strategies: [...realRegistry.strategies, undecided] };
    const lab = labWith(await freshDatabase(), { registry });
    const arms = [{ strategy: 'random' }, { strategy: 'undecided' }];
    const training = { ...sound, parameters: {} };
    const run = await lab.create(specOf({ arms, training, seeds: [1], query: { size: 3, cycles: 2 } }), 'groups');
    await lab.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages);
    scored = tableOf(parseLog(serialiseLog(await lab.log(run.id)), 'log'))!;
  });

  test('logs the random query with what its learner predicted', () => {
    const { trained, measured, queried } = stepAt(scored, { seed: 1, cycle: 0, arm: 1 })!;
    expect([trained, measured].some((event) => 'diverged' in event!)).toBe(false);
    expect(queried!.fallback).toEqual({ to: 'random', diverged: 'scores' });
    expect(queried!.entropies.every(Number.isFinite)).toBe(true);
    expect(queried!.predictions.every((label) => label >= 0)).toBe(true);
  });

  test('says so of the query, and not that the learner diverged or was left out', () => {
    const said = 'queried at random at 4, 7 labels (seed 1), since scores of the strategy are not numbers';
    expect(notFiniteText(scored, 1)).toBe(said);
    expect(divergenceText(scored, 1)).toBeUndefined();
    expect(statements(scored, accuracy).map(statementText).join()).not.toContain('left out');
    const facts = new Map(cycleFacts(stepAt(scored, { seed: 1, cycle: 0, arm: 1 }), [accuracy]));
    expect(facts.get('Queried at random')).toBe('scores of the strategy are not numbers');
    expect(facts.has('Diverged')).toBe(false);
    expect(facts.has('Test accuracy')).toBe(true);
    expect(curvesOf(scored, accuracy).map((curve) => curve.mean.length)).toEqual([3, 3]);
  });
});

test('weights that are not finite after the last step are not called final, since the best ones were restored', () => {
  const changed = log.map((event) =>
    event.type === 'trained' && event.arm === 0 ? { ...event, diverged: 'weights' as const } : event,
  );
  const facts = new Map(cycleFacts(stepAt(tableOf(changed)!, { seed: 1, cycle: 0, arm: 0 }), [accuracy]));
  expect(facts.get('Diverged')).toBe('the weights after the last step are not finite');
});
