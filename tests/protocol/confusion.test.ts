/** The confusion matrix in the log. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confusionSize, decodeConfusion, encodeConfusion } from '../../src/protocol/confusion.ts';

test('has the counts row by row, true class by predicted class, with a run of zeros as one negative number', () => {
  const cells = [
    { label: 2, predicted: 2, count: 9 },
    { label: 0, predicted: 1, count: 3 },
    { label: 0, predicted: 0, count: 7 },
  ];
  // 7 3 0 / 0 0 0 / 0 0 9
  expect(encodeConfusion(cells, 3)).toEqual([7, 3, -6, 9]);
  expect(encodeConfusion([{ label: 0, predicted: 0, count: 4 }, { label: 1, predicted: 0, count: 5 }], 2)).toEqual([4, 0, 5, 0]); // prettier-ignore
  expect(encodeConfusion([], 1000)).toEqual([-1_000_000]);
});

test('is decoded cell by cell, and its length is bounded by the number of cells with a count', () => {
  const matrices = fc.integer({ min: 1, max: 9 }).chain((classes) =>
    fc.record({
      classes: fc.constant(classes),
      counts: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: classes * classes, maxLength: classes * classes }),
    }),
  );
  fc.assert(
    fc.property(matrices, ({ classes, counts }) => {
      const cells = counts.flatMap((count, i) =>
        count > 0 ? [{ label: Math.floor(i / classes), predicted: i % classes, count }] : [],
      );
      const encoded = encodeConfusion([...cells].reverse(), classes);
      expect(decodeConfusion(encoded, classes)).toEqual(cells);
      expect(confusionSize(encoded)).toBe(classes * classes);
      expect(encoded.length).toBeLessThanOrEqual(2 * cells.length + 1);
    }),
  );
});
