/** Small data sets in every file format, from the tests' own writers, with their contents. */
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
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
import { hdf5 } from './hdf5-fixture.ts';
import { parquet, parquetTable } from './parquet-fixture.ts';

export interface SampleFile {
  path: string;
  bytes: Bytes;
  /** Length of the header in bytes; 0 in a text without a header. */
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
  testCount: number;
  /** Values of the first sample, as many as are listed. */
  first: number[];
  /** Whether the files can have any extension; otherwise the format needs that of the sample. */
  anyExtension: boolean;
  /** The format is known by the names of its files alone. */
  namedFiles?: true;
}

/** A sample; by default four grey images of 8 × 8 pixels and the labels 0, 1, 0, 1. */
const sample = (about: Pick<FormatSample, 'format' | 'what' | 'files'> & Partial<FormatSample>): FormatSample => ({
  shape: [8, 8, 1],
  classes: ['0', '1'],
  labels: ['0', '1', '0', '1'],
  testCount: 0,
  first: [0, 7, 14],
  anyExtension: true,
  ...about,
});

const file = (path: string, bytes: Uint8Array, header: number): SampleFile => ({ path, bytes: bytes as Bytes, header });

const grey = bytePattern(256);
const labels = cyclingLabels(4, 2);
const CIFAR_10 = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
const STL_10 = 'airplane bird car cat deer dog horse monkey ship truck'.split(' ');
const stlImages = bytePattern(2 * 27_648, 13);
const cifarSample = { shape: [32, 32, 3], classes: CIFAR_10 };

/** Red, green and blue of the first pixel, each at the beginning of a plane. */
const firstPixel = (bytes: Uint8Array, from: number, plane: number): number[] =>
  [0, 1, 2].map((channel) => bytes[from + channel * plane]!);

const rows = (word: (row: number) => string): string =>
  `a,b,c,kind\n${Array.from({ length: 12 }, (_, i) => `${i},${i / 4},${7 - i},${word(i)}`).join('\n')}\n`;
const plain = rows((i) => (i % 2 ? 'x' : 'y'));
const listed = `pixels,kind\n${Array.from({ length: 12 }, (_, i) => `${Array.from({ length: 64 }, (__, k) => i + k).join(' ')},${i % 2 ? 'x' : 'y'}`).join('\n')}\n`;
const quoted = rows((i) => (i % 2 ? 'x' : '"y, z"'));

async function tarOf(name: string, body: Bytes): Promise<Uint8Array> {
  return packTar([{ header: { name, size: body.length, mtime: new Date(0) }, body }]);
}

/** Four images of 8 × 8 with the first axis running fastest. */
const columnMajor = (values: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, at) => {
    const [n, row, column] = [at % 4, Math.floor(at / 4) % 8, Math.floor(at / 32)];
    return values[n * 64 + row * 8 + column]!;
  });

/** UTF-16 with its mark, the low byte first. */
const utf16 = (text: string): Uint8Array =>
  Uint8Array.from(
    [0xfeff, ...Array.from(text, (letter) => letter.charCodeAt(0))].flatMap((code) => [code & 255, code >> 8]),
  );

const zipOf = (files: Record<string, Uint8Array>): Uint8Array => zipSync(files, { mtime: '2020-01-01' });

