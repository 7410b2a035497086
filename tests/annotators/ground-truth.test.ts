/** The ground-truth annotator. */
import { expect, test } from 'vitest';
import { groundTruthAnnotator } from '../../src/annotators/ground-truth.ts';

const context = { seed: 1, labelledBefore: new Int32Array(0) };

test('answers with the data set’s labels in the order of the queries', async () => {
  const annotator = groundTruthAnnotator(Int32Array.of(4, 5, 6, 7));
  expect(await annotator.answer(Int32Array.of(3, 0, 2), context)).toEqual({ labels: Int32Array.of(7, 4, 6) });
});

test.each([
  ['without a label', Int32Array.of(0, -1), Int32Array.of(0, 1), 'Sample 1'],
  ['without a label, asked first', Int32Array.of(-1, 0), Int32Array.of(0, 1), 'Sample 0'],
  ['that the data set does not have', Int32Array.of(0, 0), Int32Array.of(0, 7), 'Sample 7'],
])('reports a sample %s as a problem, not as class −1', async (_, labels, indices, sample) => {
  await expect(groundTruthAnnotator(labels).answer(indices, context)).rejects.toMatchObject({
    code: 'unfit',
    message: expect.stringContaining(sample) as string,
  });
});
