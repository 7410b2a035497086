/** Uncertainty on a random subset, and looking things up in pools of a million. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strategyNamed } from '../../src/strategies/index.ts';
import { includesSorted, missingPositions, lowerBound } from '../../src/strategies/support/sorted-indices.ts';
import { strategyContext } from '../support/strategy-context.ts';

const POOL = 200;
/** The higher the index, the more uncertain. */
const probabilities = Array.from({ length: POOL }, (_, i) => [0.5 + (POOL - i) / 500, 0.5 - (POOL - i) / 500]);

async function asked(subset: number, seed: number, size = 5) {
  const context = strategyContext({ probabilities, size, seed, parameters: { subset } });
  const looked: number[] = [];
  const predict = context.predict.bind(context);
  context.predict = async function* (outputs, among) {
    for await (const view of predict(outputs, among)) {
      looked.push(...view.indices);
      yield view;
    }
  };
  const { indices } = await strategyNamed('entropy').select(context);
  return { indices: [...indices], looked };
}

describe('uncertainty on a random subset', () => {
  test('looks at so many samples, distinct ones, and asks for the most uncertain of these', async () => {
    for (const subset of [5, 20, 199]) {
      const { indices, looked } = await asked(subset, 1);
      expect(new Set(looked).size).toBe(subset);
      expect(looked).toHaveLength(subset);
      expect(indices).toEqual([...looked].sort((a, b) => b - a).slice(0, 5));
    }
  });

  test('looks at as many as are asked for, at least, and at the whole pool with 0 or more than there are', async () => {
    expect((await asked(2, 1)).looked).toHaveLength(5);
    for (const subset of [0, POOL, 1000]) expect((await asked(subset, 1)).looked).toHaveLength(POOL);
  });

  test('looks at other samples with another seed, every one as often as any other', async () => {
    const rounds = 400;
    const times = new Float64Array(POOL);
    for (let seed = 0; seed < rounds; seed++) for (const index of (await asked(50, seed)).looked) times[index - 100]!++;
    // each is in a subset with probability 1/4; χ² of 200 such counts, less than 250 but once in a hundred
    const expected = rounds / 4;
    expect(times.reduce((sum, one) => sum + (one - expected) ** 2 / (expected * 0.75), 0)).toBeLessThan(255);
  });

  test.each(['margin', 'least-confidence', 'entropy'])('%s has it', async (name) => {
    const context = strategyContext({ probabilities, size: 5, parameters: { subset: 20 } });
    const whole = strategyContext({ probabilities, size: 5 });
    expect(await strategyNamed(name).select(context)).not.toEqual(await strategyNamed(name).select(whole));
  });
});

test('in ascending lists, places and what is missing are those that counting through them gives', () => {
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
