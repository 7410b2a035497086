/** Annotators that err: their rates, their seeds, and labels from several answers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dawidSkene, estimateErrorRates, estimatePosteriors, mostProbableClass, voteShares } from '../../src/annotators/aggregate.ts'; // prettier-ignore
import { answerOf, noisyAnnotator } from '../../src/annotators/noisy.ts';
import { annotatorMismatch, type AnnotatorSpec, type NoiseSpec } from '../../src/protocol/design/annotator-schema.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';

const CLASSES = 4;
const labels = Int32Array.from({ length: 20_000 }, (_, i) => i % CLASSES);
const everything = Int32Array.from(labels, (_, i) => i);
const none = new Int32Array(0);
const spec = (change: Partial<AnnotatorSpec>): AnnotatorSpec => ({
  ...{ noise: { kind: 'uniform', rate: 0.3 }, aggregate: 'majority', cost: 1 },
  ...change,
});
const answers = (annotator: AnnotatorSpec, seed = 1, indices = everything) =>
  noisyAnnotator({ labels, classes: CLASSES, annotator }).answer(indices, { seed, labelledBefore: none });
const accuracy = (given: Int32Array) => given.filter((label, i) => label === labels[i]).length / given.length;

describe('uniform noise', () => {
  test('is wrong at its rate, with every other class equally often, and keeps the truth', async () => {
    const { labels: given, truth, byAnnotator } = await answers(spec({}));
    expect(truth).toEqual(labels);
    expect(byAnnotator).toBeUndefined();
    // the standard error is 0.0032
    expect(accuracy(given)).toBeGreaterThan(0.69);
    expect(accuracy(given)).toBeLessThan(0.71);
    const shifts = new Float64Array(CLASSES);
    given.forEach((label, i) => shifts[(label - labels[i]! + CLASSES) % CLASSES]!++);
    for (const shift of shifts.subarray(1)) expect(Math.abs(shift / 2000 - 1)).toBeLessThan(0.1);
  });

  test('of rate 0 is the truth, of rate 1 never', async () => {
    expect(accuracy((await answers(spec({ noise: { kind: 'uniform', rate: 0 } }))).labels)).toBe(1);
    expect(accuracy((await answers(spec({ noise: { kind: 'uniform', rate: 1 } }))).labels)).toBe(0);
  });

  test('does not depend on the order of the queries, nor on what was asked before; it does on the seed', async () => {
    const { labels: given } = await answers(spec({}));
    const shuffled = Int32Array.from(new Rng(4).permutation(500));
    const { labels: again } = await answers(spec({}), 1, shuffled);
    expect([...again]).toEqual(Array.from(shuffled, (index) => given[index]));
    expect((await answers(spec({}), 2)).labels).not.toEqual(given);
  });
});

test('noise by a matrix has the answers of the row of the true class', () => {
  const noise: NoiseSpec = { kind: 'matrix', matrix: [[0.5, 0.5, 0], [0, 1, 0], [0.1, 0.2, 0.7]] }; // prettier-ignore
  for (let truth = 0; truth < 3; truth++) {
    const counts = [0, 0, 0];
    for (let i = 0; i < 5000; i++) counts[answerOf(noise, { truth, classes: 3 }, new Rng(i, `${truth}`))]!++;
    counts.forEach((count, answer) =>
      expect(Math.abs(count / 5000 - noise.matrix[truth]![answer]!)).toBeLessThan(0.025),
    );
  }
});

describe('several annotators', () => {
  test.each([
    [0.2, 3, 0.896],
    [0.3, 3, 0.784],
    [0.2, 5, 0.94208],
  ])('of two classes, wrong at %f, %i by majority are right at %f', async (rate, count, expected) => {
    const binary = labels.map((label) => label % 2);
    const annotator = noisyAnnotator({ labels: binary, classes: 2, annotator: spec({ noise: { kind: 'uniform', rate }, count }) }); // prettier-ignore
    const { labels: given, byAnnotator } = await annotator.answer(everything, { seed: 3, labelledBefore: none });
    expect(byAnnotator).toHaveLength(count);
    // at most three standard errors
    expect(Math.abs(given.filter((label, i) => label === binary[i]).length / 20_000 - expected)).toBeLessThan(0.009);
  });

  test('ties are drawn, not the lowest class', () => {
    const found = new Set(Array.from({ length: 40 }, (_, i) => mostProbableClass([0.4, 0.2, 0.4], new Rng(i))));
    expect(found).toEqual(new Set([0, 2]));
  });

  test('Dawid & Skene find the good annotator that a majority outvotes, also from earlier answers', async () => {
    const noise: NoiseSpec[] = [0.02, 0.55, 0.55].map((rate) => ({ kind: 'uniform', rate }));
    const few = everything.slice(0, 400);
    const rate = (given: Int32Array, from = 0) =>
      given.filter((label, i) => label === labels[from + i]).length / given.length;
    const byMajority = rate((await answers(spec({ noise }), 1, few)).labels);
    const byModel = rate((await answers(spec({ noise, aggregate: 'dawid-skene' }), 1, few)).labels);
    expect(byMajority).toBeLessThan(0.85);
    expect(byModel).toBeGreaterThan(byMajority + 0.1);
    // ten new samples alone tell little about the annotators; with four hundred before them, much
    const annotator = noisyAnnotator({
      labels,
      classes: CLASSES,
      annotator: spec({ noise, aggregate: 'dawid-skene' }),
    });
    const fresh = everything.slice(400, 480);
    let [alone, after] = [0, 0];
    for (let at = 0; at < 80; at += 4) {
      const batch = fresh.subarray(at, at + 4);
      alone += rate((await annotator.answer(batch, { seed: 1, labelledBefore: none })).labels, 400 + at) / 20;
      after += rate((await annotator.answer(batch, { seed: 1, labelledBefore: few })).labels, 400 + at) / 20;
    }
    expect(after).toBeGreaterThan(alone);
    expect(after).toBeGreaterThan(0.85);
  });
});

describe('Dawid & Skene by hand', () => {
  // items × annotators (0,0,1), (1,1,1), (0,0,0), (1,0,1)
  const table = [[0, 1, 0, 1], [0, 1, 0, 0], [1, 1, 0, 1]]; // prettier-ignore
  const close = (values: number[]) => values.map((value) => expect.closeTo(value, 6) as number);

  test('vote shares, one M-step and one E-step', () => {
    const shares = voteShares(table, 2);
    expect([...shares]).toEqual(close([2 / 3, 1 / 3, 0, 1, 1, 0, 1 / 3, 2 / 3]));
    const rates = estimateErrorRates(table, shares, 2);
    expect([...rates.priors]).toEqual(close([0.5, 0.5]));
    expect(rates.confusions.map((one) => [...one])).toEqual([
      close([5 / 6, 1 / 6, 1 / 6, 5 / 6]),
      close([1, 0, 0.5, 0.5]),
      close([0.5, 0.5, 0, 1]),
    ]);
    const { posteriors } = estimatePosteriors(table, rates, 4);
    expect([0, 1, 2, 3].map((i) => posteriors[2 * i])).toEqual(close([5 / 6, 0, 1, 1 / 6]));
  });

  test('annotators who always agree are taken at their word', () => {
    const own = [0, 2, 1, 1, 0, 2];
    const posteriors = dawidSkene([own, own, own], 3);
    own.forEach((label, i) => expect(posteriors[3 * i + label]).toBeCloseTo(1, 6));
  });

  test('the likelihood never falls from one iteration to the next', () => {
    const answer = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(answer, answer, answer, answer), { minLength: 2, maxLength: 30 }), (items) => {
        const given = [0, 1, 2, 3].map((w) => items.map((item) => item[w]!));
        let posteriors = voteShares(given, 3);
        let before = -Infinity;
        for (let round = 0; round < 15; round++) {
          const step = estimatePosteriors(given, estimateErrorRates(given, posteriors, 3), items.length);
          expect(step.logLikelihood).toBeGreaterThan(before - 1e-6);
          [posteriors, before] = [step.posteriors, step.logLikelihood];
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('in a spec', () => {
  const least = { version: 2, dataset: { source: 'files' }, model: { name: 'mlp' }, arms: [{ strategy: 'random' }] };
  test.each([
    [{ noise: { kind: 'matrix', matrix: [[1, 0], [0.5, 0.4]] } }, /sum of a row is not 1/],
    [{ noise: { kind: 'matrix', matrix: [[0.5, 0.5, 0], [0, 1, 0]] } }, /not square/],
    [{ noise: { kind: 'uniform', rate: 1.5 } }, /annotator/],
    [{ noise: [{ kind: 'uniform' }, { kind: 'uniform' }], count: 3 }, /count/],
  ])('%j is refused', (annotator, message) => {
    expect(() => parseSpec({ ...least, annotator })).toThrow(message);
  }); // prettier-ignore

  test('defaults are filled in, and there is none where there was none', () => {
    expect(parseSpec({ ...least, annotator: { noise: { kind: 'uniform' } } }).annotator).toEqual({
      ...{ noise: { kind: 'uniform', rate: 0.2 }, aggregate: 'majority', cost: 1 },
    });
    expect(parseSpec(least)).not.toHaveProperty('annotator');
  });

  test('a matrix for other classes than the data’s is named', () => {
    const noise: NoiseSpec = { kind: 'matrix', matrix: [[1, 0], [0, 1]] }; // prettier-ignore
    expect(annotatorMismatch(spec({ noise }), 2)).toBeUndefined();
    expect(annotatorMismatch(spec({ noise }), 3)).toMatch(/2 classes.*3/);
  });
});
