import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { InputFile } from '../../../src/protocol/import-preview.ts';
import {
  bytesOf,
  cifar,
  gzip,
  idx,
  idxDataset,
  inputFile,
  cyclingLabels,
  mat,
  npy,
  bytePattern,
  toyImage,
} from '../../support/file-fixtures.ts';
import { importHarness } from '../../support/import-harness.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const zip = (files: Record<string, Uint8Array>): Bytes => zipSync(files) as Bytes;
const pair = (labels: number[], images = labels.length): InputFile[] => [
  inputFile('images', idx([images, 8, 8], bytePattern(images * 64))),
  inputFile('labels', idx([labels.length], labels)),
];
const tarOf = async (name: string, body: Uint8Array): Promise<Bytes> => {
  const { packTar } = await import('modern-tar');
  return packTar([{ header: { name, size: body.length }, body }]);
};

/** Writes 32-bit numbers into a copy. */
function patched(bytes: Uint8Array, at: number, value: number): Bytes {
  const out = bytes.slice() as Bytes;
  new DataView(out.buffer).setUint32(at, value, true);
  return out;
}
const directoryAt = (bytes: Uint8Array): number => new DataView(bytes.buffer).getUint32(bytes.length - 6, true);

const cases: [fault: string, file: string, code: string, message: RegExp, files: () => Promise<InputFile[]>][] = [
  [
    'a truncated .gz',
    'train-images-idx3-ubyte.gz',
    'bad-file',
    /truncated/,
    async () => {
      const [images, ...rest] = await idxDataset();
      const bytes = new Uint8Array(await images!.file.arrayBuffer());
      return [inputFile(images!.path, bytes.slice(0, bytes.length - 30)), ...rest];
    },
  ],
  [
    'a truncated .tar.gz',
    'cifar-10-binary.tar.gz',
    'bad-file',
    /truncated/,
    async () => {
      const bytes = await gzip(await tarOf('cifar-10-batches-bin/data_batch_1.bin', cifar([1, 2, 3])));
      return [inputFile('cifar-10-binary.tar.gz', bytes.slice(0, bytes.length - 200))];
    },
  ],
  [
    'a truncated tar',
    'cifar.tar',
    'bad-file',
    /truncated/,
    async () => [inputFile('cifar.tar', (await tarOf('data_batch_1.bin', cifar([1, 2, 3]))).slice(0, 4000))],
  ],
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
    'a half-written CIFAR record',
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
    'a truncated zip',
    'x.zip',
    'bad-file',
    /truncated/,
    async () => [inputFile('x.zip', zip({ 'a/1.png': bytePattern(999) }).slice(0, -40))],
  ],
  [
    'a zip with ../ names',
    'evil.zip',
    'bad-file',
    /\.\.\/passwd.*outside/,
    async () => [inputFile('evil.zip', zip({ 'a/../../passwd': strToU8('x') }))],
  ],
  [
    'a zip with absolute names',
    'evil.zip',
    'bad-file',
    /outside/,
    async () => [inputFile('evil.zip', zip({ '/etc/passwd': strToU8('x') }))],
  ],
  [
    'a zip with backslashes to the outside',
    'evil.zip',
    'bad-file',
    /outside/,
    async () => [inputFile('evil.zip', zip({ '..\\x': strToU8('x') }))],
  ],
  [
    'a zip that claims to unpack to gigabytes',
    'bomb.zip',
    'bad-file',
    /gigabytes/,
    async () => {
      const bytes = zip({ 'a/1.png': bytePattern(999) });
      return [inputFile('bomb.zip', patched(bytes, directoryAt(bytes) + 24, 4_000_000_000))];
    },
  ],
  [
    'a zip whose file unpacks to more than it claims',
    'lie.zip',
    'bad-file',
    /more than its archive says|does not decode/,
    async () => {
      const bytes = zip({ 'x.npy': npy('|u1', [999, 8, 8], new Uint8Array(999 * 64)) });
      return [inputFile('lie.zip', patched(bytes, directoryAt(bytes) + 24, 500))];
    },
  ],
  [
    'a zip with a wrong checksum',
    'crc.zip',
    'bad-file',
    /checksum/,
    async () => {
      const bytes = zip({ 'x.npy': npy('|u1', [9, 8, 8], bytePattern(576)) });
      return [inputFile('crc.zip', patched(bytes, directoryAt(bytes) + 16, 1))];
    },
  ],
  ['a zip without files', 'empty.zip', 'bad-file', /empty/, async () => [inputFile('empty.zip', zip({}))]],
  [
    'an IDX header of an absurd size',
    'images',
    'bad-file',
    /absurd/,
    async () => [inputFile('images', idx([4_000_000_000, 60_000, 60_000], bytePattern(64)))],
  ],
  [
    'a gzip that cannot hold what its header promises',
    'images.gz',
    'bad-file',
    /more than the file can hold/,
    async () => [inputFile('images.gz', await gzip(idx([9_000_000, 28, 28], bytePattern(784))))],
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
    /row 3 has 2 fields/,
    async () => [inputFile('x.csv', bytesOf('1,2,a\n3,4,b\n5,6\n7,8,a\n'))],
  ],
  [
    'words among numbers',
    'x.csv',
    'bad-file',
    /“oops” in row 42, column “x”/,
    async () => [
      inputFile(
        'x.csv',
        bytesOf(
          `x,y,k\n${Array.from({ length: 60 }, (_, i) => `${i === 40 ? 'oops' : i},1,${i % 2 ? 'a' : 'b'}`).join('\n')}\n`,
        ),
      ),
    ],
  ],
  [
    'one class only, in folders',
    'cat',
    'unfit',
    /one class only/,
    async () => [1, 2].map((i) => inputFile(`d/cat/${i}.png`, toyImage(8, 8, [i, i, i]))),
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
    'HDF5 in a .mat',
    'x.mat',
    'unsupported',
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
];

test.each(cases)(
  '%s is refused with the name of the file (%s) and the fault; nothing is stored',
  async (_, file, code, message, files) => {
    const { library, keep } = importHarness();
    const failed: unknown = await keep(await files()).then(
      (info) => `stored ${info.count}`,
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ name: 'Problem', code });
    expect((failed as Error).message).toMatch(message);
    expect((failed as Error).message).toContain(file);
    expect(await library.datasets()).toEqual([]);
  },
);

test('an empty folder, or one with nothing but litter, is refused', async () => {
  const { preview } = importHarness();
  await expect(preview([])).rejects.toThrow(/empty/);
  await expect(preview([inputFile('d/.DS_Store', bytesOf('x'))])).rejects.toThrow(/empty/);
});
