/** The same data dropped as an archive and unpacked, or as two archives: they count once, and it is said. */
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import {
  bytePattern,
  bytesOf,
  cifar,
  cyclingLabels,
  gzip,
  inputFile,
  npy,
  toyImage,
  type Bytes,
} from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const { keep, preview } = importHarness();

type Files = Record<string, Bytes>;

const images = (...paths: string[]): Files =>
  Object.fromEntries(paths.map((path, i) => [path, toyImage(8, 8, [i, i, i])]));
const plain = (files: Files): InputFile[] => Object.entries(files).map(([path, bytes]) => inputFile(path, bytes));
const zip = (name: string, files: Files): InputFile => inputFile(name, zipSync(files) as Bytes);
const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]));

const PETS = images('cat/1.png', 'cat/2.png', 'dog/1.png', 'dog/2.png');
const counts = { classes: ['cat', 'dog'], trainCount: 4, testCount: 0 };

describe('images', () => {
  test.each<[string, InputFile[]]>([
    ['unpacked beside it, with its folder', [zip('pets.zip', below('pets', PETS)), ...plain(below('pets', PETS))]],
    ['unpacked into a folder of its name', [zip('pets.zip', PETS), ...plain(below('pets', PETS))]],
    ['unpacked, and dropped without its outer folders', [zip('pets.zip', below('a/pets', PETS)), ...plain(PETS)]],
    ['in a folder with its archive', [zip('d/pets.zip', PETS), ...plain(below('d/pets', PETS))]],
    [
      'with a table that was added',
      [zip('pets.zip', PETS), ...plain({ ...PETS, 'cat/notes.csv': bytesOf('a,b\n1,2\n') })],
    ],
  ])('%s', async (_, files) => {
    const guess = await preview(files);
    expect(guess).toMatchObject(counts);
    expect(guess.warnings).toContainEqual({
      code: 'archive-repeated',
      text: expect.stringMatching(/^4 files of “(d\/)?pets\.zip” also lie unpacked beside it: .*count once\.$/),
    });
    expect(guess.passedOver.map(({ path }) => path)).toContain(files[0]!.path);
    // It is the data set of the folder alone.
    expect((await keep(files)).id).toBe((await keep(files.slice(1))).id);
  });

  test('in two archives, of which the later copy is passed over', async () => {
    const guess = await preview([zip('pets (1).zip', PETS), zip('pets.zip', PETS)]);
    expect(guess).toMatchObject({ ...counts, name: 'pets' });
    expect(guess.passedOver).toEqual([{ path: 'pets (1).zip', why: 'The same data are in “pets.zip”.' }]);
    expect((await preview([zip('a.zip', PETS), zip('b.zip', PETS), ...plain(PETS)])).trainCount).toBe(4);
  });

  test('that were deleted from the folder are taken from the archive', async () => {
    const left = Object.fromEntries(Object.entries(PETS).filter(([path]) => path !== 'dog/2.png'));
    const guess = await preview([zip('pets.zip', below('pets', PETS)), ...plain(below('pets', left))]);
    expect(guess.trainCount).toBe(4);
    expect(guess.passedOver).toHaveLength(3);
  });

  test('of which some differ all count, and it is said that the others count twice', async () => {
    const edited = { ...PETS, 'dog/2.png': toyImage(8, 8, [99, 9, 9]) };
    const guess = await preview([zip('pets.zip', PETS), ...plain(edited)]);
    expect(guess.trainCount).toBe(8);
    expect(guess.warnings.find(({ code }) => code === 'archive-overlaps')?.text).toMatch(/^3 files .* because 1 of/);
  });

  test('of a training and a test part are two parts, whatever is in them', async () => {
    const guess = await preview([zip('train.zip', PETS), zip('test.zip', PETS)]);
    expect(guess).toMatchObject({ trainCount: 4, testCount: 4 });
    const folders = await preview([...plain(below('train', PETS)), zip('test.zip', PETS)]);
    expect(folders).toMatchObject({ trainCount: 4, testCount: 4 });
  });

  test('with the names of others are other images', async () => {
    const others = Object.fromEntries(Object.keys(PETS).map((path, i) => [path, toyImage(8, 8, [90 + i, i, i])]));
    const guess = await preview([zip('pets.zip', PETS), ...plain(others)]);
    expect(guess.trainCount).toBe(8);
    expect(guess.warnings.map(({ code }) => code).filter((code) => code.startsWith('archive'))).toEqual([]);
  });
});

describe('other formats', () => {
  test('a table, also packed by gzip, beside its zip', async () => {
    const table = bytesOf(
      `u,v,kind\n${Array.from({ length: 12 }, (_, i) => `${i}.5,${i * i}.25,k${i % 3}`).join('\n')}\n`,
    );
    const archive = zip('t.zip', { 't.csv': table });
    expect(await preview([archive, inputFile('t.csv', table)])).toMatchObject({ trainCount: 12 });
    expect(await preview([archive, inputFile('t.csv.gz', await gzip(table))])).toMatchObject({ trainCount: 12 });
  });

  test('arrays of an NPZ beside them; two NPZ that share their labels are two', async () => {
    const x = npy('|u1', [6, 8, 8], bytePattern(384));
    const y = npy('|u1', [6], cyclingLabels(6, 2));
    const both = await preview([zip('d.npz', { 'x.npy': x, 'y.npy': y }), ...plain({ 'x.npy': x, 'y.npy': y })]);
    expect(both).toMatchObject({ trainCount: 6, classes: ['0', '1'] });
    const other = npy('|u1', [6, 8, 8], bytePattern(384, 5));
    const parts = [zip('train.npz', { 'x.npy': x, 'y.npy': y }), zip('val.npz', { 'x.npy': other, 'y.npy': y })];
    expect((await preview(parts)).passedOver).toEqual([]);
  });

  test('CIFAR’s batches beside their tar, and the tar twice; other batches are refused', async () => {
    const [first, second] = [cifar([0, 1, 2, 3]), cifar([4, 5])];
    const body = (name: string, data: Bytes) => ({ header: { name: `c/${name}`, size: data.length }, body: data });
    const tar = (await packTar([body('data_batch_1.bin', first), body('test_batch.bin', second)])) as Bytes;
    const files = plain({ 'c/data_batch_1.bin': first, 'c/test_batch.bin': second });
    const packed = inputFile('c.tar.gz', await gzip(tar));
    const guess = await preview([packed, ...files]);
    expect(guess).toMatchObject({ format: 'CIFAR-10 binary', trainCount: 4, testCount: 2 });
    expect(guess.passedOver.map(({ path }) => path)).toEqual(['c.tar.gz']);
    expect(guess.warnings.map(({ code }) => code)).toContain('archive-repeated');
    expect(await preview([packed, inputFile('c (1).tar.gz', await gzip(tar))])).toMatchObject({ trainCount: 4 });
    const part = inputFile('p.tar', (await packTar([body('data_batch_1.bin', first)])) as Bytes);
    const refused = { code: 'unsupported', message: expect.stringContaining('two data sets') };
    await expect(preview([packed, files[0]!])).rejects.toMatchObject(refused);
    await expect(preview([part, ...files])).rejects.toMatchObject(refused);
    await expect(preview([part, packed])).rejects.toMatchObject(refused);
  });
});