export const formatSamples: FormatSample[] = [
  sample({
    format: 'idx',
    what: 'images and labels',
    files: async () => [file('images', idx([4, 8, 8], grey), 16), file('labels', idx([4], labels), 8)],
  }),
  sample({
    format: 'idx',
    what: 'gzip',
    files: async () => [
      file('train-images-idx3-ubyte.gz', await gzip(idx([4, 8, 8], grey)), 10),
      file('train-labels-idx1-ubyte.gz', await gzip(idx([4], labels)), 10),
    ],
  }),
  sample({
    format: 'npy',
    what: 'two arrays',
    files: async () => [file('x.npy', npy('|u1', [4, 8, 8], grey), 90), file('y.npy', npy('|u1', [4], labels), 90)],
  }),
  sample({
    format: 'npy',
    what: 'floats',
    files: async () => [
      file('x.npy', npy('<f4', [4, 8, 8], Float32Array.from(grey)), 90),
      file('y.npy', npy('|u1', [4], labels), 90),
    ],
  }),
  sample({
    format: 'npy',
    what: 'Fortran order, labels as words',
    files: async () => [
      file('x.npy', npy('|u1', [4, 8, 8], columnMajor(grey), true), 90),
      file('y.npy', npy('|S3', [4], bytesOf('catdogcatdog')), 90),
    ],
    classes: ['cat', 'dog'],
    labels: ['cat', 'dog', 'cat', 'dog'],
  }),
  sample({
    format: 'npy',
    what: 'NPZ',
    files: async () => [
      file('a.npz', zipOf({ 'x.npy': npy('|u1', [4, 8, 8], grey), 'y.npy': npy('|u1', [4], labels) }), 30),
    ],
  }),
  sample({
    format: 'mat',
    what: 'colour images',
    files: async () => {
      const X = { sizes: [8, 8, 3, 4], values: bytePattern(768) };
      return [file('x.mat', await mat({ X, y: { sizes: [4, 1], values: labels } }), 19)];
    },
    shape: [8, 8, 3],
    first: firstPixel(bytePattern(768), 0, 64),
  }),
  sample({
    format: 'mat',
    what: 'samples first, one-hot labels',
    files: async () => {
      const y = { sizes: [4, 2], values: Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 1) };
      return [file('x.mat', await mat({ X: { sizes: [4, 8, 8], values: columnMajor(grey) }, y }), 19)];
    },
  }),
  sample({
    format: 'mat',
    what: 'packed',
    files: async () => {
      const X = { sizes: [64, 4], values: grey };
      return [file('x.mat', await mat({ X, y: { sizes: [4, 1], values: labels } }, true), 19)];
    },
  }),
  sample({
    format: 'hdf5',
    what: 'images and labels',
    files: async () => [file('t.h5', await hdf5({ images: [[4, 8, 8], grey], labels: [[4], labels] }), 8)],
  }),
  sample({
    format: 'parquet',
    what: 'a table of numbers',
    files: async () => [file('t.parquet', parquetTable(), 4)],
    shape: [3],
    labels: Array.from({ length: 12 }, (_, i) => String(i % 2)),
    first: [0.5, 1, 9],
  }),
  sample({
    format: 'parquet',
    what: 'images and labels',
    files: async () => [file('t.parquet', parquet(), 4)],
    classes: ['cat', 'dog'],
    labels: ['cat', 'dog', 'cat', 'dog', 'cat', 'dog'],
    first: [0, 0],
  }),
  sample({
    ...cifarSample,
    format: 'cifar',
    what: 'batches',
    files: async () => [
      file('data_batch_1.bin', cifar([5, 6, 1]), 1),
      file('data_batch_2.bin', cifar([9]), 1),
      file('test_batch.bin', cifar([3, 4]), 1),
    ],
    labels: ['dog', 'frog', 'automobile', 'truck', 'cat', 'deer'],
    testCount: 2,
    first: firstPixel(cifar([5]), 1, 1024),
    anyExtension: false,
  }),
  sample({
    ...cifarSample,
    format: 'cifar',
    what: 'records in a file of any name',
    files: async () => [file('some', cifar([1, 0, 2]), 1)],
    labels: ['automobile', 'airplane', 'bird'],
    first: firstPixel(cifar([1]), 1, 1024),
  }),
  sample({
    ...cifarSample,
    format: 'cifar',
    what: 'tar',
    files: async () => [file('cifar.tar', await tarOf('b/data_batch_1.bin', cifar([1, 2])), 100)],
    labels: ['automobile', 'bird'],
    first: firstPixel(cifar([1]), 1, 1024),
  }),
  sample({
    format: 'stl-10',
    what: 'pairs of a training and a test part',
    files: async () => [
      file('stl10_binary/train_X.bin', stlImages, 0),
      file('stl10_binary/train_y.bin', Uint8Array.of(3, 10), 0),
      file('stl10_binary/test_X.bin', stlImages.subarray(0, 27_648), 0),
      file('stl10_binary/test_y.bin', Uint8Array.of(8), 0),
    ],
    shape: [96, 96, 3],
    classes: STL_10,
    labels: ['car', 'truck', 'monkey'],
    testCount: 1,
    // red, green and blue lie in planes, and columns run first: the second pixel of the first row is 96 bytes on
    first: [0, 9216, 18_432, 96, 9312, 18_528].map((at) => stlImages[at]!),
    anyExtension: false,
    namedFiles: true,
  }),
  sample({
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
  }),
  sample({
    format: 'images',
    what: 'zip, several sizes',
    files: async () => {
      const images = {
        'd/a/1.png': toyImage(8, 8, [1, 1, 1]),
        'd/b/2.png': toyImage(8, 9, [2, 3, 4]),
        'd/b/3.png': toyImage(9, 8, [5, 5, 5]),
      };
      return [file('pets.zip', zipOf(images), 30)];
    },
    shape: [8, 8, 3],
    classes: ['a', 'b'],
    labels: ['a', 'b', 'b'],
    first: [1, 1, 1, 1],
  }),
  sample({
    format: 'csv',
    what: 'numbers and a column of words',
    files: async () => [file('t.csv', bytesOf(plain), plain.indexOf('\n'))],
    shape: [3],
    classes: ['x', 'y'],
    labels: Array.from({ length: 12 }, (_, i) => (i % 2 ? 'x' : 'y')),
    first: [0, 0, 7],
  }),
  sample({
    format: 'csv',
    what: 'words in quotes',
    files: async () => [file('t.csv', bytesOf(quoted), quoted.indexOf('\n'))],
    shape: [3],
    classes: ['x', 'y, z'],
    labels: Array.from({ length: 12 }, (_, i) => (i % 2 ? 'x' : 'y, z')),
    first: [0, 0, 7],
  }),
  sample({
    format: 'csv',
    what: 'all pixels in one cell',
    files: async () => [file('t.csv', bytesOf(listed), listed.indexOf('\n'))],
    classes: ['x', 'y'],
    labels: Array.from({ length: 12 }, (_, i) => (i % 2 ? 'x' : 'y')),
    first: [0, 1, 2, 3],
  }),
  sample({
    format: 'csv',
    what: 'decimal commas in Windows-1252',
    files: async () => {
      const text = `länge;breite;art\n${Array.from({ length: 12 }, (_, i) => `${i % 5},5;${9 - i},25;${i % 2 ? 'gås' : 'gös'}`).join('\n')}\n`;
      return [
        file(
          't.csv',
          Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
          0,
        ),
      ];
    },
    shape: [2],
    classes: ['gås', 'gös'],
    labels: Array.from({ length: 12 }, (_, i) => (i % 2 ? 'gås' : 'gös')),
    first: [0.5, 9.25, 1.5, 8.25],
  }),
  sample({
    format: 'csv',
    what: 'UTF-16',
    files: async () => [file('t.csv', utf16(plain), 0)],
    shape: [3],
    classes: ['x', 'y'],
    labels: Array.from({ length: 12 }, (_, i) => (i % 2 ? 'x' : 'y')),
    first: [0, 0, 7],
  }),
  sample({
    format: 'raw',
    what: 'a file per class',
    files: async () => [file('cats.bin', bytePattern(2 * 784), 0), file('trains.bin', bytePattern(784, 5), 0)],
    shape: [28, 28, 1],
    classes: ['cats', 'trains'],
    labels: ['cats', 'cats', 'trains'],
    anyExtension: false,
  }),
];

export const asInput = (files: readonly SampleFile[]): InputFile[] =>
  files.map(({ path, bytes }) => inputFile(path, bytes));

/** The data set with other bytes for one file. */
export const withBytes = (files: readonly SampleFile[], index: number, bytes: Bytes): InputFile[] =>
  asInput(files.map((one, i) => (i === index ? { ...one, bytes } : one)));
