import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { decodeFloat16 } from '../../../src/datasets/tables/element-types.ts';
import {
  bytesOf,
  cifar,
  gzip,
  idx,
  idxDataset,
  inputFile,
  cyclingLabels,
  mat,
  npy,
  bytePattern,
} from '../../support/files/file-fixtures.ts';
import { importHarness, warningsOf } from '../../support/files/import-harness.ts';

const { preview, all, keep } = importHarness();

/** `[height, width, channels]` of planes, written out by hand. */
function interleaved(planes: Uint8Array, side: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < side * side; i++) for (let c = 0; c < 3; c++) out.push(planes[c * side * side + i]!);
  return out;
}

test('IDX: train files come first, t10k files form the test part, whether packed or not', async () => {
  const { info, values, labels } = await all(await idxDataset());
  expect(info).toMatchObject({ count: 18, testCount: 6, labelledCount: 18, shape: [4, 4, 1], dtype: 'uint8' });
  expect([...values]).toEqual([...bytePattern(192), ...bytePattern(96, 11)]);
  expect(labels).toEqual([...cyclingLabels(12, 2), ...cyclingLabels(6, 2)]);
});

test('IDX: mean and deviation are those of the training part only, of values / 255', async () => {
  const { info } = await all(await idxDataset());
  const train = [...bytePattern(192)].map((one) => one / 255);
  const mean = train.reduce((a, b) => a + b) / 192;
  const std = Math.sqrt(train.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 192);
  expect(info.scale.mean[0]).toBeCloseTo(mean, 12);
  expect(info.scale.std[0]).toBeCloseTo(std, 12);
});

test('IDX: a pair belongs together under any names; images alone are unlabelled', async () => {
  const images = inputFile('a', idx([4, 8, 8], bytePattern(256)));
  const pair = await preview([inputFile('b', idx([4], [7, 8, 7, 8])), images]);
  expect(pair).toMatchObject({ classes: ['7', '8'], classCounts: [2, 2], trainCount: 4, testCount: 0 });
  const alone = await preview([images]);
  expect(alone).toMatchObject({ classes: [], unlabelledCount: 4 });
  expect(warningsOf(alone)).toContain('unlabelled');
});

test('EMNIST: letters have their names, images stand upright', async () => {
  const labels = Uint8Array.from({ length: 52 }, (_, i) => (i % 26) + 1);
  const { info, values } = await all([
    inputFile('emnist-letters-train-images-idx3-ubyte', idx([52, 8, 8], bytePattern(52 * 64))),
    inputFile('emnist-letters-train-labels-idx1-ubyte', idx([52], labels)),
  ]);
  expect(info.name).toBe('emnist-letters');
  expect(info.classes.join('')).toBe('abcdefghijklmnopqrstuvwxyz');
  expect(values[1]).toBe(bytePattern(64)[8]);
});

test('CIFAR-10: planes become pixels; test_batch is the test part; well-known class names', async () => {
  const batches = [
    inputFile('test_batch.bin', cifar([3, 4])),
    inputFile('data_batch_2.bin.gz', await gzip(cifar([9, 0, 1]))),
    inputFile('data_batch_1.bin', cifar([5, 6])),
  ];
  const { info, values, labels } = await all(batches);
  expect(info).toMatchObject({ count: 7, testCount: 2, shape: [32, 32, 3] });
  expect(labels).toEqual([5, 6, 9, 0, 1, 3, 4]);
  expect(info.classes[9]).toBe('truck');
  expect([...values.subarray(0, 3072)]).toEqual(interleaved(cifar([5]).subarray(1), 32));
});

test('CIFAR-100: the fine label is used', async () => {
  const { info, labels } = await all([
    inputFile('train.bin', cifar([99, 0, 42], 2)),
    inputFile('test.bin', cifar([1], 2)),
  ]);
  expect(info).toMatchObject({ count: 4, testCount: 1 });
  expect(labels).toEqual([99, 0, 42, 1]);
  expect([info.classes.length, info.classes[42]]).toEqual([100, 'leopard']);
});

