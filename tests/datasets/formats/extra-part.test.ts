/** Training data in two files, as SVHN is published: its train and its extra part are one pool. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { inputFile, mat, npy } from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const { preview, all } = importHarness();

describe('train and extra are one pool', () => {
  /** Images of one level each, with SVHN's axes and labels. */
  const svhnFile = async (path: string, levels: readonly number[], digits: readonly number[]) => {
    const values = new Uint8Array(3072 * levels.length);
    levels.forEach((level, n) => values.fill(level, n * 3072, (n + 1) * 3072));
    const sizes = [digits.length, 1];
    const file = await mat({
      X: { sizes: [32, 32, 3, levels.length], values },
      y: { sizes, values: Uint8Array.from(digits) },
    });
    return inputFile(path, file);
  };
  const first = (values: ArrayLike<number>, count: number) => Array.from({ length: count }, (_, i) => values[i * 3072]);

  test('MAT: SVHN’s three files, in any order', async () => {
    const files = [
      await svhnFile('test_32x32.mat', [50, 51], [10, 2]),
      await svhnFile('extra_32x32.mat', [30, 31, 32], [2, 10, 1]),
      await svhnFile('train_32x32.mat', [10, 11], [1, 10]),
    ];
    const { info, labels, values } = await all(files);
    expect(info).toMatchObject({ count: 7, testCount: 2, classes: ['0', '1', '2'] });
    expect(first(values, 7)).toEqual([10, 11, 30, 31, 32, 50, 51]);
    expect(labels).toEqual([1, 0, 2, 0, 1, 0, 2]);
  });

  test('MAT: without a test part, and before a validation part that joins the pool', async () => {
    const [train, extra, val, test] = [
      await svhnFile('s/train.mat', [1, 2], [1, 2]),
      await svhnFile('s/extra.mat', [3, 4], [1, 2]),
      await svhnFile('s/val.mat', [5, 6], [1, 2]),
      await svhnFile('s/test.mat', [7, 8], [1, 2]),
    ];
    expect((await all([extra, train])).info).toMatchObject({ count: 4, testCount: 0 });
    const whole = await importHarness().all([val, test, extra, train]);
    expect([first(whole.values, 8), whole.info.testCount]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], 2]);
  });

  test('NPY: by the file’s name, while an array “extra” in a file is none', async () => {
    const array = (values: number[]) => npy('<f4', [values.length / 2, 2], Float32Array.from(values));
    const labels = (...values: number[]) => npy('|u1', [values.length], Uint8Array.from(values));
    const { info, values } = await all([
      inputFile('d/train_x.npy', array([1, 2, 3, 4])),
      inputFile('d/train_y.npy', labels(0, 1)),
      inputFile('d/extra_x.npy', array([5, 6])),
      inputFile('d/extra_y.npy', labels(1)),
    ]);
    expect([info.count, [...values]]).toEqual([3, [1, 2, 3, 4, 5, 6]]);
    const beside = await preview([
      inputFile(
        'one.npz',
        zipSync({ 'x.npy': array([1, 2, 3, 4]), 'y.npy': labels(0, 1), 'extra.npy': array([9, 9]) }),
      ),
    ]);
    expect([beside.trainCount, beside.passedOver.map(({ path }) => path)]).toEqual([2, ['extra']]);
  });
});
