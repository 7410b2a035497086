/** Initial sets that are chosen by comparing the samples: one of each separated group, the same in every arm, resumed from the log. */
import { beforeAll, describe, expect, test } from 'vitest';
import { initialByFeatures, type SpecInput } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseInitialSet } from '../../src/runner/samples/initial-by-features.ts';
import type { RunContext } from '../../src/runner/run-context.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { quiet } from '../../src/trainer/control.ts';
import { datasetInfoOf } from '../support/dataset-info.ts';
import { freshDatabase, ignoreMessages, labWith, specOf, withoutTimes } from '../support/test-lab.ts';

beforeAll(() => chooseBackend('wasm'));

const control = quiet({ checkpoint: () => Promise.resolve() });

/** Samples whose index is their place in `rows`, with the number of classes that the data have. */
function contextOf(rows: number[][], initial: SpecInput['initial'], classes = 3) {
  const info = datasetInfoOf({ shape: [rows[0]!.length], classes: Array.from({ length: classes }, (_, i) => `${i}`) });
  const normalised = (indices: ArrayLike<number>) =>
    Promise.resolve(Float32Array.from(Array.from(indices, (index) => rows[index]!).flat()));
  return { info, samples: { normalised }, spec: specOf({ initial }) } as unknown as RunContext;
}
const choose = (context: RunContext, rule: (typeof initialByFeatures)[number], from: number[], seed = 1) =>
  chooseInitialSet(context, { rule, from: Int32Array.from(from), rng: new Rng(seed) }, control);

/** Three groups far apart, of 7, 9 and 21 points on lines that are densest in the middle; the groups are mixed in the file. */
const offsets = Array.from({ length: 21 }, (_, i) => (i % 2 ? -1 : 1) * Math.ceil(i / 2) ** 1.5);
const points = [
  [0, 7],
  [1000, 9],
  [5000, 21],
].flatMap(([x, count]) => offsets.slice(0, count).map((offset) => ({ x: x! + offset, group: x! })));
const mixed = new Rng(8).permutation(points.length);
const rows = Array.from(mixed, (i) => [points[i]!.x, 0]);
const groupOf = (index: number) => points[mixed[index]!]!.group;
const everything = rows.map((_, index) => index);

describe.each(initialByFeatures)('chosen by %s', (rule) => {
  test('there is one of each group first, with any seed, ascending', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { indices } = await choose(contextOf(rows, { size: 3 }), rule, everything, seed);
      expect([...indices]).toEqual([...indices].sort((a, b) => a - b));
      expect(Array.from(indices, groupOf).sort((a, b) => a - b)).toEqual([0, 1000, 5000]);
    }
  });

  test('it comes from the samples given, and the same seed gives the same', async () => {
    const from = everything.filter((index) => groupOf(index) !== 1000);
    const context = contextOf(rows, { size: 8 });
    const { indices } = await choose(context, rule, from);
    expect(new Set(indices).size).toBe(8);
    expect([...indices].every((index) => from.includes(index))).toBe(true);
    expect(await choose(context, rule, from)).toEqual(await choose(context, rule, from));
  });

  test('of equal samples it has as many as wanted', async () => {
    const { indices } = await choose(contextOf(Array<number[]>(9).fill([2, 2]), { size: 5 }), rule, [0, 1, 2, 3, 4, 5, 6, 7, 8]); // prettier-ignore
    expect(new Set(indices).size).toBe(5);
  });
});

test('typical samples are the middles of the groups; the radius of the covering lies in the log', async () => {
  const typical = await choose(contextOf(rows, { size: 3 }), 'typical', everything);
  // the smallest group of seven is densest at its first three points
  const near = Array.from(typical.indices, (index) => Math.abs(rows[index]![0]! - groupOf(index)));
  expect(Math.max(...near)).toBeLessThan(4);
  const { metrics } = await choose(contextOf(rows, { size: 3 }), 'covering', everything);
  expect(metrics['covered']).toBe(1);
  // from the end of the first group to the beginning of the second, but for the nearest twentieth of the points
  expect(metrics['coverRadius']).toBeGreaterThan(900);
  expect(metrics['coverRadius']).toBeLessThan(1000);
});

describe('a run', () => {
  const spec = specOf({ initial: { size: 4, by: 'covering' }, seeds: [1, 2], query: { size: 3, cycles: 1 } });

  test('begins each arm of a seed with the same set, and repeats it to the last bit, resumed or not', async () => {
    const logOf = async (scopes: readonly ('run' | 'cycle')[]) => {
      const db = await freshDatabase();
      let id: string | undefined;
      for (const scope of scopes) {
        const lab = labWith(db);
        id ??= (await lab.create(spec, 'groups')).id;
        await lab.start(id, { scope, delay: 0 }, ignoreMessages);
      }
      return labWith(db).log(id!);
    };
    const whole = await logOf(['run']);
    const splits = whole.filter((event) => event.type === 'split');
    expect(splits.map((one) => one.initial.length)).toEqual([4, 4]);
    expect(Object.keys(splits[0]!.initialMetrics!)).toEqual(['coverRadius', 'covered']);
    for (const { seed, initial } of splits)
      for (const queried of whole.filter((event) => event.type === 'queried' && event.seed === seed))
        expect('indices' in queried && queried.indices.some((index) => initial.includes(index))).toBe(false);
    expect(withoutTimes(await logOf(['cycle', 'cycle', 'run']))).toEqual(withoutTimes(whole));
  });
});
