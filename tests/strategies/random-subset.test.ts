/** Uncertainty on a random subset of the pool, and look-ups in ascending lists of indices. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strategyNamed } from '../../src/strategies/index.ts';
import { includesSorted, missingPositions, lowerBound } from '../../src/strategies/support/sorted-indices.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { linearNetwork, strategyContext } from '../support/strategy-context.ts';

const POOL = 200;
/** The higher the index, the more uncertain. */
const probabilities = Array.from({ length: POOL }, (_, i) => [0.5 + (POOL - i) / 500, 0.5 - (POOL - i) / 500]);

async function queriedFrom(subset: number, seed: number, size = 5) {
  const context = strategyContext({ probabilities, size, seed, parameters: { subset } });
  const predicted: number[] = [];
  const predict = context.predict.bind(context);
  context.predict = async function* (outputs, among) {
    for await (const view of predict(outputs, among)) {
      predicted.push(...view.indices);
      yield view;
    }
  };
  const { indices } = await strategyNamed('entropy').select(context);
  return { indices: [...indices], predicted };
}

describe('uncertainty on a random subset', () => {
  test('predicts that many distinct samples, and queries the most uncertain of them', async () => {
    for (const subset of [5, 20, 199]) {
      const { indices, predicted } = await queriedFrom(subset, 1);
      expect(new Set(predicted).size).toBe(subset);
      expect(predicted).toHaveLength(subset);
      expect(indices).toEqual([...predicted].sort((a, b) => b - a).slice(0, 5));
    }
  });

  test('has at least the batch size, and is the whole pool for 0 or a greater number than the pool’s', async () => {
    expect((await queriedFrom(2, 1)).predicted).toHaveLength(5);
    for (const subset of [0, POOL, 1000]) expect((await queriedFrom(subset, 1)).predicted).toHaveLength(POOL);
  });

  test('differs between seeds, with equal probability for every sample', async () => {
    const rounds = 400;
    const times = new Float64Array(POOL);
    for (let seed = 0; seed < rounds; seed++)
      for (const index of (await queriedFrom(50, seed)).predicted) times[index - 100]!++;
    // each is in a subset with probability 1/4; χ² of 200 such counts, less than 250 but once in a hundred
    const expected = rounds / 4;
    expect(times.reduce((sum, one) => sum + (one - expected) ** 2 / (expected * 0.75), 0)).toBeLessThan(255);
  });

  test.each(['margin', 'least-confidence', 'entropy'])('is a parameter of %s', async (name) => {
    const context = strategyContext({ probabilities, size: 5, parameters: { subset: 20 } });
    const whole = strategyContext({ probabilities, size: 5 });
    expect(await strategyNamed(name).select(context)).not.toEqual(await strategyNamed(name).select(whole));
  });
});

// mutual information and critic of samples along a line: the greater the index, the greater the score
test.each(['bald', 'waal', 'deep-fool', 'committee'])(
  '%s scores a subset as well, and no other sample',
  async (name) => {
    await chooseBackend('wasm');
    const features = Array.from({ length: 60 }, (_, i) => [0.1 + i / 20, 1 - i / 30]);
    const made = {
      features,
      network: linearNetwork(2, 2),
      size: 12,
      parameters: { subset: 12, passes: 3, members: 2, disagreement: 'divergence' },
    };
    const first = await strategyNamed(name).select(strategyContext(made));
    const other = await strategyNamed(name).select(strategyContext({ ...made, seed: 2 }));
    // a subset of the batch size is the query, whatever the scores
    expect(new Set(first.indices).size).toBe(12);
    expect([...first.indices].sort()).not.toEqual([...other.indices].sort());
    expect(first.scores.every(Number.isFinite)).toBe(true);
    const whole = await strategyNamed(name).select(
      strategyContext({ ...made, parameters: { passes: 3, members: 2, disagreement: 'divergence' } }),
    );
    const chosenByScore = [
      ...(
        await strategyNamed(name).select(
          strategyContext({ ...made, seed: 2, parameters: { passes: 3, members: 2, disagreement: 'divergence' } }),
        )
      ).indices,
    ];
    if (name !== 'bald') expect([...whole.indices].sort()).toEqual(chosenByScore.sort());
  },
);

test('positions and missing values in ascending lists agree with a linear scan', () => {
  const lists = fc
    .uniqueArray(fc.record({ value: fc.integer({ min: -50, max: 200 }), left: fc.boolean() }), {
      selector: ({ value }) => value,
      maxLength: 80,
    })
    .map((all) => all.sort((a, b) => a.value - b.value));
  fc.assert(
    fc.property(lists, fc.integer({ min: -60, max: 210 }), (list, value) => {
      const all = Int32Array.from(list, (one) => one.value);
      const some = Int32Array.from(list.filter(({ left }) => left).map((one) => one.value));
      const missing = list.flatMap(({ left }, place) => (left ? [] : [place]));
      expect([...missingPositions(some, all)]).toEqual(missing);
      expect(lowerBound(all, value)).toBe(all.filter((one) => one < value).length);
      expect(includesSorted(all, value)).toBe(all.includes(value));
    }),
  );
});
