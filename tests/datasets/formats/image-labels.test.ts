/** Labels of images beside folders by class: in a table, in the names of the files, in nested folders. */
import { describe, expect, test } from 'vitest';
import { classesByName, guessNamePattern } from '../../../src/datasets/formats/images/file-name-classes.ts';
import { bytesOf, inputFile, toyImage } from '../../support/files/file-fixtures.ts';
import { choicesOf, importHarness, warningsOf } from '../../support/files/import-harness.ts';

const { preview, revise, all } = importHarness();

const images = (...paths: string[]) => paths.map((path, i) => inputFile(path, toyImage(8, 8, [i, i, i])));
const text = (path: string, ...lines: string[]) => inputFile(path, bytesOf(`${lines.join('\n')}\n`));
const optionsOf = (guess: Awaited<ReturnType<typeof preview>>, key: string) =>
  guess.choices.find((one) => one.key === key)?.options.map(({ label }) => label);

describe('a table beside the images', () => {
  const SIX = ['s/im/001.png', 's/im/002.png', 's/im/003.png', 's/im/004.png', 's/im/005.png', 's/im/006.png'];
  const KINDS = ['dot', 'ring', 'dot', 'ring', 'dot', 'ring'];
  const rows = (cell: (i: number) => string): string[] => KINDS.map((kind, i) => `${cell(i)},${kind}`);

  test.each<[string, string, (i: number) => string]>([
    ['names with ending', 'file_name,shape', (i) => `00${i + 1}.png`],
    ['names without ending', 'image_id,label', (i) => `00${i + 1}`],
    ['numbers that lost their zeros', 'id,label', (i) => `${i + 1}`],
    ['names with folder', 'path,kind', (i) => `im/00${i + 1}.png`],
    ['names with folders that were not dropped', 'Filename,kind', (i) => `/data/set/im/00${i + 1}.png`],
    ['names with backslashes, other letters and another case', 'photo,kind', (i) => `IM\\00${i + 1}.PNG`],
  ])('labels them by %s', async (_, header, cell) => {
    const { info, labels } = await all([...images(...SIX), text('s/labels.csv', header, ...rows(cell))]);
    expect(info).toMatchObject({ classes: ['dot', 'ring'], count: 6, shape: [8, 8, 1] });
    expect(labels).toEqual([0, 1, 0, 1, 0, 1]);
  });

  test('without a header, and with the label in front', async () => {
    const lines = KINDS.map((kind, i) => `${kind},00${i + 1}.png`);
    const { labels } = await all([...images(...SIX), text('s/labels.csv', ...lines)]);
    expect(labels).toEqual([0, 1, 0, 1, 0, 1]);
  });

  test('of several columns the label’s name decides, and another can be chosen', async () => {
    const lines = KINDS.map((kind, i) => `${i},00${i + 1}.png,${kind},${i % 3 ? 'x' : 'y'}`);
    const guess = await preview([...images(...SIX), text('s/t.csv', ',file,label,place', ...lines)]);
    expect(choicesOf(guess)).toMatchObject({ labelSource: 'table', labelColumn: 'label' });
    expect(optionsOf(guess, 'labelColumn')).toEqual(['label', 'place', 'none']);
    expect((await revise(guess.id, { labelColumn: 'place' })).classes).toEqual(['x', 'y']);
    expect((await revise(guess.id, { labelColumn: null })).unlabelledCount).toBe(6);
  });

  test('images without a row and rows without an image are counted', async () => {
    const lines = rows((i) => `00${i + 2}.png`);
    const guess = await preview([...images(...SIX), text('s/t.csv', 'file,label', ...lines)]);
    expect(guess).toMatchObject({ unlabelledCount: 1, classCounts: [3, 2] });
    expect(guess.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['rows-without-image', 'some-unlabelled']),
    );
  });

  test('a column per class for each part; rows with several ones have no single class', async () => {
    const guess = await preview([
      ...images('b/train/a.png', 'b/train/b.png', 'b/train/c.png', 'b/test/a.png', 'b/test/b.png'),
      text('b/train/_classes.csv', 'filename, bud, bloom', 'a.png,1,0', 'b.png, 0, 1', 'c.png,1,1'),
      text('b/test/_classes.csv', 'filename, bud, bloom', 'a.png,0,1', 'b.png,1,0'),
    ]);
    expect(guess).toMatchObject({ classes: ['bloom', 'bud'], trainCount: 3, testCount: 2, classCounts: [2, 2] });
    expect(warningsOf(guess)).toMatch(/1 image of several classes/);
  });

  test('a column of parts makes the test part', async () => {
    const lines = KINDS.map((kind, i) => `00${i + 1}.png,${kind},${i < 4 ? 'train' : 'test'}`);
    const { info, labels } = await all([...images(...SIX), text('s/t.csv', 'file,label,split', ...lines)]);
    expect([info.testCount, labels]).toEqual([2, [0, 1, 0, 1, 0, 1]]);
  });

  test.each<[string, string, string[], number]>([
    ['of a competition, the private one', 'Usage', ['Training', 'Training', 'PublicTest', 'PrivateTest'], 1],
    ['the validation where there is no other', 'data_set', ['train', 'train', 'val', 'val'], 2],
    ['none where all of it trains', 'split', ['train', 'train', 'train', 'train'], 0],
  ])('the test part is that of tables of numbers: %s', async (_, column, parts, testCount) => {
    const lines = parts.map((part, i) => `00${i + 1}.png,${KINDS[i]},${part}`);
    const guess = await preview([...images(...SIX.slice(0, 4)), text('s/t.csv', `file,label,${column}`, ...lines)]);
    expect(guess).toMatchObject({ testCount, classes: ['dot', 'ring'] });
  });

  test('folders by class come before it, and a text that names no image is passed over', async () => {
    const classed = images('d/cat/1.png', 'd/cat/2.png', 'd/dog/3.png', 'd/dog/4.png');
    const table = text('d/t.csv', 'file,label', '1.png,x', '2.png,y', '3.png,x', '4.png,y');
    const guess = await preview([...classed, table]);
    expect([guess.classes, choicesOf(guess).labelSource]).toEqual([['cat', 'dog'], 'folders']);
    expect(optionsOf(guess, 'labelSource')).toEqual([
      'folders (2 classes)',
      'the table beside them (2 classes)',
      'no labels',
    ]);
    expect((await revise(guess.id, { labelSource: 'table' })).classes).toEqual(['x', 'y']);
    const other = await preview([...classed, text('d/notes.csv', 'day,rain', '1,2', '2,3')]);
    expect(other.passedOver.map(({ path }) => path)).toEqual(['d/notes.csv']);
  });
});

