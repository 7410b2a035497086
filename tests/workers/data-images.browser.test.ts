/** Real images, encoded by the browser, imported by the real worker. */
import { zipSync } from 'fflate';
import { afterEach, expect, test } from 'vitest';
import type { ImportChoices } from '../../src/protocol/import/import-choices.ts';
import type { InputFile } from '../../src/protocol/import/import-preview.ts';
import { openData } from '../../workers/data/client.ts';
import { bytesOf, inputFile } from '../support/files/file-fixtures.ts';
import { hdf5 } from '../support/files/hdf5-fixture.ts';
import { cmykJpeg, deepPng, lzwTiff, withPages } from '../support/files/tiff-fixture.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Paint = (context: OffscreenCanvasRenderingContext2D) => void;

const data = openData();
const calm = (): AbortSignal => new AbortController().signal;
const quiet = (): void => undefined;

async function image(width: number, height: number, type: string, paint: Paint): Promise<Bytes> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  paint(context);
  const blob = await canvas.convertToBlob({ type, quality: 1 });
  expect(blob.type).toBe(type);
  return new Uint8Array(await blob.arrayBuffer());
}

const plain =
  (colour: string): Paint =>
  (context) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 999, 999);
  };

/** Left half one colour, right half another. */
const halves =
  (left: string, right: string): Paint =>
  (context) => {
    plain(left)(context);
    context.fillStyle = right;
    context.fillRect(context.canvas.width / 2, 0, 999, 999);
  };

/** The JPEG with an EXIF segment that has only the orientation, after its first marker. */
function turned(jpeg: Bytes, orientation: number): Bytes {
  const exif = [
    0xff,
    0xe1,
    0,
    34,
    0x45,
    0x78,
    0x69,
    0x66,
    0,
    0, // APP1, its length, "Exif"
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8, // TIFF, big-endian, directory at 8
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0, // one entry: orientation
  ];
  return Uint8Array.from([...jpeg.subarray(0, 2), ...exif, ...jpeg.subarray(2)]);
}

async function all(files: InputFile[], choices: ImportChoices = {}) {
  const { id, warnings } = await data.preview(files, choices, quiet, calm());
  const info = await data.importFiles(id, quiet, calm());
  const stored = await data.samples(info.id, [...Array(info.count).keys()]);
  const pixel = (sample: number, y: number, x: number): number[] => {
    const [height = 0, width = 0, channels = 0] = info.shape;
    const at = ((sample * height + y) * width + x) * channels;
    return [...stored.values.subarray(at, at + channels)];
  };
  return { info, warnings: warnings.map(({ text }) => text).join(' '), ...stored, pixel };
}

const near = (found: number[], wanted: number[]): void => {
  expect(found).toHaveLength(wanted.length);
  found.forEach((one, i) => expect(Math.abs(one - wanted[i]!)).toBeLessThan(8));
};

afterEach(async () => {
  for (const { id } of await data.datasets()) await data.deleteDataset(id);
});

test('PNG, JPEG and WebP in folders by class, each recognised by its content', async () => {
  const { info, labels, pixel } = await all([
    inputFile('d/red/1.png', await image(12, 10, 'image/png', plain('rgb(200, 10, 30)'))),
    inputFile('d/red/2.png', await image(12, 10, 'image/jpeg', plain('rgb(200, 10, 30)'))),
    inputFile('d/blue/3.webp', await image(12, 10, 'image/webp', plain('rgb(0, 0, 255)'))),
  ]);
  expect(info).toMatchObject({ shape: [10, 12, 3], classes: ['blue', 'red'], count: 3 });
  expect([...labels]).toEqual([0, 1, 1]);
  near(pixel(0, 5, 5), [0, 0, 255]);
  expect(pixel(1, 9, 11)).toEqual([200, 10, 30]);
  near(pixel(2, 0, 0), [200, 10, 30]);
});

test('a rotated photograph is turned upright', async () => {
  const lying = await image(32, 16, 'image/jpeg', halves('red', 'blue'));
  const { info, pixel } = await all([
    inputFile('1.jpg', turned(lying, 6)),
    inputFile('2.jpg', turned(await image(32, 16, 'image/jpeg', halves('blue', 'red')), 8)),
  ]);
  expect(info.shape).toEqual([32, 16, 3]);
  // Orientation 6: the left side of the stored image is the top. 8: the right side is.
  for (const sample of [0, 1]) {
    near(pixel(sample, 3, 8), [254, 0, 0]);
    near(pixel(sample, 28, 8), [0, 0, 254]);
  }
});

test('transparent pixels become white, and grey images have one channel', async () => {
  const ink: Paint = (context) => context.fillRect(0, 0, 4, 8);
  const { info, pixel } = await all([
    inputFile('1.png', await image(8, 8, 'image/png', ink)),
    inputFile('2.png', await image(8, 8, 'image/png', plain('rgb(77, 77, 77)'))),
  ]);
  expect(info).toMatchObject({ shape: [8, 8, 1], labelledCount: 0 });
  expect([pixel(0, 1, 1), pixel(0, 1, 6), pixel(1, 1, 1)]).toEqual([[0], [255], [77]]);
});

