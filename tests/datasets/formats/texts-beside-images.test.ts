/** Texts beside images are read once, and those of single images not at all. */
import { expect, test, vi } from 'vitest';
import { ImagePaths } from '../../../src/datasets/formats/images/image-paths.ts';
import { FindingsList } from '../../../src/datasets/sources/findings.ts';
import { bytesOf, inputFile, toyImage } from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const { preview, revise } = importHarness();

const images = (count: number) =>
  Array.from({ length: count }, (_, i) => inputFile(`s/im/p${i}.png`, toyImage(8, 8, [i, i, i])));
const text = (path: string, lines: readonly string[]) => inputFile(path, bytesOf(`${lines.join('\n')}\n`));
const table = (count: number) =>
  text('s/labels.csv', ['file,kind', ...Array.from({ length: count }, (_, i) => `p${i}.png,${i % 2 ? 'a' : 'b'}`)]);

test('a text for each image, as of boxes, is not read; the table is read once for all previews', async () => {
  const boxes = Array.from({ length: 20 }, (_, i) =>
    text(`s/boxes/p${i}.txt`, ['0 0.5 0.5 0.1 0.2', '1 0.2 0.1 0.3 0.3']),
  );
  const labels = table(20);
  const readBoxes = boxes.map(({ file }) => vi.spyOn(file, 'stream'));
  const readLabels = vi.spyOn(labels.file, 'stream');
  const guess = await preview([...images(20), ...boxes, labels]);
  expect(guess).toMatchObject({ classes: ['a', 'b'], trainCount: 20 });
  expect(guess.passedOver).toHaveLength(20);
  expect(readBoxes.map(({ mock }) => mock.calls.length)).toEqual(boxes.map(() => 0));
  const times = readLabels.mock.calls.length;
  expect(times).toBeGreaterThan(0);
  expect((await revise(guess.id, { labelSource: 'none' })).classes).toEqual([]);
  expect(readLabels).toHaveBeenCalledTimes(times);
});

test('the images are looked through once for all tables of a folder', () => {
  const paths = new ImagePaths(['s/a.png', 's/b.png', 'train/c.png']);
  const passes = vi.spyOn(paths as unknown as { makeIndex(takes: unknown): unknown }, 'makeIndex');
  for (let i = 0; i < 50; i++) expect(paths.finder(`s/${i}.csv`)('b')).toBe(1);
  expect(passes).toHaveBeenCalledTimes(2);
  expect(paths.finder('labels.csv')('c.png')).toBe(2);
  expect(passes).toHaveBeenCalledTimes(2);
  expect(paths.finder('train.csv')('c.png')).toBe(2);
  expect(passes).toHaveBeenCalledTimes(3);
});

test('a table may have more rows than a call has arguments', async () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => `p${i},${i % 2}`);
  const guess = await preview([...images(6), text('s/all.csv', ['id,label', ...rows])]);
  expect(guess).toMatchObject({ classes: ['0', '1'], unlabelledCount: 0 });
  expect(guess.warnings.map(({ code }) => code)).toContain('rows-without-image');
});

test('findings take over as many others', () => {
  const many = new FindingsList();
  for (let i = 0; i < 200_000; i++) many.passOver(`${i}.txt`, 'It is a text.');
  const all = new FindingsList();
  all.include(many);
  expect(all.passedOver).toHaveLength(200_000);
});
