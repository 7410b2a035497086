/** Published files through the readers, in Node. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inputFile } from '../../support/files/file-fixtures.ts';
import { importHarness, warningsOf } from '../../support/files/import-harness.ts';

const root = new URL('../../../../shared/data/', import.meta.url);
const file = (path: string) =>
  inputFile(path.slice(path.lastIndexOf('/') + 1), readFileSync(new URL(path, root)) as Uint8Array<ArrayBuffer>);
const absent = (path: string): boolean => !existsSync(new URL(path, root));

const FASHION = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(
  (name) => `fashion-mnist/${name}-ubyte.gz`,
);
test.skipIf(absent(FASHION[0]!))(
  'Fashion-MNIST is distinguished from MNIST by its labels, and has the published mean',
  async () => {
    const info = await importHarness().keep(FASHION.map(file));
    expect(info).toMatchObject({ name: 'Fashion-MNIST', count: 70_000, testCount: 10_000 });
    expect(info.classes[9]).toBe('Ankle boot');
    expect(info.scale.mean[0]).toBeCloseTo(0.286, 3);
    expect(info.scale.std[0]).toBeCloseTo(0.353, 3);
  },
);

const BATCH = 'cifar-10/data_batch_1.first4000.bin.gz';
test.skipIf(absent(BATCH) || absent('cifar-10/dev-index.csv'))(
  'CIFAR-10’s binary batch has the labels of the published index',
  async () => {
    const { info, labels } = await importHarness().all([file(BATCH)]);
    expect(info).toMatchObject({ count: 4000, shape: [32, 32, 3] });
    const index = readFileSync(new URL('cifar-10/dev-index.csv', root), 'utf8').trim().split('\n').slice(1);
    const known = index
      .map((line) => line.split(','))
      .filter(([split, place]) => split === 'train' && Number(place) < 4000);
    expect(known.length).toBeGreaterThan(100);
    for (const [, place, label, name] of known) {
      expect(labels[Number(place)]).toBe(Number(label));
      expect(info.classes[Number(label)]).toBe(name);
    }
  },
);

test.skipIf(absent('optdigits/optdigits.tra'))('optdigits: 8 × 8, the two files are the two parts', async () => {
  const { info, values, labels } = await importHarness().all([
    file('optdigits/optdigits.tes'),
    file('optdigits/optdigits.tra'),
  ]);
  expect(info).toMatchObject({ name: 'optdigits', count: 5620, testCount: 1797, shape: [8, 8, 1] });
  const first = readFileSync(new URL('optdigits/optdigits.tra', root), 'utf8').split('\n')[0]!.split(',').map(Number);
  expect(labels[0]).toBe(first[64]);
  expect([...values.subarray(0, 64)]).toEqual(first.slice(0, 64).map((one) => Math.round((one * 255) / 16)));
});

test.skipIf(absent('quickdraw/cats1000.bin'))(
  'Quick, Draw!: the shape of bytes without a header is guessed with a warning, a class per file',
  async () => {
    const preview = await importHarness().preview(
      ['cats1000', 'rainbows1000', 'trains1000'].map((name) => file(`quickdraw/${name}.bin`)),
    );
    expect(preview).toMatchObject({ shape: [28, 28, 1], classCounts: [1000, 1000, 1000] });
    expect(warningsOf(preview)).toContain('no header');
  },
);

describe.skipIf(absent('corrupt/lfs-pointer-zip.train.gz'))('broken downloads', () => {
  test.for([
    ['MNIST-train-images-idx3-ubyte.gz', /truncated/],
    ['cifar-10-python.tar.gz', /truncated/],
    ['lfs-pointer-zip.train.gz', /pointer/],
  ] as const)('%s is refused by name', async ([name, fault]) => {
    const { keep, library } = importHarness();
    const failed = keep([file(`corrupt/${name}`)]);
    await expect(failed).rejects.toMatchObject({ code: 'bad-file', message: expect.stringContaining(name) });
    await expect(failed).rejects.toThrow(fault);
    expect(await library.datasets()).toEqual([]);
  });
});
