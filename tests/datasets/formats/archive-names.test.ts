/** Names in archives and folders as systems write them: each reading gives the same classes. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { selectClasses } from '../../../src/datasets/splits/class-subset.ts';
import { isHidden } from '../../../src/datasets/sources/path-names.ts';
import { datasetInfoOf } from '../../support/dataset-info.ts';
import {
  gzip,
  idx,
  bytePattern,
  cyclingLabels,
  inputFile,
  toyImage,
  type Bytes,
} from '../../support/files/file-fixtures.ts';
import { encoded } from '../../support/files/code-pages.ts';
import { choicesOf, importHarness } from '../../support/files/import-harness.ts';
import { rawZip } from '../../support/files/zip-fixture.ts';

const { all, keep, preview, revise } = importHarness();

/** A zip of small images, with every byte of "~" in the names replaced. */
function zipOf(names: readonly string[], tilde?: number): Bytes {
  const files = Object.fromEntries(names.map((name, i) => [name, toyImage(8, 8, [i, i, i])]));
  const bytes = zipSync(files, { level: 0 }) as Bytes;
  return tilde === undefined ? bytes : bytes.map((one) => (one === 0x7e ? tilde : one));
}

describe('names of members', () => {
  test('are read in the code page that makes words of them, and another can be chosen', async () => {
    const names = ['кошка', 'кошка', 'собака', 'собака'].map((kind, i) => encoded(`фото/${kind}/${i}.png`, 'ibm866'));
    const zip = rawZip(names.map((name, i) => ({ name, bytes: toyImage(8, 8, [i, i, i]) })));
    const guess = await preview([inputFile('f.zip', zip)]);
    expect(guess.classes).toEqual(['кошка', 'собака']);
    expect(guess.warnings).toContainEqual({
      code: 'archive-names',
      text: 'The names in “f.zip” are not UTF-8. They are read in the code page ibm866 (DOS, Cyrillic), such as “фото”.',
    });
    const offered = guess.choices.find(({ key }) => key === 'nameEncoding')!;
    expect(offered.value).toBe('ibm866');
    expect(offered.options).toContainEqual({ value: 'cp437', label: 'Σ«Γ« (DOS, cp437)' });

    const revised = await revise(guess.id, { nameEncoding: 'cp437' });
    expect(revised.classes).toEqual(['¬«Φ¬á', 'ß«í á¬á'].map((name) => name.replace(' ', '')));
    expect(choicesOf(revised).nameEncoding).toBe('cp437');
    expect(revised.warnings.map(({ code }) => code)).not.toContain('archive-names');
    // The reading is part of the identity; what was read before is still there to be imported.
    const ids = [
      await keep([inputFile('f.zip', zip)]),
      await keep([inputFile('f.zip', zip)], { nameEncoding: 'cp437' }),
    ];
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
    const back = await revise(revised.id, { nameEncoding: 'ibm866' });
    expect(back.classes).toEqual(['кошка', 'собака']);
  });

  test('in UTF-8 are told of with no word, and have nothing to choose', async () => {
    const guess = await preview([inputFile('u.zip', zipOf(['u/Möwe/1.png', 'u/Ente/2.png']))]);
    expect(guess.classes).toEqual(['Ente', 'Möwe']);
    expect(guess.choices.map(({ key }) => key)).not.toContain('nameEncoding');
    expect(guess.warnings.map(({ code }) => code)).not.toContain('archive-names');
  });

  test('in an encoding that there is not are refused with those that there are', async () => {
    const zip = zipOf(['b/M~we/1.png', 'b/Ente/2.png'], 0x94);
    await expect(preview([inputFile('b.zip', zip)], { nameEncoding: 'cp1' })).rejects.toMatchObject({
      code: 'unfit',
      message: expect.stringContaining('“cp1”'),
      remedy: expect.stringContaining('cp850'),
    });
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
