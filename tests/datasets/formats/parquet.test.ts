import { expect, test } from 'vitest';
import { decodeImage } from '../../../tools/lab/inspect/decode-image.ts';
import { bytesOf, inputFile } from '../../support/files/file-fixtures.ts';
import { parquet, parquetOf } from '../../support/files/parquet-fixture.ts';
import { choicesOf, importHarness } from '../../support/files/import-harness.ts';

const { all, preview } = importHarness();

test('Parquet: images from a struct, class names from the hub’s metadata', async () => {
  const { info, labels, values } = await all([inputFile('train-00000-of-00001.parquet', parquet())]);
  expect(info).toMatchObject({ classes: ['cat', 'dog'], count: 6, testCount: 0, shape: [8, 8, 1] });
  expect(labels).toEqual([0, 1, 0, 1, 0, 1]);
  expect([0, 1, 2, 3, 4, 5].map((i) => values[i * 64])).toEqual([0, 1, 2, 3, 4, 5]);
});

test('Parquet: train and test files are the parts; the label can be left out', async () => {
  const files = [inputFile('data/test-0.parquet', parquet()), inputFile('data/train-0.parquet', parquet())];
  const guess = await preview(files);
  expect(guess).toMatchObject({ trainCount: 6, testCount: 6 });
  expect(choicesOf(guess)).toMatchObject({ labelColumn: 'label' });
  expect(await preview(files, { labelColumn: null })).toMatchObject({ unlabelledCount: 12, classes: [] });
});

test('Parquet: a truncated file is refused by name', async () => {
  const bytes = parquet();
  await expect(preview([inputFile('t.parquet', bytes.slice(0, 300))])).rejects.toThrow(/t\.parquet.*truncated/);
});

const real = importHarness(decodeImage);
/** A grey or coloured image of 8 × 8 pixels, as PPM. */
const ppm = (red: number, green: number, blue: number): Uint8Array =>
  Uint8Array.from([...bytesOf('P6 8 8 255\n'), ...Array.from({ length: 64 }, () => [red, green, blue]).flat()]);

test('Parquet: images are told by their bytes, whatever the column is called, and colour wherever it stands', async () => {
  const data = Array.from({ length: 450 }, (_, i) => (i < 440 ? ppm(i % 200, i % 200, i % 200) : ppm(200, 9, 9)));
  const cls = { name: 'cls', data: data.map((_, i) => i % 2), type: 'INT32' as const };
  const file = inputFile('shard.parquet', parquetOf([{ name: 'photo', data, type: 'BYTE_ARRAY' }, cls]));
  const guess = await real.preview([file]);
  expect(guess).toMatchObject({ shape: [8, 8, 3], classes: ['0', '1'], trainCount: 450 });
  const { values } = await real.all([file]);
  expect([...values.subarray(449 * 192, 449 * 192 + 3)]).toEqual([200, 9, 9]);
  // The preview shows images of the whole file under their own labels.
  expect(guess.samples.values[0]).toBe(values[0]);
  expect(guess.samples.values).toHaveLength(32 * 192);
});

test('Parquet: lists of pixels are images; a list of another length is refused with its row', async () => {
  const data = Array.from({ length: 12 }, (_, i) => Array.from({ length: 64 }, (__, k) => (k + i) % 17));
  const label = { name: 'digit', data: data.map((_, i) => i % 3), type: 'INT32' as const };
  const of = (pixels: number[][]) => inputFile('d.parquet', parquetOf([{ name: 'pixels', data: pixels }, label]));
  const { info, values } = await all([of(data)]);
  expect(info).toMatchObject({ shape: [8, 8, 1], classes: ['0', '1', '2'], count: 12 });
  expect([...values.subarray(0, 3)]).toEqual([0, 16, 32]);
  data[7]!.pop();
  await expect(preview([of(data)])).rejects.toThrow(/has 63 numbers in line 9 where others have 64/);
});

test('Parquet: beside images, too, −1 may be a class or no label, and what it is can be chosen', async () => {
  const data = Array.from({ length: 12 }, (_, i) => ppm(i, i, i));
  const label = { name: 'label', data: data.map((_, i) => (i % 4) - 1), type: 'INT32' as const };
  const file = inputFile('u.parquet', parquetOf([{ name: 'image', data, type: 'BYTE_ARRAY' }, label]));
  const guess = await real.preview([file]);
  expect(guess).toMatchObject({ classes: ['0', '1', '2'], unlabelledCount: 3 });
  expect(choicesOf(guess)).toMatchObject({ minusOne: 'unlabelled' });
  const chosen = await real.preview([file], { minusOne: 'class' });
  expect(chosen).toMatchObject({ classes: ['-1', '0', '1', '2'], unlabelledCount: 0 });
});
