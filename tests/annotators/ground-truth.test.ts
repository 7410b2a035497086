/** The ground-truth annotator. */
import { expect, test } from 'vitest';
import { groundTruthAnnotator } from '../../src/annotators/ground-truth.ts';

test('answers with the data set’s labels in the order of the queries', async () => {
  const annotator = groundTruthAnnotator(Int32Array.of(4, 5, 6, 7));
  expect([...(await annotator.answer(Int32Array.of(3, 0, 2)))]).toEqual([7, 4, 6]);
});

test('reports a sample without a label as a problem, not as class −1', async () => {
  const annotator = groundTruthAnnotator(Int32Array.of(0, -1));
  await expect(annotator.answer(Int32Array.of(0, 1))).rejects.toMatchObject({
    code: 'unfit',
    message: expect.stringContaining('1') as string,
  });
});
