/** Inception score and GAN-test against closed forms and NumPy. */
import { describe, expect, test } from 'vitest';
import { ganTest } from '../../../src/measuring/generation/gan-test.ts';
import { inceptionScore } from '../../../src/measuring/generation/inception-score.ts';
import { softmaxRows } from './congruential.ts';
import scipy from './scipy.json' with { type: 'json' };

describe('inception score', () => {
  test('1 where every sample has the same probabilities', () => {
    const rows = Array.from({ length: 30 }, () => [0.7, 0.2, 0.1]).flat();
    expect(inceptionScore(rows, 3, 3).mean).toBeCloseTo(1, 12);
  });

  test.each([2, 10])('K for %i equal one-hot classes', (classes) => {
    const rows = Array.from({ length: 20 * classes * classes }, (_, at) =>
      Number(at % classes === Math.floor(at / classes) % classes),
    );
    const { mean, deviation } = inceptionScore(rows, classes, 5);
    expect(mean).toBeCloseTo(classes, 12);
    expect(deviation).toBeCloseTo(0, 12);
  });

  test('of (0.9, 0.1) and (0.1, 0.9): 2 · 0.9^0.9 · 0.1^0.1', () => {
    expect(inceptionScore([0.9, 0.1, 0.1, 0.9], 2, 1).mean).toBeCloseTo(2 * 0.9 ** 0.9 * 0.1 ** 0.1, 12);
  });

  test('splits are scored each by itself: 1 and 2', () => {
    const rows = [1, 0, 1, 0, 1, 0, 0, 1];
    expect(inceptionScore(rows, 2, 2)).toEqual({ mean: 1.5, deviation: 0.5 });
  });

  test.each(scipy.scores)('as NumPy’s to 1e-4 of it: %o', ({ seed, rows, classes, splits, mean, deviation }) => {
    const score = inceptionScore(softmaxRows(seed, rows, classes), classes, splits);
    expect(Math.abs(score.mean / mean - 1)).toBeLessThan(1e-4);
    expect(Math.abs(score.deviation - deviation)).toBeLessThan(1e-4 * mean);
  });

  test('NaN for fewer samples than splits', () => {
    expect(inceptionScore([1, 0], 2, 2).mean).toBeNaN();
  });
});

describe('GAN-test', () => {
  test('three of five recognised: two of three, one of two, none to recognise', () => {
    const { accuracy, perClass } = ganTest([0, 0, 0, 1, 1], [0, 2, 0, 1, 0], 3);
    expect(accuracy).toBe(3 / 5);
    expect([...perClass]).toEqual([2 / 3, 1 / 2, NaN]);
  });
});