describe('the class in the names of the files', () => {
  test.each<[string[], string[]]>([
    [
      ['cup1__0', 'cup1__1', 'jar2__0', 'jar2__1'],
      ['cup1', 'cup1', 'jar2', 'jar2'],
    ],
    [
      ['cat.1', 'cat.22', 'dog.1', 'dog.2'],
      ['cat', 'cat', 'dog', 'dog'],
    ],
    [
      ['great_dane_1', 'great_dane_2', 'pug_1', 'pug_2'],
      ['great_dane', 'great_dane', 'pug', 'pug'],
    ],
    [
      ['cat001', 'cat002', 'dog001', 'dog002'],
      ['cat', 'cat', 'dog', 'dog'],
    ],
    [
      ['001_cat', '002_cat', '003_dog', '004_dog'],
      ['cat', 'cat', 'dog', 'dog'],
    ],
    [
      ['cat-a8f', 'cat-b7e', 'dog-a8f', 'dog-c'],
      ['cat', 'cat', 'dog', 'dog'],
    ],
    [
      ['3_01', '3_02', '7_01', '7_02'],
      ['3', '3', '7', '7'],
    ],
  ])('%j', (names, classes) => {
    const paths = names.map((name) => `d/${name}.png`);
    expect(classesByName(paths, guessNamePattern(paths)!)).toEqual(classes);
  });

  test.each([
    [['IMG_0001', 'IMG_0002', 'IMG_0003', 'IMG_0004']],
    [['2023-01-05', '2023-01-06', '2023-02-05', '2023-02-06']],
    [['0001', '0002', '0003', '0004']],
    [['a8f3', 'b6d1', 'c0ff', 'd00d']],
  ])('%j have none', (names) => expect(guessNamePattern(names)).toBeUndefined());

  const CUPS = ['o/cup1__0.png', 'o/cup1__1.png', 'o/jar2__0.png', 'o/jar2__1.png'];

  test('is shown as a pattern with its counts, can be edited, and can be left out', async () => {
    const guess = await preview(images(...CUPS));
    expect(guess).toMatchObject({ classes: ['cup1', 'jar2'], classCounts: [2, 2] });
    const pattern = guess.choices.find(({ key }) => key === 'namePattern')!;
    expect([pattern.options, pattern.why]).toEqual([[], expect.stringContaining('group')]);
    expect(optionsOf(guess, 'labelSource')).toEqual(['names of the files (2 classes)', 'no labels']);
    expect((await revise(guess.id, { namePattern: '__(\\d)$' })).classes).toEqual(['0', '1']);
    expect((await revise(guess.id, { labelSource: 'none' })).unlabelledCount).toBe(4);
    await expect(revise(guess.id, { namePattern: '(' })).rejects.toMatchObject({ code: 'unfit' });
  });

  test('one folder of images without such names is a set without labels', async () => {
    const guess = await preview(images('data/cat/1.png', 'data/cat/2.png'));
    expect(guess).toMatchObject({ classes: [], unlabelledCount: 2 });
  });
});

test('folders inside of a class: the outermost is the class, and another level can be chosen', async () => {
  const guess = await preview(images('w/brick/1.png', 'w/slate/n/2.png', 'w/slate/s/3.png', 'w/slate/s/4.png'));
  expect(guess.classes).toEqual(['brick', 'slate']);
  expect(warningsOf(guess)).toMatch(/3 images lie in folders inside/);
  expect(optionsOf(guess, 'classLevel')).toEqual(['the outermost (2 classes)', 'the 2 outermost (3 classes)']);
  const deep = await revise(guess.id, { classLevel: 2 });
  expect(deep.classes).toEqual(['brick', 'slate/n', 'slate/s']);
  const even = await preview(images('o/Greek/c1/1.png', 'o/Greek/c2/2.png', 'o/Latin/c1/3.png', 'o/Latin/c1/4.png'));
  expect(even.classes).toEqual(['Greek/c1', 'Greek/c2', 'Latin/c1']);
  expect((await revise(even.id, { classLevel: 1 })).classes).toEqual(['Greek', 'Latin']);
});
