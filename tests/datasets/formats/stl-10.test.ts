/** STL-10's files: names of classes beside them, what is passed over, and what is refused. */
import { describe, expect, test } from 'vitest';
import { bytePattern, bytesOf, gzip, inputFile } from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const { preview, all } = importHarness();
const IMAGE = 27_648;
const images = (name: string, count: number) => inputFile(`stl/${name}_X.bin`, bytePattern(count * IMAGE, 7));
const labels = (name: string, ...values: number[]) => inputFile(`stl/${name}_y.bin`, Uint8Array.from(values));
const train = [images('train', 3), labels('train', 1, 10, 1)];

test('names of classes are read from the list beside the files', async () => {
  const list = Array.from({ length: 10 }, (_, i) => `kind ${i}`);
  const files = [...train, inputFile('stl/class_names.txt', bytesOf(`${list.join('\n')}\n`))];
  const { info, labels: read } = await all(files);
  expect(info.classes).toEqual(list);
  expect(read).toEqual([0, 9, 0]);
});

test('unlabelled images are passed over, with the reason', async () => {
  const { passedOver, trainCount } = await preview([...train, images('unlabeled', 1)]);
  expect(trainCount).toBe(3);
  expect(passedOver).toEqual([{ path: 'stl/unlabeled_X.bin', why: expect.stringMatching(/no labels/) }]);
});

test('packed files, and test files alone, are training data like others', async () => {
  const { info } = await all([
    inputFile('test_X.bin.gz', await gzip(bytePattern(2 * IMAGE, 7))),
    inputFile('test_y.bin.gz', await gzip(Uint8Array.of(2, 5))),
  ]);
  expect(info.count).toBe(2);
  expect(info.testCount).toBe(0);
});

describe('a sentence names the file', () => {
  test.each([
    ['labels without images', [labels('train', 1)], /“stl\/train_y.bin” needs “train_X.bin” beside it/],
    ['images without labels', [images('train', 1)], /“stl\/train_X.bin” needs “train_y.bin” beside it/],
    ['unlabelled images alone', [images('unlabeled', 1)], /“stl\/unlabeled_X.bin” has no labels/],
    [
      'half an image',
      [inputFile('train_X.bin', bytePattern(IMAGE + 7, 3)), labels('train', 1)],
      /truncated: its last image has 7 bytes of 27,648/,
    ],
    ['more labels than images', [images('train', 1), labels('train', 1, 2)], /2 labels, but .* 1 sample/],
    ['a label of 0', [images('train', 2), labels('train', 0, 2)], /run from 1 to 10, but one is 0/],
    ['the same part twice', [...train, inputFile('other/train_X.bin', bytePattern(IMAGE, 3))], /play the same part/],
  ])('%s', async (_, files, sentence) => {
    await expect(preview(files)).rejects.toThrow(sentence);
  });
});