test('CIFAR in a tar: batches in any order, class names from its list', async () => {
  const { packTar } = await import('modern-tar');
  const names = [...'abcdefghij'];
  const file = (name: string, body: Uint8Array) => ({
    header: { name: `cifar-10-batches-bin/${name}`, size: body.length },
    body,
  });
  const tar = await packTar([
    file('test_batch.bin', cifar([7, 8])),
    file('batches.meta.txt', bytesOf(`${names.join('\n')}\n\n`)),
    file('readme.html', bytesOf('<html>')),
    file('data_batch_1.bin', cifar([1, 2, 3])),
    file('data_batch_2.bin', cifar([4])),
  ]);
  const { info, labels, values } = await all([inputFile('cifar-10-binary.tar.gz', await gzip(tar))]);
  expect(info).toMatchObject({ count: 6, testCount: 2, classes: names });
  expect(labels).toEqual([1, 2, 3, 4, 7, 8]);
  expect([...values.subarray(4 * 3072, 5 * 3072)]).toEqual(interleaved(cifar([7]).subarray(1), 32));
});

test('Python’s version of CIFAR is refused with the name of the right file', async () => {
  const { packTar } = await import('modern-tar');
  const tar = await packTar([
    { header: { name: 'cifar-10-batches-py/data_batch_1', size: 3 }, body: new Uint8Array(3) },
  ]);
  const failed = preview([inputFile('cifar-10-python.tar.gz', await gzip(tar))]);
  await expect(failed).rejects.toMatchObject({
    code: 'unsupported',
    remedy: expect.stringContaining('cifar-10-binary.tar.gz'),
  });
});

test('NPZ: x_train, y_train, x_test, y_test; bytes are unchanged', async () => {
  const npz = zipSync({
    'x_test.npy': npy('|u1', [2, 8, 8], bytePattern(128, 3)),
    'y_test.npy': npy('<i8', [2], BigInt64Array.from([1n, 0n])),
    'x_train.npy': npy('|u1', [4, 8, 8], bytePattern(256)),
    'y_train.npy': npy('<i8', [4], BigInt64Array.from([0n, 1n, 0n, 1n])),
  });
  const { info, values, labels } = await all([inputFile('mnist.npz', npz as Uint8Array<ArrayBuffer>)]);
  expect(info).toMatchObject({ name: 'mnist', count: 6, testCount: 2, shape: [8, 8, 1] });
  expect([...values]).toEqual([...bytePattern(256), ...bytePattern(128, 3)]);
  expect(labels).toEqual([0, 1, 0, 1, 1, 0]);
});

test.each([
  ['<f4', Float32Array.from(bytePattern(768), (one) => one / 255)],
  ['<f8', Float64Array.from(bytePattern(768), (one) => one / 255)],
  ['<i4', Int32Array.from(bytePattern(768))],
  ['<u2', Uint16Array.from(bytePattern(768))],
  ['>i2', Int16Array.from(bytePattern(768), (one) => one << 8)],
])('NPY: values of type %s become the same bytes, and planes of colour become pixels', async (descr, values) => {
  const { info, values: stored } = await all([
    inputFile('x.npy', npy(descr, [4, 3, 8, 8], values)),
    inputFile('y.npy', npy('|b1', [4], Uint8Array.from([0, 1, 1, 0]))),
  ]);
  expect(info).toMatchObject({ shape: [8, 8, 3], classes: ['0', '1'] });
  expect([...stored.subarray(0, 192)]).toEqual(interleaved(bytePattern(768).subarray(0, 192), 8));
});

test('NPY: two columns are a plane, many a table; one-hot rows are labels', async () => {
  const plane = await all([
    inputFile('X.npy', npy('<f8', [3, 2], Float64Array.from([1, 2, 3, 4, 5, 6]))),
    inputFile('y.npy', npy('<f4', [3, 2], Float32Array.from([1, 0, 0, 1, 1, 0]))),
  ]);
  expect(plane.info).toMatchObject({ kind: 'plane', shape: [2], dtype: 'float32' });
  expect([plane.labels, [...plane.values]]).toEqual([
    [0, 1, 0],
    [1, 2, 3, 4, 5, 6],
  ]);
  const table = await preview([
    inputFile(
      'features.npy',
      npy(
        '<f4',
        [2, 5],
        Float32Array.from(bytePattern(10), (one) => one - 3.5),
      ),
    ),
  ]);
  expect(table).toMatchObject({ kind: 'table', shape: [5], unlabelledCount: 2 });
});

