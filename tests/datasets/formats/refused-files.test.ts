/** Faulty files of every format, each refused with a message. */
import { expect, test } from 'vitest';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import {
  bytePattern,
  bytesOf,
  cifar,
  cyclingLabels,
  idx,
  inputFile,
  mat,
  npy,
} from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';
import { testRefusals } from '../../support/files/refused-files.ts';

const pair = (labels: number[], images = labels.length): InputFile[] => [
  inputFile('images', idx([images, 8, 8], bytePattern(images * 64))),
  inputFile('labels', idx([labels.length], labels)),
];

testRefusals([
  [
    'a pointer file in place of an archive',
    'train.zip',
    'bad-file',
    /pointer/,
    async () => [
      inputFile('train.zip', bytesOf('version https://git-lfs.github.com/spec/v1\noid sha256:66\nsize 1829071\n')),
    ],
  ],
  [
    'a web page in place of a file',
    'x.gz',
    'bad-file',
    /web page/,
    async () => [inputFile('x.gz', bytesOf('<!DOCTYPE html><p>404'))],
  ],
  ['fewer labels than images', 'labels', 'bad-file', /3 labels.*4 samples/, async () => pair([0, 1, 0], 4)],
  [
    'labels without images',
    'labels',
    'bad-file',
    /no images/,
    async () => [inputFile('labels', idx([4], cyclingLabels(4, 2)))],
  ],
  [
    'IDX labels out of range',
    'labels',
    'bad-file',
    /out of range: 200 at sample 7/,
    async () => pair([0, 1, 2, 0, 1, 2, 0, 200, 2, 0]),
  ],
  [
    'CIFAR labels out of range',
    'data_batch_1.bin',
    'bad-file',
    /out of range: 10 at sample 2/,
    async () => [inputFile('data_batch_1.bin', cifar([1, 2, 10, 3]))],
  ],
  [
    'negative labels',
    'y.npy',
    'bad-file',
    /out of range: -7/,
    async () => [
      inputFile('x.npy', npy('|u1', [3, 8, 8], bytePattern(192))),
      inputFile('y.npy', npy('|i1', [3], Int8Array.from([0, -7, 1]))),
    ],
  ],
  [
    'labels that are no whole numbers',
    'y.npy',
    'bad-file',
    /no whole number: 0.5/,
    async () => [
      inputFile('x.npy', npy('|u1', [3, 8, 8], bytePattern(192))),
      inputFile('y.npy', npy('<f4', [3], Float32Array.from([0, 0.5, 1]))),
    ],
  ],
  [
    'an incomplete CIFAR record',
    'data_batch_1.bin',
    'bad-file',
    /truncated/,
    async () => [inputFile('data_batch_1.bin', cifar([1, 2, 3]).slice(0, 8000))],
  ],
  [
    'a truncated NPY',
    'x.npy',
    'bad-file',
    /truncated/,
    async () => [inputFile('x.npy', npy('|u1', [9, 8, 8], bytePattern(192)))],
  ],
  [
    'values that are no numbers',
    'x.npy',
    'bad-file',
    /NaN/,
    async () => [inputFile('x.npy', npy('<f4', [1, 8, 8], new Float32Array(64).fill(NaN)))],
  ],
  [
    'a truncated MAT',
    'x.mat',
    'bad-file',
    /truncated/,
    async () => [inputFile('x.mat', (await mat({ X: { sizes: [8, 8, 4], values: bytePattern(256) } })).slice(0, 300))],
  ],
  [
    'an IDX header of an absurd size',
    'images',
    'bad-file',
    /absurd/,
    async () => [inputFile('images', idx([4_000_000_000, 60_000, 60_000], bytePattern(64)))],
  ],
  [
    'an NPY header of an absurd size',
    'x.npy',
    'bad-file',
    /absurd/,
    async () => [inputFile('x.npy', npy('<f8', [99_999_999, 999_999], bytePattern(64)))],
  ],
  ['an empty file', 'x.csv', 'bad-file', /empty/, async () => [inputFile('x.csv', new Uint8Array())]],
  [
    'a header without rows',
    'x.csv',
    'bad-file',
    /empty|one class|image|words|numbers|column/i,
    async () => [inputFile('x.csv', bytesOf('a,b,c\n'))],
  ],
  [
    'rows of different lengths',
    'x.csv',
    'bad-file',
    /line 3 has 2 fields/,
    async () => [inputFile('x.csv', bytesOf('1,2,a\n3,4,b\n5,6\n7,8,a\n'))],
  ],
  [
    'words among numbers',
    'x.csv',
    'bad-file',
    /“oops” in line 42, column “x”/,
    async () => [
      inputFile(
        'x.csv',
        bytesOf(
          `x,y,k\n${Array.from({ length: 60 }, (_, i) => `${i === 40 ? 'oops' : i},1,${i % 2 ? 'a' : 'b'}`).join('\n')}\n`,
        ),
      ),
    ],
  ],
  ['one class only, in labels', 'images', 'unfit', /one class only/, async () => pair([3, 3, 3])],
  [
    'a Python pickle',
    'data.pkl',
    'unsupported',
    /pickle/,
    async () => [inputFile('data.pkl', Uint8Array.of(0x80, 4, 0x95, 1, 0, 0, 0))],
  ],
  [
    'the start of an HDF5 file in a .mat',
    'x.mat',
    'bad-file',
    /HDF5/,
    async () => [inputFile('x.mat', Uint8Array.from([0x89, 72, 68, 70, 13, 10, 26, 10]))],
  ],
  [
    'data sets of different kinds',
    'x.npy',
    'unsupported',
    /different kinds/,
    async () => [...pair([0, 1]), inputFile('x.npy', npy('|u1', [2, 8, 8], bytePattern(128)))],
  ],
]);

test('an empty folder, or one with system files only, is refused', async () => {
  const { preview } = importHarness();
  await expect(preview([])).rejects.toThrow(/empty/);
  await expect(preview([inputFile('d/.DS_Store', bytesOf('x'))])).rejects.toThrow(/empty/);
});
