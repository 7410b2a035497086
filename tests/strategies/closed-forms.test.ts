/** Scores of the classic strategies against closed forms. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { strategyNamed } from '../../src/strategies/index.ts';
import { entropyOf, marginOf, mostProbable } from '../../src/strategies/support/uncertainty.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { strategyContext, fullView } from '../support/strategy-context.ts';

const row = (...p: number[]) => Float32Array.from(p);

describe('scores of one prediction', () => {
  test('the entropy of a uniform prediction over K classes is ln K', () => {
    for (const k of [2, 3, 10, 100])
      expect(entropyOf(new Float32Array(k).fill(1 / k), k, 0)).toBeCloseTo(Math.log(k), 5);
  });

  test('the entropy of a certain prediction is 0, not NaN', () => {
    expect(entropyOf(row(0, 1, 0), 3, 0)).toBe(0);
  });

  test('the entropy of (½, ¼, ¼) is 1.5 ln 2', () => {
    expect(entropyOf(row(0.5, 0.25, 0.25), 3, 0)).toBeCloseTo(1.5 * Math.log(2), 12);
  });

  test('the margin of (0.5, 0.3, 0.2) is 0.2, in any order of the classes', () => {
    for (const p of [row(0.5, 0.3, 0.2), row(0.2, 0.3, 0.5), row(0.3, 0.5, 0.2)])
      expect(marginOf(p, 3, 0)).toBeCloseTo(0.2, 6);
  });

  test('the margin of two equally probable classes is 0', () => {
    expect(marginOf(row(0.4, 0.4, 0.2), 3, 0)).toBe(0);
  });

  test('the prediction is the first of equally probable classes', () => {
    expect(mostProbable(row(0.1, 0.45, 0.45), 3, 0)).toEqual({ label: 1, p: Math.fround(0.45) });
  });

  test('each row of a batch is read at its own offset', () => {
    const batch = row(1, 0, 0.5, 0.5, 0, 1);
    expect([0, 1, 2].map((i) => entropyOf(batch, 2, i))).toEqual([0, expect.closeTo(Math.log(2), 6), 0]);
    expect([0, 1, 2].map((i) => marginOf(batch, 2, i))).toEqual([1, 0, 1]);
    expect([0, 1, 2].map((i) => mostProbable(batch, 2, i).label)).toEqual([0, 0, 1]);
  });
});

describe('queries', () => {
  // the three classic scores disagree on these: a tie of the two greatest, a wide spread, a low maximum
  const probabilities = [
    [0.49, 0.48, 0.02, 0.01],
    [0.4, 0.2, 0.2, 0.2],
    [0.38, 0.31, 0.3, 0.01],
    [0.97, 0.01, 0.01, 0.01],
  ];
  const queriedBy = async (name: string) =>
    [...(await strategyNamed(name).select(strategyContext({ probabilities, size: 4 }))).indices].map(
      (index) => index - 100,
    );

  test('margin queries the tie of the two greatest first', async () =>
    expect(await queriedBy('margin')).toEqual([0, 2, 1, 3]));
  test('entropy queries the widest spread first', async () => expect(await queriedBy('entropy')).toEqual([1, 2, 0, 3]));
  test('least confidence queries the lowest maximum first', async () =>
    expect(await queriedBy('least-confidence')).toEqual([2, 1, 0, 3]));

  test('certainty sampling: three criteria, three orders', async () => {
    const rows = [
      [0.7, 0.2, 0.1],
      [0.6, 0.4, 0],
      [0.5, 0.25, 0.25],
    ];
    const by = async (name: string) => {
      const { indices, scores } = await strategyNamed(name).select(strategyContext({ probabilities: rows, size: 3 }));
      return { order: [...indices].map((index) => index - 100), scores: [...scores] };
    };
    const close = (...values: number[]) => values.map((value): unknown => expect.closeTo(value, 6));
    expect(await by('most-confident')).toEqual({ order: [0, 1, 2], scores: close(0.7, 0.6, 0.5) });
    expect(await by('large-margin')).toEqual({ order: [0, 2, 1], scores: close(0.5, 0.25, 0.2) });
    expect(await by('least-entropy')).toEqual({ order: [1, 0, 2], scores: close(0.6730117, 0.8018186, 1.0397208) });
  });

  test('minimum distance queries the samples nearest to the hyper-plane', async () => {
    const chosen = await strategyNamed('minimum-distance').select(
      strategyContext({ distances: [3, 0.5, 2, 0.25], size: 2 }),
    );
    expect([...chosen.indices]).toEqual([103, 101]);
    expect([...chosen.scores]).toEqual([0.25, 0.5]);
  });

  test('minimum distance refuses a learner without a hyper-plane', async () => {
    await chooseBackend('wasm');
    const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const context = strategyContext({ features: [[0, 1], [2, 3]], network, size: 1 }); // prettier-ignore
    await expect(strategyNamed('minimum-distance').select(context)).rejects.toMatchObject({ code: 'unfit' });
  });

  test('acquisition scores descend in the order of the queries', async () => {
    for (const name of ['margin', 'entropy', 'least-confidence', 'most-confident', 'large-margin', 'least-entropy']) {
      const strategy = strategyNamed(name);
      const acquisition = await strategy.acquisition!(strategyContext({ probabilities, size: 1 }));
      const scores = await acquisition.score(await fullView({ probabilities, size: 1 }, acquisition.outputs));
      const order = [0, 1, 2, 3].sort((a, b) => scores[b]! - scores[a]!);
      expect(order, name).toEqual(await queriedBy(name));
    }
  });

  test('the acquisition of core-set is the distance to the nearest labelled sample', async () => {
    const made = {
      features: [
        [0, 0],
        [3, 4],
        [10, 0],
      ],
      labelledFeatures: [
        [0, 0],
        [10, 1],
      ],
      size: 1,
    };
    const acquisition = await strategyNamed('core-set').acquisition!(strategyContext(made));
    const scores = await acquisition.score(await fullView(made, acquisition.outputs));
    expect([...scores]).toEqual([0, 5, 1]);
  });
});
