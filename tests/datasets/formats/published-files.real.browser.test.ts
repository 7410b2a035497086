/** Published data sets through the real worker in a real browser. */
import { afterEach, describe, expect, test } from 'vitest';
import { server } from 'vitest/browser';
import type { DatasetInfo } from '../../../src/protocol/dataset.ts';
import type { ImportChoices } from '../../../src/protocol/import/import-choices.ts';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import { openData } from '../../../workers/data/client.ts';

/** Available files; only their names are used. */
const found = import.meta.glob('../../../../shared/data/{cifar-10,mnist,omniglot,corrupt}/*.{zip,gz}', {
  query: '?url',
});

const here = (...paths: string[]): boolean =>
  paths.every((path) => Object.keys(found).some((key) => key.endsWith(`/${path}`)));

/** Read by the test runner: a web server would unpack what ends in .gz on the way. */
async function files(...paths: string[]): Promise<InputFile[]> {
  return Promise.all(
    paths.map(async (path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const text = await server.commands.readFile(`../shared/data/${path}`, 'base64');
      const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      return { path: name, file: new File([bytes], name) };
    }),
  );
}

const data = openData();
const calm = (): AbortSignal => new AbortController().signal;
const quiet = (): void => undefined;
/** Thousands of images, on a machine that may be busy. */
const LONG = 60_000;

async function imported(dropped: InputFile[], choices: ImportChoices = {}): Promise<DatasetInfo> {
  const { id } = await data.preview(dropped, choices, quiet, calm());
  return data.importFiles(id, quiet, calm());
}

afterEach(async () => {
  for (const { id } of await data.datasets()) await data.deleteDataset(id);
});

const MNIST = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(
  (name) => `mnist/${name}-ubyte.gz`,
);

describe.skipIf(!here(...MNIST))('MNIST, ../shared/data/mnist', () => {
  test('all four files are imported', { timeout: LONG }, async () => {
    const dropped = await files(...MNIST);
    const { id } = await data.preview(dropped, {}, quiet, calm());
    const info = await data.importFiles(id, quiet, calm());
    expect(info).toMatchObject({ name: 'MNIST', count: 70_000, testCount: 10_000, shape: [28, 28, 1] });
    // The usual mean and deviation of MNIST.
    expect(info.scale.mean[0]).toBeCloseTo(0.1307, 4);
    expect(info.scale.std[0]).toBeCloseTo(0.3081, 4);
    const { labels } = await data.samples(info.id, [0, 1, 2, 60_000, 69_999]);
    expect([...labels]).toEqual([5, 0, 4, 7, 6]);
  });
});

const JPEGS = 'cifar-10/CIFAR-10-images.dev.zip';
describe.skipIf(!here(JPEGS))(`a zip of JPEGs, ../shared/data/${JPEGS}`, () => {
  test('train and test folders are the parts, the folders below them the classes', { timeout: LONG }, async () => {
    const info = await imported(await files(JPEGS));
    expect(info).toMatchObject({ count: 12_000, testCount: 2000, labelledCount: 12_000, shape: [32, 32, 3] });
    expect(info.classes).toEqual('airplane automobile bird cat deer dog frog horse ship truck'.split(' '));
    // The channel means that are published for CIFAR-10; here over a sixth of it, as JPEG.
    for (const [channel, mean] of [0.4914, 0.4822, 0.4465].entries())
      expect(Math.abs(info.scale.mean[channel]! - mean)).toBeLessThan(0.01);
    const { labels, names } = await data.samples(info.id, [0, 9999, 10_000]);
    expect([...labels]).toEqual([0, 9, 0]);
    expect(names?.[1]).toBe('train/truck/0980.jpg');
  });
});

const ALPHABETS = 'omniglot/images_background_small1.zip';
describe.skipIf(!here(ALPHABETS))(`nested folders, ../shared/data/${ALPHABETS}`, () => {
  test('a class is an alphabet’s character; one-bit images have one channel', { timeout: LONG }, async () => {
    const info = await imported(await files(ALPHABETS));
    expect(info).toMatchObject({ count: 2720, testCount: 0, shape: [105, 105, 1] });
    expect(info.classes).toHaveLength(136);
    expect(info.classes[0]).toBe('Balinese/character01');
  });
});

describe.skipIf(!here('corrupt/cifar-10-python.tar.gz'))('broken downloads, ../shared/data/corrupt', () => {
  test.for([
    ['MNIST-train-images-idx3-ubyte.gz', 'truncated'],
    ['cifar-10-python.tar.gz', 'truncated'],
    ['lfs-pointer-zip.train.gz', 'pointer'],
  ] as const)('%s is refused as %s', async ([name, fault]) => {
    const failed = imported(await files(`corrupt/${name}`));
    await expect(failed).rejects.toMatchObject({ name: 'Problem', code: 'bad-file' });
    await expect(failed).rejects.toThrow(new RegExp(`${name}.*${fault}`));
    expect(await data.datasets()).toEqual([]);
  });
});
