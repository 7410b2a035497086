import { expect, test } from 'vitest';
import { inputFile } from '../../support/files/file-fixtures.ts';
import { parquet } from '../../support/files/parquet-fixture.ts';
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