test('NPY: Python objects are refused with a remedy', async () => {
  await expect(preview([inputFile('x.npy', npy('|O', [2, 8, 8], bytePattern(128)))])).rejects.toThrow(/pickled/);
});

test.each([[false], [true]])('MAT: SVHN’s order of axes, the digit 0 from label 10 (packed: %s)', async (packed) => {
  const [side, count] = [32, 3];
  const X = new Uint8Array(side * side * 3 * count);
  const at = (r: number, c: number, k: number, n: number): number => (r * 5 + c * 3 + k * 50 + n * 70) & 255;
  let i = 0;
  for (let n = 0; n < count; n++)
    for (let k = 0; k < 3; k++) for (let c = 0; c < side; c++) for (let r = 0; r < side; r++) X[i++] = at(r, c, k, n);
  const file = await mat(
    { X: { sizes: [side, side, 3, count], values: X }, y: { sizes: [count, 1], values: Uint8Array.of(1, 10, 1) } },
    packed,
  );
  const { info, labels, values } = await all([inputFile('train_32x32.mat', file)]);
  expect(info).toMatchObject({ shape: [32, 32, 3], classes: ['0', '1'] });
  expect(labels).toEqual([1, 0, 1]);
  const stored = (r: number, c: number, k: number, n: number): number => values[((n * side + r) * side + c) * 3 + k]!;
  expect([stored(4, 9, 2, 1), stored(31, 0, 0, 2)]).toEqual([at(4, 9, 2, 1), at(31, 0, 0, 2)]);
});

test('MAT: samples are rows where labels and rows are equal in number', async () => {
  const values = new Uint8Array(3 * 64);
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 64; column++) values[column * 3 + row] = row * 64 + column;
  const file = await mat({ fea: { sizes: [3, 64], values }, gnd: { sizes: [3, 1], values: Uint8Array.of(1, 2, 1) } });
  const { info, values: stored } = await all([inputFile('usps.mat', file)]);
  expect(info).toMatchObject({ shape: [8, 8, 1], classes: ['1', '2'] });
  expect([...stored]).toEqual([...Array(192).keys()]);
});

test('the shape of bytes without a header is guessed, or they are refused until it is given', async () => {
  const cats = inputFile('cats.bin', bytePattern(2 * 784));
  const guess = await preview([cats, inputFile('trains.bin', bytePattern(784, 5))]);
  expect(guess).toMatchObject({ shape: [28, 28, 1], classes: ['cats', 'trains'], classCounts: [2, 1] });
  expect(warningsOf(guess)).toContain('no header');
  const odd = inputFile('odd.bin', bytePattern(3 * 10 * 12));
  await expect(preview([odd])).rejects.toMatchObject({ code: 'unsupported' });
  expect(await preview([odd], { imageSize: [10, 12] })).toMatchObject({ shape: [10, 12, 1], unlabelledCount: 3 });
});

test('half precision as in IEEE 754', () => {
  expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555].map(decodeFloat16)).toEqual([1, -2, 65504, 2 ** -24, 0.333251953125]);
  expect([decodeFloat16(0x7c00), decodeFloat16(0x7e00)]).toEqual([Infinity, NaN]);
});

test('the same files give the same id, other files or choices a different one', async () => {
  const files = await idxDataset();
  const one = await keep(files);
  expect((await keep(await idxDataset())).id).toBe(one.id);
  const other = [
    inputFile('images', idx([12, 4, 4], bytePattern(192, 8))),
    inputFile('labels', idx([12], cyclingLabels(12, 2))),
  ];
  expect((await keep(other)).id).not.toBe(one.id);
  const fresh = importHarness();
  expect((await fresh.keep(files.slice().reverse())).id).toBe(one.id);
});
