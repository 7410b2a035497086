/** Small data sets in every file format, made by this project's own writers, with what is in them. */
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import type { InputFile } from '../../src/protocol/import-preview.ts';
import {
  bytePattern,
  bytesOf,
  cifar,
  cyclingLabels,
  gzip,
  idx,
  inputFile,
  mat,
  npy,
  toyImage,
  type Bytes,
} from './file-fixtures.ts';
import { parquet } from './parquet-fixture.ts';

export interface SampleFile {
  path: string;
  bytes: Bytes;
  /** Number of bytes at the beginning that say how the rest is read. */
  header: number;
}

export interface FormatSample {
  /** The name of the format. */
  format: string;
  what: string;
  files(): Promise<SampleFile[]>;
  shape: number[];
  classes: string[];
  /** Class names in the order of the samples. */
  labels: string[];
  testCount?: number;
  /** Values of the first sample, as many as are listed. */
  first: number[];
  /** Whether file names may be changed freely; otherwise only in front of the extension. */
  anyExtension: boolean;
}

const file = (path: string, bytes: Bytes, header: number): SampleFile => ({ path, bytes, header });

/** The values at the first pixel of planes of red, green and blue. */
const firstPixel = (record: Uint8Array, at: number): number[] => [0, 1, 2].map((colour) => record[at + colour * 1024]!);

const table = `a,b,c,kind\n${Array.from({ length: 12 }, (_, i) => `${i},${i / 4},${7 - i},${i % 2 ? 'x' : 'y'}`).join('\n')}\n`;
const arrays = () => ({ x: npy('|u1', [4, 8, 8], bytePattern(256)), y: npy('|u1', [4], cyclingLabels(4, 2)) });

