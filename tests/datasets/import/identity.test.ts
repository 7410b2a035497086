/** The id of an imported data set: of all bytes, in any order of dropping. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/datasets/import/digest.ts';
import { identify } from '../../../src/datasets/import/identify.ts';
import { openSource } from '../../../src/datasets/import/open-preview.ts';
import {
  bytePattern,
  decodeToyImage,
  inputFile,
  npy,
  toyImage,
  type Bytes,
} from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const idOf = async (files: { path: string; file: File }[]): Promise<string> => (await importHarness().keep(files)).id;
const grey = (level: number): Bytes => toyImage(8, 8, [level, level, level]);
/** 600 images in two folders. */
const folder = (changed?: number) =>
  Array.from({ length: 600 }, (_, i) =>
    inputFile(`d/${i % 2 ? 'a' : 'b'}/${i}.png`, grey(i === changed ? 251 : i % 250)),
  );

describe('the same files', () => {
  test('have the same id in any order', async () => {
    const files = folder();
    expect(await idOf(files.slice().reverse())).toBe(await idOf(files));
  });

  test('have another id where one byte of one of many files is different', async () => {
    const ids = new Set([await idOf(folder())]);
    for (const changed of [0, 1, 299, 598, 599]) ids.add(await idOf(folder(changed)));
    expect(ids.size).toBe(6);
  });

  test('have another digest where one byte in the middle of a large file is different', async () => {
    // beyond 64 MB, which once were hashed in samples
    const rows = 90_000;
    const values = new Uint8Array(rows * 784);
    values.set(bytePattern(784), 784);
    const digest = async (): Promise<string> => {
      const files = [inputFile('x.npy', npy('|u1', [rows, 28, 28], values))];
      const opening = { choices: {}, onProgress: () => undefined, decode: decodeToyImage };
      return digestOf(await openSource(await identify(files, opening), opening), files);
    };
    const before = await digest();
    values[35_000_123] = 1;
    expect(await digest()).not.toBe(before);
  });

  test('in an archive of the same size have another id where their content is different', async () => {
    const zip = (level: number) => [
      inputFile(
        'p.zip',
        zipSync(
          { 'a/1.png': [grey(1), { level: 0 }], 'b/2.png': [grey(level), { level: 0 }] },
          { mtime: '2020-01-01' },
        ) as Bytes,
      ),
    ];
    const [one, other] = [zip(2), zip(3)];
    expect(one[0]!.file.size).toBe(other[0]!.file.size);
    expect(await idOf(other)).not.toBe(await idOf(one));
  });

  test('whose names and contents change places have another id', async () => {
    const [a, b] = [grey(1), grey(200)];
    const drop = (first: Bytes, second: Bytes) => idOf([inputFile('d/a/1.png', first), inputFile('d/b/2.png', second)]);
    expect(await drop(a, b)).not.toBe(await drop(b, a));
  });
});

test('a data set that was stored before is found again under its id', async () => {
  const { library, keep } = importHarness();
  const info = await keep(folder());
  expect(await keep(folder().reverse())).toEqual(info);
  expect(await library.datasets()).toHaveLength(1);
});
