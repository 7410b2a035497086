/** The simulated oracle. */
import { expect, test } from 'vitest';
import { groundTruthAnnotator } from '../../src/annotators/ground-truth.ts';

test('answers with the data set’s labels in the order asked', async () => {
  const annotator = groundTruthAnnotator(Int32Array.of(4, 5, 6, 7));
  expect([...(await annotator.answer(Int32Array.of(3, 0, 2)))]).toEqual([7, 4, 6]);
});

test('a sample without a label is a problem that names it, not a class −1', async () => {
  const annotator = groundTruthAnnotator(Int32Array.of(0, -1));
  await expect(annotator.answer(Int32Array.of(0, 1))).rejects.toMatchObject({
    code: 'unfit',
    message: expect.stringContaining('1') as string,
  });
});
