/** Formats that are known and not read: each is refused by name, with what to do, and never taken for pixels. */
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { crc32c } from '../../../src/datasets/containers/crc32.ts';
import { latin1 } from '../../../src/datasets/formats/file-head.ts';
import type { Problem } from '../../../src/protocol/problem.ts';
import {
  bytePattern,
  bytesOf,
  gzip,
  inputFile,
  mat,
  npy,
  toyImage,
  type Bytes,
} from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const { preview } = importHarness();

/** The mark, and after it bytes up to a whole number of images of 28 × 28. */
function padded(mark: string): Bytes {
  const bytes = bytePattern(784 * 3);
  bytes.set(Array.from(mark, (one) => one.charCodeAt(0)));
  return bytes;
}

/** A record: its length, masked CRC-32C of the length, data, and a checksum of the data, which nobody reads here. */
function tfRecord(data: Uint8Array): string {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, data.length, true);
  const crc = crc32c(length);
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0, true);
  return latin1(length) + latin1(sum) + latin1(data) + '\0\0\0\0';
}

const zip = (...names: string[]): Bytes =>
  zipSync(Object.fromEntries(names.map((name) => [name, bytesOf('x')]))) as Bytes;

const CASES: [name: string, bytes: Bytes, kind: RegExp, remedy: RegExp][] = [
  ['train.tfrecord', padded(tfRecord(bytePattern(100))), /a TFRecord/, /folder per class|NPZ/],
  ['part-00000.bin', padded(tfRecord(bytePattern(9))), /a TFRecord/, /folder per class|NPZ/],
  ['set.rar', padded('Rar!\x1a\x07\x01\0'), /a RAR archive/, /Unpack/],
  ['set.7z', padded('7z\xbc\xaf\x27\x1c'), /a 7z archive/, /Unpack/],
  ['x.pkl', padded('\x80\x04\x95\0\0'), /a Python pickle/, /NPZ/],
  ['x.dat', padded('(dp0\nVdata\np1\n'), /a Python pickle/, /NPZ/],
  ['x.joblib', padded('cnumpy.core\n_reconstruct\n(c'), /a Python pickle/, /NPZ/],
  ['old.pt', padded('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'), /PyTorch/, /NPZ/],
  ['net.pt', zip('net/data.pkl', 'net/version', 'net/data/0'), /PyTorch/, /NPZ/],
  ['net.zip', zip('archive/data.pkl', 'archive/data/0'), /PyTorch/, /NPZ/],
  ['m.safetensors', padded('\x40\0\0\0\0\0\0\0{"w":{"dtype":"F32"}}'), /safetensors/, /learned from/],
  ['m.keras', zip('config.json', 'model.weights.h5'), /a Keras model/, /learned from/],
  ['t.xlsx', zip('[Content_Types].xml', 'xl/workbook.xml'), /an Excel workbook/, /CSV/],
  ['t.xls', padded('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), /Excel/, /CSV/],
  ['t.feather', padded('ARROW1\0\0'), /an Arrow file/, /Parquet/],
  ['t.orc', padded('ORC'), /an ORC file/, /Parquet/],
  ['t.sqlite', padded('SQLite format 3\0'), /an SQLite database/, /CSV/],
  ['data.mdb', padded('\0'.repeat(16) + '\xde\xc0\xef\xbe'), /an LMDB database/, /folder per class/],
  ['photo.jpg', padded('\0\0\0\x18ftypheic'), /a HEIC photo/, /PNG or JPEG/],
  ['scan.dcm', padded('\0'.repeat(128) + 'DICM'), /a DICOM image/, /PNG/],
  ['icon.svg', bytesOf('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'), /a drawing/, /PNG/],
  ['song.wav', padded('RIFF\0\x01\x02\x03WAVEfmt '), /a sound recording/, /CSV or NPZ/],
];

test.each(CASES)('%s is refused by name', async (name, bytes, kind, remedy) => {
  await expect(preview([inputFile(name, bytes)])).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(kind),
    remedy: expect.stringMatching(remedy),
  });
  await expect(preview([inputFile(name, bytes)])).rejects.toThrow(`“${name}”`);
});

test('a table of R, packed by gzip as R does, is refused by name', async () => {
  const rds = await gzip(padded('X\n\0\0\0\x03\0\x04'));
  await expect(preview([inputFile('t.rds', rds)])).rejects.toThrow(/a file of R/);
});

test('a pickle among the files of a zip of images does not make it a file of PyTorch', async () => {
  const images = { 'd/a/1.png': toyImage(8, 8, [1, 1, 1]), 'd/b/2.png': toyImage(8, 8, [2, 2, 2]) };
  const bytes = zipSync({ ...images, 'd/data.pkl': Uint8Array.of(0x80, 4, 0x95) }) as Bytes;
  expect(await preview([inputFile('d.zip', bytes)])).toMatchObject({ classes: ['a', 'b'] });
});

test('arrays that are the weights of a network are refused for what they are, with their shapes', async () => {
  const arrays = { w1: [64, 16], b1: [16], w2: [16, 3], b2: [3] };
  const files = Object.entries(arrays).map(([name, shape]) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5);
    return [`${name}.npy`, npy('<f4', shape, values)] as const;
  });
  const failed: unknown = await preview([inputFile('net.npz', zipSync(Object.fromEntries(files)) as Bytes)]).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/net\.npz.*none fits.*w1 \(64 × 16\).*w2 \(16 × 3\)/),
  });
  expect((failed as Problem).remedy).not.toContain('x_train');
});

test('a MAT file whose images lie in cells is refused with the name of the cell array', async () => {
  const file = await mat({
    numclass: { sizes: [1, 1], values: Uint8Array.of(3) },
    dat: { sizes: [2, 1], values: Uint8Array.of(1, 2) },
  });
  // The class in the flags of the second variable: 1 is a cell array.
  const at = file.findLastIndex((one, i) => one === 9 && file[i - 8] === 6);
  file[at] = 1;
  await expect(preview([inputFile('p.mat', file)])).rejects.toMatchObject({
    message: expect.stringMatching(/p\.mat.*cell array \(dat\)/),
    remedy: expect.stringContaining('cat(3, dat{:})'),
  });
});
