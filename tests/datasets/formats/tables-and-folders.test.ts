import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { classFolders, usualLevel } from '../../../src/datasets/formats/images/class-folders.ts';
import { bytesOf, gzip, inputFile, toyImage } from '../../support/files/file-fixtures.ts';
import { choicesOf, importHarness, warningsOf } from '../../support/files/import-harness.ts';

const { preview, all, revise } = importHarness();
const csv = (name: string, text: string) => inputFile(name, bytesOf(text));

test('CSV: a header is recognised, the label is a column of words, three columns are a plane', async () => {
  const { info, values, labels } = await all([csv('moons.csv', 'x,y,side\n1,2,up\n3,4,down\n-5,6.5,up\n')]);
  expect(info).toMatchObject({ kind: 'plane', shape: [2], classes: ['down', 'up'], count: 3 });
  expect([[...values], labels]).toEqual([
    [1, 2, 3, 4, -5, 6.5],
    [1, 0, 1],
  ]);
});

const digits = (rows: number, label: (row: number) => number, first: boolean): string =>
  Array.from({ length: rows }, (_, row) => {
    const pixels = Array.from({ length: 64 }, (__, i) => (row * 3 + i) % 17);
    return (first ? [label(row), ...pixels] : [...pixels, label(row)]).join(',');
  }).join('\n');

test('CSV without a header: 8 × 8 pixels with the label last or first; .tes is the test part', async () => {
  const last = [
    csv(
      'optdigits.tes',
      digits(30, (row) => row % 3, false),
    ),
    csv(
      'optdigits.tra',
      digits(60, (row) => row % 3, false),
    ),
  ];
  const { info, values, labels } = await all(last);
  expect(info).toMatchObject({ name: 'optdigits', shape: [8, 8, 1], count: 90, testCount: 30, dtype: 'uint8' });
  expect(labels.slice(58, 63)).toEqual([1, 2, 0, 1, 2]);
  // Pixels of 0 … 16 are scaled to bytes.
  expect([...values.subarray(0, 17)]).toEqual(Array.from({ length: 17 }, (_, i) => Math.round((i * 255) / 16)));
  const first = await preview([
    csv(
      'mnist_like.csv',
      digits(60, (row) => row % 4, true),
    ),
  ]);
  expect(choicesOf(first)).toMatchObject({ labelColumn: 'Column 1', columns: 'pixels', imageSize: [8, 8] });
});

test('CSV: another label, another reading, or no label can be chosen', async () => {
  const text = `a,b,kind,grade\n${Array.from({ length: 20 }, (_, i) => `${2 * i},${i / 2},${i % 2 ? 'odd' : 'even'},${i % 4}`).join('\n')}`;
  const guess = await preview([csv('t.csv', text)]);
  expect(guess.shape).toEqual([3]);
  const label = guess.choices.find(({ key }) => key === 'labelColumn');
  expect(label).toMatchObject({ label: 'Label column', value: 'kind', why: expect.stringMatching(/\S+\.$/) });
  expect(label?.options.map(({ value }) => value)).toEqual(['a', 'b', 'kind', 'grade', null]);
  const other = await revise(guess.id, { labelColumn: 'grade' });
  expect(other).toMatchObject({ classes: ['0', '1', '2', '3'], kind: 'plane', shape: [2] });
  expect(warningsOf(other)).toContain('kind');
  expect(await revise(guess.id, { labelColumn: null, columns: 'table' })).toMatchObject({
    unlabelledCount: 20,
    classes: [],
  });
  await expect(revise(guess.id, { labelColumn: 'b' })).resolves.toBeDefined();
  await expect(revise(guess.id, { labelColumn: 'nowhere' })).rejects.toMatchObject({ code: 'unfit' });
});

test('CSV: semicolons, quotes with line breaks, a byte order mark, gzip and missing values', async () => {
  const text = '\ufeffu;v;name\r\n1;2;"a; b"\r\n;4;"two\r\nlines"\r\n3;6;"a; b"\r\n5;8;"two\r\nlines"\r\n';
  const { info, values, labels } = await all([inputFile('t.csv.gz', await gzip(bytesOf(text)))]);
  expect(info.classes).toEqual(['a; b', 'two\r\nlines']);
  expect([[...values], labels]).toEqual([
    [1, 2, 3, 4, 3, 6, 5, 8],
    [0, 1, 0, 1],
  ]);
});

test('CSV: many rows are streamed in pieces without losing one', async () => {
  const rows = 60_000;
  const text = Array.from({ length: rows }, (_, i) => `${2 * i},${i % 7}.25,"c ""${i % 5}"""`).join('\n');
  const { info, values, labels } = await all([csv('long.csv', text)]);
  expect(info.count).toBe(rows);
  expect(labels.every((label, i) => label === i % 5)).toBe(true);
  expect((values as Float32Array).every((value, i) => value === (i % 2 ? ((i >> 1) % 7) + 0.25 : i))).toBe(true);
});

test('class names are data, and unchanged', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const { info } = await all([csv('t.csv', `x,y,k\n1,2,${name}\n3,4,b\n`)]);
  expect(info.classes).toContain(name);
});

const places = (...paths: string[]) => {
  const placed = classFolders(paths.map((path) => path.split('/').slice(0, -1)));
  const level = usualLevel(placed);
  return placed.map(({ part, path }) => ({ part, className: path.slice(0, level).join('/') || null }));
};