export const formatSamples: FormatSample[] = [
  {
    format: 'idx',
    what: 'images and labels',
    files: async () => [
      file('images', idx([6, 8, 8], bytePattern(384)), 16),
      file('labels', idx([6], cyclingLabels(6, 3)), 8),
    ],
    shape: [8, 8, 1],
    classes: ['0', '1', '2'],
    labels: ['0', '1', '2', '0', '1', '2'],
    first: [0, 7, 14],
    anyExtension: true,
  },
  {
    format: 'idx',
    what: 'gzip',
    files: async () => [
      file('train-images-idx3-ubyte.gz', await gzip(idx([4, 8, 8], bytePattern(256))), 10),
      file('train-labels-idx1-ubyte.gz', await gzip(idx([4], cyclingLabels(4, 2))), 10),
    ],
    shape: [8, 8, 1],
    classes: ['0', '1'],
    labels: ['0', '1', '0', '1'],
    first: [0, 7, 14],
    anyExtension: true,
  },
  {
    format: 'npy',
    what: 'two arrays',
    files: async () => [file('x.npy', arrays().x, 90), file('y.npy', arrays().y, 90)],
    shape: [8, 8, 1],
    classes: ['0', '1'],
    labels: ['0', '1', '0', '1'],
    first: [0, 7, 14],
    anyExtension: true,
  },
  {
    format: 'npy',
    what: 'NPZ',
    files: async () => [
      file('a.npz', zipSync({ 'x.npy': arrays().x, 'y.npy': arrays().y }, { mtime: '2020-01-01' }) as Bytes, 30),
    ],
    shape: [8, 8, 1],
    classes: ['0', '1'],
    labels: ['0', '1', '0', '1'],
    first: [0, 7, 14],
    anyExtension: true,
  },
  {
    format: 'mat',
    what: 'colour images, sizes reversed',
    files: async () => {
      const variables = {
        X: { sizes: [8, 8, 3, 4], values: bytePattern(768) },
        y: { sizes: [4, 1], values: cyclingLabels(4, 2) },
      };
      return [file('x.mat', await mat(variables), 19)];
    },
    shape: [8, 8, 3],
    classes: ['0', '1'],
    labels: ['0', '1', '0', '1'],
    first: firstPixelOfMat(),
    anyExtension: true,
  },
  {
    format: 'parquet',
    what: 'images and labels',
    files: async () => [file('t.parquet', parquet(), 4)],
    shape: [8, 8, 1],
    classes: ['cat', 'dog'],
    labels: ['cat', 'dog', 'cat', 'dog', 'cat', 'dog'],
    first: [0, 0],
    anyExtension: true,
  },
  {
    format: 'cifar',
    what: 'CIFAR-10 batches',
    files: async () => [
      file('data_batch_1.bin', cifar([5, 6, 1]), 1),
      file('data_batch_2.bin', cifar([9]), 1),
      file('test_batch.bin', cifar([3, 4]), 1),
    ],
    shape: [32, 32, 3],
    classes: 'airplane automobile bird cat deer dog frog horse ship truck'.split(' '),
    labels: ['dog', 'frog', 'automobile', 'truck', 'cat', 'deer'],
    testCount: 2,
    first: firstPixel(cifar([5]), 1),
    anyExtension: false,
  },
  {
    format: 'cifar',
    what: 'records in a file of any name',
    files: async () => [file('some', cifar([1, 0, 2]), 1)],
    shape: [32, 32, 3],
    classes: 'airplane automobile bird cat deer dog frog horse ship truck'.split(' '),
    labels: ['automobile', 'airplane', 'bird'],
    first: firstPixel(cifar([1]), 1),
    anyExtension: true,
  },
  {
    format: 'cifar',
    what: 'tar',
    files: async () => {
      const body = cifar([1, 2]);
      const header = { name: 'b/data_batch_1.bin', size: body.length, mtime: new Date(0) };
      return [file('cifar.tar', (await packTar([{ header, body }])) as Bytes, 100)];
    },
    shape: [32, 32, 3],
    classes: 'airplane automobile bird cat deer dog frog horse ship truck'.split(' '),
    labels: ['automobile', 'bird'],
    first: firstPixel(cifar([1]), 1),
    anyExtension: true,
  },
  {
    format: 'images',
    what: 'folders by class',
    files: async () => [
      file('d/blue/0.png', toyImage(8, 8, [0, 0, 255]), 3),
      file('d/blue/1.png', toyImage(8, 8, [3, 0, 255]), 3),
      file('d/red/2.png', toyImage(8, 8, [255, 0, 0]), 3),
      file('d/red/3.jpg', toyImage(8, 8, [250, 1, 2]), 3),
    ],
    shape: [8, 8, 3],
    classes: ['blue', 'red'],
    labels: ['blue', 'blue', 'red', 'red'],
    first: [0, 0, 255],
    anyExtension: false,
  },
  {
    format: 'csv',
    what: 'numbers and a column of words',
    files: async () => [file('t.csv', bytesOf(table), table.indexOf('\n'))],
    shape: [3],
    classes: ['x', 'y'],
    labels: Array.from({ length: 12 }, (_, i) => (i % 2 ? 'x' : 'y')),
    first: [0, 0, 7],
    anyExtension: true,
  },
  {
    format: 'raw',
    what: 'a file per class',
    files: async () => [file('cats.bin', bytePattern(2 * 784), 0), file('trains.bin', bytePattern(784, 5), 0)],
    shape: [28, 28, 1],
    classes: ['cats', 'trains'],
    labels: ['cats', 'cats', 'trains'],
    first: [0, 7, 14],
    anyExtension: false,
  },
];

/** Red, green and blue of the first pixel, in MATLAB's order `[row, column, channel, sample]`. */
function firstPixelOfMat(): number[] {
  return [0, 1, 2].map((channel) => bytePattern(768)[channel * 64]!);
}

export const asInput = (files: readonly SampleFile[]): InputFile[] =>
  files.map(({ path, bytes }) => inputFile(path, bytes));
