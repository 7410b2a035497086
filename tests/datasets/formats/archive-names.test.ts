/** Names in archives and folders as systems write them: each reading gives the same classes. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { decodeNames } from '../../../src/datasets/containers/member-names.ts';
import { selectClasses } from '../../../src/datasets/splits/class-subset.ts';
import { isHidden } from '../../../src/datasets/sources/path-names.ts';
import { datasetInfoOf } from '../../support/dataset-info.ts';
import {
  bytesOf,
  gzip,
  idx,
  bytePattern,
  cyclingLabels,
  inputFile,
  toyImage,
  type Bytes,
} from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const { all, preview } = importHarness();

/** A zip of small images, with every byte of "~" in the names replaced. */
function zipOf(names: readonly string[], tilde?: number): Bytes {
  const files = Object.fromEntries(names.map((name, i) => [name, toyImage(8, 8, [i, i, i])]));
  const bytes = zipSync(files, { level: 0 }) as Bytes;
  return tilde === undefined ? bytes : bytes.map((one) => (one === 0x7e ? tilde : one));
}

const raw = (bytes: Uint8Array, flags = 0, extra = new Uint8Array()) => ({ bytes, flags, extra });

describe('names of members', () => {
  test('are code page 437 where they are no UTF-8 and their flag says nothing', async () => {
    const { info, labels } = await all([inputFile('b.zip', zipOf(['b/M~we/1.png', 'b/Ente/2.png'], 0x94))]);
    expect(info.classes).toEqual(['Ente', 'Möwe']);
    expect(labels).toEqual([0, 1]);
    const letters = [0x80, 0x81, 0x84, 0x8e, 0x99, 0x9a, 0xe1, 0xff, 0x9b];
    expect(decodeNames([raw(Uint8Array.from(letters))])).toEqual(['ÇüäÄÖÜß\u00a0¢']);
  });

  test('are UTF-8 where all of them are, whatever the flag says', () => {
    expect(decodeNames([raw(bytesOf('b/Möwe/1.png')), raw(bytesOf('Ünne'), 0x800)])).toEqual(['b/Möwe/1.png', 'Ünne']);
    // One name of code page 437 shows what packed the others: here two bytes happen to be UTF-8 for one letter.
    const pair = Uint8Array.of(0xc3, 0xa9);
    expect(decodeNames([raw(pair)])).toEqual(['é']);
    expect(decodeNames([raw(pair), raw(Uint8Array.of(0x94))])).toEqual(['├⌐', 'ö']);
    expect(decodeNames([raw(pair, 0x800), raw(Uint8Array.of(0x94))])).toEqual(['é', 'ö']);
  });

  test('are taken from the Unicode extra field where there is one', () => {
    const name = bytesOf('菊/1.png');
    const extra = Uint8Array.of(1, 0, 2, 0, 7, 7, 0x75, 0x70, name.length + 5, 0, 1, 0, 0, 0, 0, ...name);
    expect(decodeNames([raw(bytesOf('?/1.png'), 0, extra)])).toEqual(['菊/1.png']);
  });

  test('lose their steps “.”, which hide nothing', async () => {
    const { info, names } = await all([inputFile('p.zip', zipOf(['./a/1.png', './a/./2.png', './b/3.png', './']))]);
    expect(info).toMatchObject({ classes: ['a', 'b'], count: 3 });
    expect(names).toEqual(['a/1.png', 'a/2.png', 'b/3.png']);
  });
});

test('names with the same letters in other code points are one class, in folders and in the spec', async () => {
  const composed = 'añil';
  const decomposed = composed.normalize('NFD');
  const { info, labels } = await all([
    inputFile('t.zip', zipOf([`t/train/${composed}/1.png`, 't/train/rojo/2.png', `t/test/${decomposed}/3.png`])),
  ]);
  expect(info).toMatchObject({ classes: [composed, 'rojo'], testCount: 1 });
  expect(labels).toEqual([0, 1, 0]);
  const stored = datasetInfoOf({ classes: ['rojo', composed] });
  expect([...selectClasses(stored, Int32Array.of(0, 1), [decomposed]).labels]).toEqual([-1, 0]);
});

test.each([
  'd/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg',
  'd/#recycle/1.png',
  'd/$RECYCLE.BIN/1.png',
  'System Volume Information/1.png',
  'd/lost+found/1.png',
  'd/.AppleDouble/1.png',
  '__MACOSX/d/1.png',
  'd/rose@SynoEAStream',
  'd/Thumbs.db',
  'd/ehthumbs_vista.db',
])('%s is litter', (path) => expect(isHidden(path)).toBe(true));

test.each(['d/@home/1.png', 'd/#1/2.png', 'd/$5/1.png', 'd/lost and found/1.png', 'd/thumbs/1.png'])(
  '%s is data',
  (path) => expect(isHidden(path)).toBe(false),
);

describe('a file beside its packed copy', () => {
  const images = idx([6, 4, 4], bytePattern(96));
  const labels = idx([6], cyclingLabels(6, 2));
  const pair = async (name: string, bytes: Bytes, other = bytes) => [
    inputFile(`raw/${name}`, bytes),
    inputFile(`raw/${name}.gz`, await gzip(other)),
  ];

  test('counts once, in a folder and in a zip', async () => {
    const files = [
      ...(await pair('train-images-idx3-ubyte', images)),
      ...(await pair('train-labels-idx1-ubyte', labels)),
    ];
    const { info } = await all(files);
    expect(info).toMatchObject({ count: 6, classes: ['0', '1'] });
    const members = await Promise.all(
      files.map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const),
    );
    const zip = zipSync(Object.fromEntries(members)) as Bytes;
    expect(await preview([inputFile('raw.zip', zip)])).toMatchObject({ trainCount: 6, classes: ['0', '1'] });
  });

  test('is refused with both names where the two differ', async () => {
    const files = [...(await pair('images', images, idx([6, 4, 4], bytePattern(96, 5)))), inputFile('raw/y', labels)];
    await expect(preview(files)).rejects.toThrow(/images\.gz.*images.*different/);
  });
});
