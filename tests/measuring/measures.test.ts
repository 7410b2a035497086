/** Measures against values worked out by hand, and what holds for every measure of the list. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measures } from '../../src/measuring/index.ts';
import type { TestPredictions } from '../../src/measuring/measure.ts';
import type { ConfusionCell } from '../../src/protocol/confusion.ts';

/** @param rows of each sample its label and the probability of every class */
function predictionsOf(rows: readonly { label: number; p: readonly number[] }[], classes: number): TestPredictions {
  const predicted = rows.map(({ p }) => p.indexOf(Math.max(...p)));
  const cells = new Map<string, ConfusionCell>();
  rows.forEach(({ label }, i) => {
    const cell = cells.get(`${label}/${predicted[i]}`) ?? { label, predicted: predicted[i]!, count: 0 };
    cells.set(`${label}/${predicted[i]}`, { ...cell, count: cell.count + 1 });
  });
  return {
    classes,
    labels: Int32Array.from(rows, ({ label }) => label),
    predicted: Int32Array.from(predicted),
    probabilities: Float32Array.from(rows.flatMap(({ p }) => [...p])),
    confusion: [...cells.values()],
  };
}

const valueOf = (name: string, predictions: TestPredictions): number =>
  measures.find(({ about }) => about.name === name)!.measure(predictions);

/**
 * Three classes; class 2 has one sample and nobody predicts it.
 *
 * label 0: predicted 0, 0, 0, 1 · label 1: predicted 1, 0 · label 2: predicted 0
 */
const byHand = predictionsOf(
  [
    { label: 0, p: [0.5, 0.25, 0.25] },
    { label: 0, p: [0.75, 0.125, 0.125] },
    { label: 0, p: [1, 0, 0] },
    { label: 0, p: [0.25, 0.5, 0.25] },
    { label: 1, p: [0.25, 0.75, 0] },
    { label: 1, p: [0.5, 0.25, 0.25] },
    { label: 2, p: [0.5, 0.25, 0.25] },
  ],
  3,
);

describe('by hand', () => {
  test('accuracy: four of seven', () => {
    expect(valueOf('accuracy', byHand)).toBe(4 / 7);
  });

  test('balanced accuracy: recalls of 3/4, 1/2 and 0', () => {
    expect(valueOf('balanced-accuracy', byHand)).toBeCloseTo((3 / 4 + 1 / 2 + 0) / 3, 12);
  });

  test('balanced accuracy leaves a class without test samples out', () => {
    const twoOfThree = predictionsOf(
      [
        { label: 0, p: [1, 0, 0] },
        { label: 1, p: [0, 0, 1] },
      ],
      3,
    );
    expect(valueOf('balanced-accuracy', twoOfThree)).toBe(0.5);
  });

  test('macro F1: 2·3 / (4 + 5), 2·1 / (2 + 2) and 0 / (1 + 0)', () => {
    expect(valueOf('macro-f1', byHand)).toBeCloseTo((6 / 9 + 2 / 4 + 0) / 3, 12);
  });

  test('macro F1 leaves a class out that is neither label nor prediction, and counts one that is only predicted as 0', () => {
    const right = { label: 0, p: [1, 0, 0, 0] };
    expect(valueOf('macro-f1', predictionsOf([right], 4))).toBe(1);
    // class 0: 2·1 / (2 + 1), class 3: 0 / (0 + 1)
    expect(valueOf('macro-f1', predictionsOf([right, { label: 0, p: [0, 0, 0, 1] }], 4))).toBeCloseTo(1 / 3, 12);
  });

  test('log-loss: the mean of ln 2, ln 4/3, ln 1, ln 4, ln 4/3, ln 4, ln 4', () => {
    const nats = [2, 4 / 3, 1, 4, 4 / 3, 4, 4].map(Math.log);
    expect(valueOf('log-loss', byHand)).toBeCloseTo(nats.reduce((a, b) => a + b) / 7, 7);
    const uniform = { label: 2, p: [0.25, 0.25, 0.25, 0.25] };
    expect(valueOf('log-loss', predictionsOf([uniform, uniform], 4))).toBeCloseTo(Math.log(4), 7);
  });

  test('log-loss of a class held to be impossible is that of a probability of 2⁻²³', () => {
    expect(valueOf('log-loss', predictionsOf([{ label: 1, p: [1, 0] }], 2))).toBeCloseTo(23 * Math.LN2, 12);
  });

  test('calibration error: by bins of confidence 1/2, 3/4 and 1', () => {
    // 0.5: one of four right, 0.75: two of two, 1: one of one; |1 − 2| / 7 + |2 − 1.5| / 7 + |1 − 1| / 7
    expect(valueOf('calibration-error', byHand)).toBeCloseTo((1 + 0.5 + 0) / 7, 7);
  });

  test('calibration error has 15 bins', () => {
    const at = (confidence: number, right: boolean) => ({
      label: right ? 0 : 1,
      p: [confidence, 1 - confidence],
    });
    // 10/15 = 0.667 lies between them: two bins, each off by its own difference
    const apart = predictionsOf([at(0.66, true), at(0.67, false)], 2);
    expect(valueOf('calibration-error', apart)).toBeCloseTo((0.34 + 0.67) / 2, 6);
    // both in (10/15, 11/15]: one bin, in which the differences cancel
    const together = predictionsOf([at(0.67, true), at(0.73, false)], 2);
    expect(valueOf('calibration-error', together)).toBeCloseTo(Math.abs(1 - 0.67 - 0.73) / 2, 6);
  });
});

