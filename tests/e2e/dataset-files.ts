/** Small data sets in every format, for dropping onto the page. Class k is bright in row band k, so that it can be learned. */
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { cifar, idx, mat, npy } from '../support/files/file-fixtures.ts';
import type { DroppedFile } from './page-driver.ts';

const SIDE = 20;
const CLASSES = 4;

/** Image i of class i mod 4: a bright band, and noise from a fixed rule. */
function imageValues(i: number): Uint8Array {
  const band = (i % CLASSES) * (SIDE / CLASSES);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
    const row = Math.floor(at / SIDE);
    const noise = ((at * 31 + i * 57) * 2654435761) >>> 27;
    return noise + (row >= band && row < band + SIDE / CLASSES ? 180 : 20);
  });
}

const imageBatch = (count: number, from = 0): Uint8Array => {
  const out = new Uint8Array(count * SIDE * SIDE);
  for (let i = 0; i < count; i++) out.set(imageValues(from + i), i * SIDE * SIDE);
  return out;
};
const labels = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i % CLASSES);

/** A gray PNG, 8 bits. */
export function png(values: Uint8Array, side = SIDE): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8;
  const rows = Buffer.alloc(side * (side + 1));
  for (let row = 0; row < side; row++) rows.set(values.subarray(row * side, (row + 1) * side), row * (side + 1) + 1);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export const idxFiles = (): DroppedFile[] => [
  { name: 'train-images-idx3-ubyte.gz', bytes: gzipSync(idx([240, SIDE, SIDE], imageBatch(240))) },
  { name: 'train-labels-idx1-ubyte.gz', bytes: gzipSync(idx([240], labels(240))) },
  { name: 't10k-images-idx3-ubyte', bytes: idx([80, SIDE, SIDE], imageBatch(80, 1000)) },
  { name: 't10k-labels-idx1-ubyte', bytes: idx([80], labels(80)) },
];

/** @param names of the four class folders */
export function imageZip(names = ['ash', 'birch', 'cedar', 'dogwood'], count = 80): DroppedFile {
  const entries: Record<string, Uint8Array> = {};
  for (let i = 0; i < count; i++) entries[`trees/${names[i % CLASSES]}/${i}.png`] = png(imageValues(i));
  return { name: 'trees.zip', bytes: zipSync(entries) };
}

export function looseImages(count = 12): DroppedFile[] {
  return Array.from({ length: count }, (_, i) => ({ name: `IMG_${i}.png`, bytes: png(imageValues(i)) }));
}

function csv(): Uint8Array {
  const rows = Array.from(
    { length: 120 },
    (_, i) => `${(i * 37) % 100},${(i * 59) % 100},${(i * 37) % 100 > 50 ? 'high' : 'low'}`,
  );
  return Buffer.from(['width,height,kind', ...rows].join('\n'));
}

/** Image structs and integer labels, as on the Hugging Face hub. */
function parquet(count: number): Uint8Array {
  const image = Array.from({ length: count }, (_, i) => ({ bytes: png(imageValues(i)), path: `${i}.png` }));
  const label = Array.from({ length: count }, (_, i) => BigInt(i % CLASSES));
  const buffer = parquetWriteBuffer({
    schema: [
      { name: 'root', num_children: 2 },
      { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
    ],
    columnData: [
      { name: 'image', data: image },
      { name: 'label', data: label },
    ],
  });
  return new Uint8Array(buffer);
}

/** Every format, with the expected text of its preview. */
export async function filesInEveryFormat(): Promise<{ title: string; files: DroppedFile[]; says: RegExp }[]> {
  const x = npy('|u1', [60, SIDE, SIDE], imageBatch(60));
  const y = npy('|u1', [60], labels(60));
  const bright = Uint8Array.from({ length: 8 * 8 * 3 * 40 }, (_, i) => (i * 7) & 255);
  return [
    { title: 'IDX', files: idxFiles(), says: /240 samples.*80 for the test/s },
    {
      title: 'CIFAR-10 binary',
      files: [{ name: 'data_batch_1.bin', bytes: cifar([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) }],
      says: /32 × 32 × 3/,
    },
    { title: 'NPZ', files: [{ name: 'set.npz', bytes: zipSync({ 'x.npy': x, 'y.npy': y }) }], says: /60 samples/ },
    { title: 'CSV', files: [{ name: 'table.csv', bytes: csv() }], says: /120 samples.*2 classes/s },
    { title: 'a zip of folders', files: [imageZip()], says: /80 samples.*20 × 20.*4 classes/s },
    { title: 'loose images', files: looseImages(), says: /12 without a label/ },
    {
      title: 'MAT',
      files: [
        {
          name: 'train_8x8.mat',
          bytes: await mat(
            {
              X: { sizes: [8, 8, 3, 40], values: bright },
              y: { sizes: [40, 1], values: Uint8Array.from({ length: 40 }, (_, i) => 1 + (i % 10)) },
            },
            true,
          ),
        },
      ],
      says: /40 samples.*8 × 8 × 3/s,
    },
    {
      title: 'Parquet',
      files: [{ name: 'train-00000-of-00001.parquet', bytes: parquet(40) }],
      says: /40 samples.*20 × 20/s,
    },
  ];
}