test.each([
  ['a folder per class', ['d/cat/1.png', 'd/dog/1.png'], ['cat', 'dog']],
  ['two folders dropped at once', ['cat/1.png', 'dog/1.png'], ['cat', 'dog']],
  [
    'nested: alphabets and characters',
    ['o/Greek/c1/1.png', 'o/Greek/c2/1.png', 'o/Latin/c1/1.png'],
    ['Greek/c1', 'Greek/c2', 'Latin/c1'],
  ],
  ['an inner folder that all have', ['t/n01/images/1.png', 't/n02/images/1.png'], ['n01', 'n02']],
  ['a loose image among classes', ['d/1.png', 'd/a/1.png', 'd/b/1.png'], [null, 'a', 'b']],
  ['one folder of images', ['photos/1.png', 'photos/2.png'], [null, null]],
  ['loose images', ['1.png', '2.png'], [null, null]],
  ['one folder in another one', ['data/cat/1.png', 'data/cat/2.png'], [null, null]],
  ['folders inside of one class', ['d/a/1.png', 'd/b/x/1.png', 'd/b/y/1.png'], ['a', 'b', 'b']],
  ['a plain folder in a folder', ['mine/images/1.png', 'mine/images/2.png'], [null, null]],
  ['classes that are called train and truck', ['d/train/1.png', 'd/truck/1.png'], ['train', 'truck']],
] as const)('folders: %s', (_, paths, classes) => {
  expect(places(...paths).map(({ className }) => className)).toEqual(classes);
  expect(places(...paths).every(({ part }) => part === 'train')).toBe(true);
});

test('folders called train and test are parts, also with a folder of the same name inside', () => {
  const found = places('z/train/train/a/1.png', 'z/train/train/b/1.png', 'z/test/test/a/1.png', 'z/test/test/b/1.png');
  expect(found.map(({ part, className }) => `${part} ${className}`)).toEqual([
    'train a',
    'train b',
    'test a',
    'test b',
  ]);
  const three = places('train/a/1.png', 'train/b/1.png', 'val/a/1.png', 'test/b/1.png');
  expect(three.map(({ part, className }) => `${part} ${className}`)).toEqual([
    'train a',
    'train b',
    'train a',
    'test b',
  ]);
  const val = places('train/a/1.png', 'train/b/1.png', 'val/a/1.png');
  expect(val[2]).toEqual({ part: 'test', className: 'a' });
});

test('images: names, labels and pixels agree; colour images have three channels; system files are ignored', async () => {
  const files = [
    inputFile('d/red/2.png', toyImage(8, 8, [255, 0, 0])),
    inputFile('d/blue/1.png', toyImage(8, 8, [0, 0, 255])),
    inputFile('d/.DS_Store', bytesOf('x')),
    inputFile('d/red/Thumbs.db', bytesOf('x')),
    inputFile('d/readme.txt', bytesOf('words')),
  ];
  const { info, labels, values, names } = await all(files);
  expect(info).toMatchObject({ name: 'd', classes: ['blue', 'red'], shape: [8, 8, 3], count: 2 });
  expect([labels, names, [...values.subarray(0, 3)]]).toEqual([
    [0, 1],
    ['d/blue/1.png', 'd/red/2.png'],
    [0, 0, 255],
  ]);
});

test('images of several sizes are scaled with a notice; grey ones have one channel', async () => {
  const files = [30, 40, 50].map((side) => inputFile(`${side}.png`, toyImage(side, 30, [side, side, side])));
  const guess = await preview(files);
  expect(guess).toMatchObject({
    shape: [30, 30, 1],
    unlabelledCount: 3,
  });
  expect(choicesOf(guess)).toMatchObject({ imageSize: [30, 30], channels: 1 });
  expect(warningsOf(guess)).toMatch(/3 sizes.*cropped at the centre/);
  expect(await revise(guess.id, { imageSize: [16, 12], channels: 3 })).toMatchObject({ shape: [16, 12, 3] });
});

test('a broken image is named; the others can be imported', async () => {
  const files = [
    ...[1, 2, 3].map((i) => inputFile(`d/a/${i}.png`, toyImage(8, 8, [i, i, i]))),
    ...[4, 5, 6].map((i) => inputFile(`d/b/${i}.png`, toyImage(8, 8, [i, i, i]))),
    inputFile('d/b/broken.png', bytesOf('no image')),
  ];
  await expect(preview(files)).rejects.toMatchObject({
    code: 'bad-image',
    message: expect.stringContaining('broken.png'),
  });
  const { info, labels, values, names } = await all(files, { skipBroken: true });
  expect(info).toMatchObject({ count: 6, labelledCount: 6 });
  expect(labels).toEqual([0, 0, 0, 1, 1, 1]);
  expect(names).not.toContain('d/b/broken.png');
  expect(Array.from({ length: 6 }, (_, i) => values[i * 64])).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a zip of images: classes by folder; system files are ignored', async () => {
  const image = (grey: number) => toyImage(8, 8, [grey, grey, grey]);
  const zip = zipSync({
    'pets/train/cat/1.png': image(1),
    'pets/train/dog/1.png': [image(2), { level: 0 }],
    'pets/test/cat/1.png': image(3),
    '__MACOSX/pets/train/cat/._1.png': bytesOf('x'),
  });
  const { info, names, values } = await all([inputFile('pets.zip', zip as Uint8Array<ArrayBuffer>)]);
  expect(info).toMatchObject({ name: 'pets', classes: ['cat', 'dog'], count: 3, testCount: 1 });
  expect(names).toEqual(['pets/train/cat/1.png', 'pets/train/dog/1.png', 'pets/test/cat/1.png']);
  expect([values[0], values[64], values[128]]).toEqual([1, 2, 3]);
});
