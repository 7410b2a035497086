/** Faulty archives and compressed files, each refused with a message. */
import { strToU8, zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import {
  bytePattern,
  cifar,
  gzip,
  idx,
  idxDataset,
  inputFile,
  npy,
  type Bytes,
} from '../../support/files/file-fixtures.ts';
import { testRefusals } from '../../support/files/refused-files.ts';

const zip = (files: Record<string, Uint8Array>): Bytes => zipSync(files) as Bytes;
const tarOf = (name: string, body: Uint8Array): Promise<Bytes> =>
  packTar([{ header: { name, size: body.length }, body }]) as Promise<Bytes>;

/** Writes 32-bit numbers into a copy. */
function patched(bytes: Uint8Array, at: number, value: number): Bytes {
  const out = bytes.slice() as Bytes;
  new DataView(out.buffer).setUint32(at, value, true);
  return out;
}
const directoryAt = (bytes: Uint8Array): number => new DataView(bytes.buffer).getUint32(bytes.length - 6, true);

testRefusals([
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
    'a gzip that is too small for its header',
    'images.gz',
    'bad-file',
    /more than the file can hold/,
    async () => [inputFile('images.gz', await gzip(idx([9_000_000, 28, 28], bytePattern(784))))],
  ],
]);
