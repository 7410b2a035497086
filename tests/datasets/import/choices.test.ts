/** Choices of an import: refused where they do not fit, confirmed where they do. */
import { describe, expect, test } from 'vitest';
import { importChoicesOf, withDataset } from '../../../src/protocol/design/dataset-choice.ts';
import type { ImportChoices } from '../../../src/protocol/import/import-choices.ts';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import { parseSpec } from '../../../src/protocol/spec.ts';
import { bytePattern, bytesOf, idxDataset, inputFile, npy, toyImage } from '../../support/files/file-fixtures.ts';
import { hdf5 } from '../../support/files/hdf5-fixture.ts';
import { choicesOf, importHarness, warningsOf } from '../../support/files/import-harness.ts';

const { keep, preview } = importHarness();

const csv = (): InputFile[] => [
  inputFile(
    't.csv',
    bytesOf(`u,v,kind\n${Array.from({ length: 12 }, (_, i) => `${i}.5,${i * i}.25,k${i % 3}`).join('\n')}\n`),
  ),
];
const images = (): InputFile[] =>
  ['a', 'b'].flatMap((name) => [1, 2].map((i) => inputFile(`s/${name}/${i}.png`, toyImage(8, 8, [i, i, i]))));

describe('a choice that does not fit is refused by name', () => {
  test.each<[string, () => InputFile[] | Promise<InputFile[]>, ImportChoices, RegExp]>([
    ['of another format', idxDataset, { separator: ';' }, /IDX.*separator/],
    ['of images, for a table', csv, { labelSource: 'names' }, /CSV.*labelSource/],
    ['a folder level that there is not', images, { labelSource: 'folders', channels: 2 as 1 }, /“2”.*channels/],
    ['columns that are no kind of columns', csv, { columns: 'cubes' as 'table' }, /“cubes”.*columns/],
    ['an unknown encoding', csv, { encoding: 'utf-9' }, /encoding “utf-9”/],
  ])('%s', async (_, files, choices, message) => {
    await expect(preview(await files(), choices)).rejects.toMatchObject({
      code: 'unfit',
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/^Choose (among|one of) /),
    });
  });
});

test('the reason of a choice that was made is that it was made; the others keep theirs', async () => {
  const guess = await preview(csv());
  const why = (key: string, of: typeof guess): string | undefined => of.choices.find((one) => one.key === key)?.why;
  expect(guess.choices.filter((one) => one.why === 'As chosen.')).toEqual([]);
  const given: ImportChoices = { name: 'mine', header: true, columns: 'table', decimal: '.', encoding: 'windows-1252' };
  const chosen = await preview(csv(), given);
  for (const key of Object.keys(given)) expect([key, why(key, chosen)]).toEqual([key, 'As chosen.']);
  expect(why('separator', chosen)).toBe(why('separator', guess));
  expect(choicesOf(chosen)).toMatchObject(given);
  // Of an encoding that was chosen there is nothing to warn.
  expect(warningsOf(chosen)).not.toContain('WINDOWS');
});

test('an encoding that was chosen holds for every file, whatever its bytes', async () => {
  const files = ['a', 'b'].map((name) =>
    inputFile(`${name}.csv`, bytesOf(`u,v,kind\n1.5,2,é\n2.5,1,x\n3.5,2,é\n4.5,3,x\n`)),
  );
  expect((await preview(files)).classes).toEqual(['é', 'x']);
  expect((await preview(files, { encoding: 'windows-1252' })).classes).toEqual(['Ã©', 'x']);
});

test('HDF5: labels in the last column of the only matrix, as in NPY', async () => {
  const values = Float32Array.from({ length: 40 * 4 }, (_, i) => (i % 4 === 3 ? (i >> 2) % 2 : (i * 0.37) % 5));
  for (const file of [
    inputFile('m.h5', await hdf5({ m: [[40, 4], values] })),
    inputFile('m.npy', npy('<f4', [40, 4], values)),
  ]) {
    const guess = await preview([file]);
    expect(guess).toMatchObject({ shape: [3], classes: ['0', '1'], classCounts: [20, 20] });
    expect(choicesOf(guess)).toMatchObject({ labelColumn: 'last column' });
    expect(await preview([file], { labelColumn: null })).toMatchObject({
      shape: [4],
      classes: [],
      unlabelledCount: 40,
    });
  }
});

test('raw bytes: an image size that was chosen is told as such', async () => {
  const guess = await preview([inputFile('p.raw', bytePattern(8 * 8 * 5))], { imageSize: [8, 8] });
  expect(guess.choices.find(({ key }) => key === 'imageSize')).toMatchObject({ value: [8, 8], why: 'As chosen.' });
});

test('a data set is stored with what was chosen, and a spec with it imports the same files alike', async () => {
  const choices: ImportChoices = {
    name: 'mine',
    separator: ';',
    header: false,
    labelColumn: 'Column 2',
    columns: 'table',
  };
  const files = [
    inputFile('t.csv', bytesOf(Array.from({ length: 12 }, (_, i) => `${i}.5;${i % 3};${(i * 7) % 5}.25`).join('\n'))),
  ];
  const info = await keep(files, choices);
  const { source } = info;
  expect(source.kind === 'files' && { ...source.choices, name: 'mine' }).toEqual(choices);
  const design = { version: 2, dataset: { source: 'files' }, model: { name: 'mlp' }, arms: [{ strategy: 'random' }] };
  const spec = withDataset(parseSpec(design), info, { current: undefined, catalogue: undefined });
  const { dataset } = parseSpec(JSON.parse(JSON.stringify(spec)));
  const again = importHarness();
  expect(await again.keep(files, importChoicesOf(dataset))).toMatchObject({ id: info.id, name: 'mine' });
  expect((await again.keep(files)).id).not.toBe(info.id);
  expect((await again.keep(files, { name: 'other' })).source).not.toHaveProperty('choices');
});