describe('every measure', () => {
  const all = measures.map((measure) => [measure.about.name, measure] as const);
  const classes = 4;
  const row = fc
    .record({
      label: fc.integer({ min: 0, max: classes - 1 }),
      weights: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: classes, maxLength: classes }),
    })
    .map(({ label, weights }) => {
      const sum = weights.reduce((a, b) => a + b);
      return { label, p: weights.map((one) => one / sum) };
    })
    // a tie has its class by the order of the classes
    .filter(({ p }) => new Set(p).size === classes);
  const rows = fc.array(row, { minLength: 1, maxLength: 40 });

  test('has a unique name, a label, a direction and a description', () => {
    expect(new Set(measures.map(({ about }) => about.name)).size).toBe(measures.length);
    expect(new Set(measures.map(({ about }) => about.label)).size).toBe(measures.length);
    expect(measures[0]!.about.name).toBe('accuracy');
    for (const { about } of measures) {
      expect(about.name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(about.description.length).toBeGreaterThan(20);
      expect(['greater', 'less']).toContain(about.better);
      if (about.unit === '%') expect(about.range).toEqual([0, 1]);
    }
  });

  test.each(all)('%s: lies within its range', (_, { about, measure }) => {
    const [low, high] = about.range ?? [-Infinity, Infinity];
    fc.assert(
      fc.property(rows, (given) => {
        const value = measure(predictionsOf(given, classes));
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high + 1e-9);
      }),
    );
  });

  test.each(all)('%s: is best if every prediction is correct and certain, and worse if all are wrong', (_, one) => {
    const { about, measure } = one;
    const certain = (shift: number) =>
      predictionsOf(
        [0, 1, 2, 3, 3].map((label) => ({ label, p: [0, 1, 2, 3].map((c) => Number(c === (label + shift) % 4)) })),
        classes,
      );
    const [right, wrong] = [measure(certain(0)), measure(certain(1))];
    expect(right).toBe(about.better === 'greater' ? about.range?.[1] : about.range?.[0]);
    if (about.better === 'greater') expect(wrong).toBeLessThan(right);
    else expect(wrong).toBeGreaterThan(right);
  });

  test.each(all)('%s: does not depend on the order of samples or classes, nor on their number', (_, { measure }) => {
    fc.assert(
      fc.property(rows, (given) => {
        const value = measure(predictionsOf(given, classes));
        const turned = given.map(({ label, p }) => ({ label: classes - 1 - label, p: [...p].reverse() }));
        expect(measure(predictionsOf([...given].reverse(), classes))).toBeCloseTo(value, 9);
        expect(measure(predictionsOf(turned, classes))).toBeCloseTo(value, 9);
        expect(measure(predictionsOf([...given, ...given], classes))).toBeCloseTo(value, 9);
      }),
    );
  });

  test.each(all)('%s: is NaN without a test sample', (_, { measure }) => {
    expect(measure(predictionsOf([], classes))).toBeNaN();
  });
});

test('probabilities of a diverged learner give NaN as loss and calibration error', () => {
  const diverged = predictionsOf([{ label: 0, p: [NaN, NaN] }], 2);
  const predicted = { ...diverged, predicted: Int32Array.of(0), confusion: [{ label: 0, predicted: 0, count: 1 }] };
  expect(valueOf('log-loss', predicted)).toBeNaN();
  expect(valueOf('calibration-error', predicted)).toBeNaN();
});