test('images of other sizes are scaled to cover the chosen size and cropped evenly', async () => {
  const stripes: Paint = (context) => {
    plain('lime')(context);
    context.fillStyle = 'red';
    context.fillRect(0, 0, 16, 32);
    context.fillRect(48, 0, 16, 32);
  };
  const wide = [
    inputFile('1.png', await image(64, 32, 'image/png', stripes)),
    inputFile('2.png', await image(20, 20, 'image/png', plain('lime'))),
  ];
  const { info, pixel } = await all(wide, { imageSize: [16, 16] });
  expect(info.shape).toEqual([16, 16, 3]);
  for (const x of [1, 8, 14]) near(pixel(0, 8, x), [0, 255, 0]);
});

test('a zip with a broken image: it is named and nothing is stored; then imported without it', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `pets/${i % 2 ? 'cat' : 'dog'}/${String(i).padStart(3, '0')}.png`);
  const files: Record<string, Uint8Array> = {};
  for (const [i, name] of names.entries()) files[name] = await image(9, 9, 'image/png', plain(`rgb(${i}, ${i}, 0)`));
  files['pets/cat/099.png'] = files[names[1]!]!.slice(0, 40);
  const zip = inputFile('pets.zip', zipSync(files) as Bytes);
  await expect(all([zip])).rejects.toMatchObject({ code: 'bad-image', message: expect.stringContaining('099.png') });
  expect(await data.datasets()).toEqual([]);
  const { info, names: kept, pixel } = await all([zip], { skipBroken: true });
  expect(info).toMatchObject({ count: 40, classes: ['cat', 'dog'], name: 'pets' });
  for (const sample of [0, 19, 20, 39]) {
    const value = Number(kept![sample]!.slice(-7, -4));
    expect(pixel(sample, 4, 4)).toEqual([value, value, 0]);
  }
});

test('a folder name with markup is returned as plain text', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const png = await image(8, 8, 'image/png', plain('red'));
  const { info } = await all([inputFile(`d/${name}/1.png`, png), inputFile('d/b/2.png', png)]);
  expect(info.classes).toContain(name);
});

test('a PNG that claims forty thousand pixels a side is refused before anything is decoded', async () => {
  const png = await image(8, 8, 'image/png', plain('red'));
  new DataView(png.buffer).setUint32(16, 40_000);
  new DataView(png.buffer).setUint32(20, 40_000);
  await expect(all([inputFile('huge.png', png), inputFile('notes.txt', bytesOf('x'))])).rejects.toThrow(/huge\.png/);
});

test('TIFF, PGM, PNG of 16 bits and JPEG in inks, as a person would see them', async () => {
  const grey = Uint8Array.from({ length: 64 }, (_, i) => i);
  const { info, warnings, pixel } = await all([
    inputFile('1.tif', withPages(lzwTiff(), [0])),
    inputFile('2.pgm', Uint8Array.from([...bytesOf('P5 8 8 63\n'), ...grey])),
    inputFile('3.png', deepPng()),
    inputFile('4.jpg', cmykJpeg()),
  ]);
  expect(info).toMatchObject({ shape: [8, 8, 3], count: 4 });
  expect(pixel(0, 1, 2)).toEqual([30, 30, 30]);
  expect(pixel(1, 7, 7)).toEqual([255, 255, 255]);
  near(pixel(2, 7, 7), [245, 245, 245]);
  near(pixel(3, 4, 4), [191, 95, 0]);
  expect(warnings).toContain('“1.tif” (2 pages)');
});

test('HDF5 in the worker, whose library is loaded with the first such file', async () => {
  const images: [number[], Uint8Array] = [[6, 8, 8], Uint8Array.from({ length: 384 }, (_, i) => i & 255)];
  const bytes = await hdf5({ images, labels: [[6], Uint8Array.of(0, 1, 0, 1, 0, 1)] });
  const { info, labels, pixel } = await all([inputFile('set.h5', bytes)]);
  expect(info).toMatchObject({ shape: [8, 8, 1], classes: ['0', '1'], count: 6 });
  expect([[...labels], pixel(1, 0, 3)]).toEqual([[0, 1, 0, 1, 0, 1], [67]]);
});

test('white drawings on a transparent ground are laid on black', async () => {
  const paint: Paint = (context) => {
    context.fillStyle = 'white';
    context.fillRect(2, 2, 4, 4);
  };
  const { pixel } = await all([
    inputFile('d/a/1.png', await image(8, 8, 'image/png', paint)),
    inputFile('d/b/2.png', await image(8, 8, 'image/png', paint)),
  ]);
  expect([pixel(0, 3, 3), pixel(0, 0, 0)]).toEqual([[255], [0]]);
});
