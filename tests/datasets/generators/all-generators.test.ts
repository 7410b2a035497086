/** Properties of every built-in data set. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generators, sampleWriterOf, recipeId } from '../../../src/datasets/generators/index.ts';
import type { GeneratorRecipe, SampleArray } from '../../../src/protocol/dataset.ts';
import { sampleSize } from '../../../src/protocol/dataset.ts';
import { Problem } from '../../../src/protocol/problem.ts';

const infoOf = (name: string) => generators.find((one) => one.name === name)!;

/** The samples of a recipe in a range, their labels, and all bytes as one text for comparison. */
function samples(
  recipe: GeneratorRecipe,
  from = 0,
  to = recipe.size,
): { values: SampleArray; labels: number[]; bytes: string } {
  const info = infoOf(recipe.name);
  const stride = sampleSize(info.shape);
  const values = info.kind === 'image' ? new Uint8Array(stride * (to - from)) : new Float32Array(stride * (to - from));
  const paint = sampleWriterOf(recipe);
  const labels = Array.from({ length: to - from }, (_, i) => paint(from + i, values, i * stride));
  return { values, labels, bytes: bytesOf(values) };
}

const bytesOf = (values: SampleArray): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

describe.each(generators.map((one) => one.name))('%s', (name) => {
  const info = infoOf(name);
  const whole = { name, size: 300, seed: 4, testSize: 100 };

  it('has a description', () => {
    expect(info.label).toMatch(/^[A-Z]/);
    expect(info.about).toMatch(/\.$/);
    expect(info.summary).not.toMatch(/\.$/);
    expect(new Set(info.classes).size).toBe(info.classes.length);
  });

  it('is the same for the same seed, and differs for another', () => {
    expect(samples(whole).bytes === samples(whole).bytes).toBe(true);
    expect(samples(whole).labels).toEqual(samples(whole).labels);
    expect(samples({ ...whole, seed: 5 }).bytes === samples(whole).bytes).toBe(false);
  });

  it('is the beginning of a larger set of the same seed', () => {
    const small = samples({ ...whole, testSize: 0 });
    const large = samples({ ...whole, size: 100_000, testSize: 0 }, 0, 300);
    expect(large.bytes === small.bytes).toBe(true);
    expect(large.labels).toEqual(small.labels);
  });

  it('has the same test part for every size of the training part, and shares no sample with it', () => {
    const few = samples(whole, 200, 300);
    const many = samples({ ...whole, size: 5100 }, 5000, 5100);
    expect(many.bytes === few.bytes).toBe(true);
    expect(many.labels).toEqual(few.labels);
    expect(samples(whole, 0, 100).bytes === few.bytes).toBe(false);
  });

  it('generates any sample without those before it', () => {
    const all = samples(whole);
    const stride = sampleSize(info.shape);
    fc.assert(
      fc.property(fc.nat(299), (index) => {
        const one = samples(whole, index, index + 1);
        expect(one.labels[0]).toBe(all.labels[index]);
        expect(one.bytes === bytesOf(all.values.subarray(index * stride, (index + 1) * stride))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('mixes its classes: the order is random and every class occurs early', () => {
    const { labels } = samples({ ...whole, size: 1000, testSize: 0 });
    expect(new Set(labels).size).toBe(info.classes.length);
    const repeats = labels.filter((label, i) => i > 0 && label === labels[i - 1]).length / labels.length;
    expect(repeats).toBeGreaterThan(0);
    expect(repeats).toBeLessThan(0.6);
  });

  it('has classes of equal size, where none is rare', () => {
    if (name === 'blobs-rare' || name === 'four-intervals') return; // tested with their own proportions
    const classes = info.classes.length;
    const { labels } = samples({ ...whole, size: 30 * classes, testSize: 0 });
    for (let label = 0; label < classes; label++) expect(labels.filter((one) => one === label).length).toBe(30);
  });
});

describe('a recipe', () => {
  const recipe = { name: 'two-moons', size: 2000, seed: 1, testSize: 0 };

  it('has a readable key of its own', () => {
    expect(recipeId(recipe)).toBe('two-moons-n2000-s1');
    expect(recipeId({ ...recipe, testSize: 500 })).toBe('two-moons-n2000-t500-s1');
    const any = fc.record({
      name: fc.constantFrom(...generators.map((one) => one.name)),
      size: fc.integer({ min: 10, max: 1e6 }),
      seed: fc.nat(),
      testSize: fc.nat(9),
    });
    fc.assert(
      fc.property(any, any, (a, b) => {
        const same =
          JSON.stringify([a.name, a.size, a.seed, a.testSize]) === JSON.stringify([b.name, b.size, b.seed, b.testSize]);
        expect(recipeId(a) === recipeId(b)).toBe(same);
      }),
    );
  });

  it.each([
    [{ ...recipe, name: 'three-moons' }, /no built-in data set named “three-moons”.*/],
    [{ ...recipe, size: 1_000_001 }, /1 to 1,000,000 samples, not 1000001/],
    [{ ...recipe, size: 0 }, /1 to 1,000,000 samples, not 0/],
    [{ ...recipe, size: 10.5 }, /not 10.5/],
    [{ ...recipe, testSize: 2000 }, /Of 2000 samples, 2000 cannot all be the test part/],
    [{ ...recipe, seed: -1 }, /seed/],
  ])('that makes no sense is refused: %j', (wrong, words) => {
    expect(() => sampleWriterOf(wrong)).toThrow(Problem);
    expect(() => sampleWriterOf(wrong)).toThrow(words);
  });
});
