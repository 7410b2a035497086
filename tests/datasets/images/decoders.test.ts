/** Images that browsers do not decode, and those that commands decode without a browser, against values worked by hand. */
import * as fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ownDecoder } from '../../../src/datasets/images/decoders/index.ts';
import { decodeBmp } from '../../../tools/lab/inspect/decode-bmp.ts';
import { decodeImage } from '../../../tools/lab/inspect/decode-image.ts';
import { bytePattern, bytesOf, inputFile, type Bytes } from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';
import { cmykJpeg, deepPng, lzwTiff, tiff, withPages, type TiffFields } from '../../support/files/tiff-fixture.ts';

const { preview } = importHarness(decodeImage);

const joined = (...parts: (string | readonly number[])[]): Bytes =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...bytesOf(part)] : part)));

/** Height, width, and the red, green and blue of every pixel. */
async function decoded(bytes: Uint8Array) {
  const { height, width, pixels } = await ownDecoder(bytes)!(bytes);
  expect(pixels).toHaveLength(height * width * 4);
  return { size: [height, width], rgb: [...pixels].filter((_, i) => i % 4 < 3), alpha: pixels[3] };
}

const grey = (...values: number[]): number[] => values.flatMap((one) => [one, one, one]);

describe('Netpbm', () => {
  test.each<[string, Bytes, number[]]>([
    ['P5', joined('P5\n3 2\n255\n', [0, 1, 2, 3, 10, 13]), grey(0, 1, 2, 3, 10, 13)],
    ['P5 with remarks', joined('P5 # a\n# b 7 7\n3 # c\n2\n255\n', [0, 1, 2, 35, 4, 255]), grey(0, 1, 2, 35, 4, 255)],
    ['P5 up to 15', joined('P5 3 2 15\n', [0, 1, 2, 3, 8, 15]), grey(0, 17, 34, 51, 136, 255)],
    [
      'P5 of 16 bits',
      joined('P5 3 2 65535\n', [0, 0, 1, 1, 0, 129, 128, 0, 255, 255, 2, 2]),
      grey(0, 1, 1, 128, 255, 2),
    ],
    ['P2', joined('P2\n3 2\n# up to\n100\n0 50 100\n20 40 60\n'), grey(0, 128, 255, 51, 102, 153)],
    ['P6', joined('P6\n1 2\n255\n', [1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 6]],
    ['P3', joined('P3 1 2 255 1 2 3\n4 5 6'), [1, 2, 3, 4, 5, 6]],
    ['P1 without spaces', joined('P1\n3 2\n010\n101\n'), grey(255, 0, 255, 0, 255, 0)],
    ['P4', joined('P4\n3 2\n', [0b01000000, 0b10100000]), grey(255, 0, 255, 0, 255, 0)],
  ])('%s', async (_, bytes, rgb) => {
    expect((await decoded(bytes)).rgb).toEqual(rgb);
  });

  test('without all its pixels, or of an absurd size, is no image', async () => {
    for (const bytes of [joined('P5\n3 2\n255\n', [0, 1]), joined('P2 2 1 9 4'), joined('P6 99999 99999 255\n')])
      await expect(decoded(bytes)).rejects.toThrow(/missing|absurd/);
  });

  test('is not taken for a table, nor a table for it', () => {
    expect(ownDecoder(bytesOf('P1\t3\t2\n0\t1\t0\n'))).toBeUndefined();
    expect(ownDecoder(bytesOf('P7\nWIDTH 3\n'))).toBeUndefined();
  });
});

const image = (fields: Partial<TiffFields>): Bytes =>
  tiff({ width: 3, height: 2, segments: [Uint8Array.of(0, 50, 100, 150, 200, 250)], ...fields });
const values = [0, 50, 100, 150, 200, 250];

describe('TIFF', () => {
  test.each<[string, Partial<TiffFields>, number[]]>([
    ['grey', {}, grey(...values)],
    ['big-endian', { littleEndian: false }, grey(...values)],
    ['white is zero', { photometric: 0 }, grey(...values.map((one) => 255 - one))],
    ['16 bits', { width: 2, height: 1, bits: 16, segments: [Uint8Array.of(0, 128, 255, 255)] }, grey(128, 255)],
    [
      '16 bits, big-endian',
      { width: 2, height: 1, bits: 16, littleEndian: false, segments: [Uint8Array.of(128, 0, 255, 255)] },
      grey(128, 255),
    ],
    [
      'two strips',
      { rowsPerStrip: 1, segments: [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)] },
      grey(1, 2, 3, 4, 5, 6),
    ],
    ['PackBits', { compression: 32773, segments: [Uint8Array.of(254, 7, 2, 1, 2, 3)] }, grey(7, 7, 7, 1, 2, 3)],
    ['Deflate', { compression: 8, segments: [zlibSync(Uint8Array.from(values))] }, grey(...values)],
    [
      'differences between neighbours',
      { tags: { 317: [2] }, segments: [Uint8Array.of(0, 50, 50, 150, 50, 50)] },
      grey(...values),
    ],
    [
      'RGB',
      { width: 1, photometric: 2, samples: 3, segments: [Uint8Array.from([1, 2, 3, 4, 5, 6])] },
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'RGB in planes',
      {
        width: 1,
        photometric: 2,
        samples: 3,
        tags: { 284: [2] },
        segments: [
          [1, 4],
          [2, 5],
          [3, 6],
        ].map((one) => Uint8Array.from(one)),
      },
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'inks',
      { width: 1, height: 1, photometric: 5, samples: 4, segments: [Uint8Array.of(0, 255, 0, 0)] },
      [255, 0, 255],
    ],
    [
      'tiles beyond the edge',
      { tile: 16, segments: [Uint8Array.from({ length: 256 }, (_, i) => i)] },
      grey(0, 1, 2, 16, 17, 18),
    ],
    ['one bit', { bits: 1, segments: [Uint8Array.of(0b01000000, 0b10100000)] }, grey(0, 255, 0, 255, 0, 255)],
    ['mirrored', { tags: { 274: [2] } }, grey(100, 50, 0, 250, 200, 150)],
  ])('%s', async (_, fields, rgb) => {
    expect((await decoded(image(fields))).rgb).toEqual(rgb);
  });

  test('a palette of 16-bit colours', async () => {
    const map = [0, 1, 2].flatMap((channel) =>
      Array.from({ length: 256 }, (_, i) => (i === 5 ? 257 * (channel + 7) : 0)),
    );
    const bytes = image({ width: 1, height: 1, photometric: 3, tags: { 320: map }, segments: [Uint8Array.of(5)] });
    expect((await decoded(bytes)).rgb).toEqual([7, 8, 9]);
  });

  test('alpha beside grey and colour, also where the colours were multiplied by it', async () => {
    const fields = { width: 1, height: 1, segments: [Uint8Array.of(60, 128)], samples: 2 };
    expect(await decoded(image({ ...fields, tags: { 338: [2] } }))).toMatchObject({ rgb: grey(60), alpha: 128 });
    expect(await decoded(image({ ...fields, tags: { 338: [1] } }))).toMatchObject({ rgb: grey(120), alpha: 128 });
  });

  test('lying on its side is turned upright', async () => {
    expect(await decoded(image({ tags: { 274: [6] } }))).toMatchObject({
      size: [3, 2],
      rgb: grey(150, 0, 200, 50, 250, 100),
    });
  });

  test.each<[string, Bytes, number | undefined]>([
    ['one', image({}), undefined],
    ['three', withPages(image({}), [0, 0]), 3],
    ['two, big-endian', withPages(image({ littleEndian: false }), [0]), 2],
    ['one with a thumbnail', withPages(image({}), [1]), undefined],
    ['three in a circle', withPages(image({}), [0, 0], true), 3],
    ['two, and one that is cut off', withPages(image({}), [0, 0]).slice(0, -3), 2],
  ])('of several pages the first is read, and they are counted: %s', async (_, bytes, pages) => {
    const found = await ownDecoder(bytes)!(bytes);
    expect([...found.pixels].filter((__, i) => i % 4 === 0)).toEqual(values);
    expect(found.pages).toBe(pages);
  });

  test('files of several pages are named in the preview, with their number', async () => {
    const page = image({});
    const files = ['a/1.tif', 'a/2.tif', 'b/3.tif', 'b/4.tif'].map((path, i) =>
      inputFile(path, i === 1 ? withPages(page, [0, 0]) : page),
    );
    const guess = await preview(files);
    expect(guess).toMatchObject({ trainCount: 4, classes: ['a', 'b'] });
    expect(guess.warnings).toContainEqual({
      code: 'several-pages',
      text: 'Only the first page is used of “2.tif” (3 pages).',
    });
    expect((await preview(files.filter((__, i) => i !== 1))).warnings.map(({ code }) => code)).not.toContain(
      'several-pages',
    );
  });

  test('packed by LZW as libtiff does', async () => {
    const { size, rgb } = await decoded(lzwTiff());
    expect([size, rgb]).toEqual([[8, 8], grey(...Array.from({ length: 64 }, (_, i) => (3 * i) % 250))]);
  });

  test('packed in another way is called by its name', async () => {
    await expect(decoded(image({ compression: 7 }))).rejects.toThrow(/JPEG/);
  });
});

describe('without a browser', () => {
  test('PNG of 16 bits keeps the upper eight', async () => {
    const { pixels } = await decodeImage(deepPng());
    expect([...pixels].filter((_, i) => i % 4 === 0)).toEqual(
      Array.from({ length: 64 }, (_, i) => Math.round((i * 1000) / 257)),
    );
  });

  test('JPEG in inks has the colours that a person sees', async () => {
    const { pixels } = await decodeImage(cmykJpeg());
    [191, 95, 0].forEach((value, c) => expect(Math.abs(pixels[c]! - value)).toBeLessThan(3));
  });

  test('BMP: a palette from below, 24 bits from above', () => {
    const header = (bits: number, height: number, start: number): number[] => [
      ...[0x42, 0x4d, 0, 0, 0, 0, 0, 0, 0, 0, start, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0],
      ...[height & 255, (height >> 8) & 255, (height >> 16) & 255, (height >> 24) & 255, 1, 0, bits, 0],
      ...Array<number>(24).fill(0),
    ];
    const palette = [9, 8, 7, 0, 3, 2, 1, 0];
    const one = decodeBmp(joined(header(1, 2, 62), palette, [0b10000000, 0, 0, 0, 0b01000000, 0, 0, 0]));
    expect([...one.pixels].filter((_, i) => i % 4 === 0)).toEqual([7, 1, 1, 7]);
    const two = decodeBmp(joined(header(24, -1, 54), [3, 2, 1, 6, 5, 4, 0, 0]));
    expect([...two.pixels]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });

  test('a size is covered, and the rest cropped at the centre', async () => {
    const row = joined('P5 4 2 255\n', [10, 20, 40, 80, 10, 20, 40, 80]);
    expect([...(await decodeImage(row, [1, 1])).pixels]).toEqual([30, 30, 30, 255]);
  });
});

test('a damaged image of any kind is an image or an error, and ends', async () => {
  const kinds = [lzwTiff(), image({ compression: 32773 }), image({ tile: 16, segments: [bytePattern(256)] })];
  kinds.push(joined('P2\n3 2\n100\n0 50 100\n20 40 60\n'), joined('P5 3 2 15\n', [0, 1, 2, 3, 8, 15]));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      async (bytes, changes) => {
        const out = bytes.slice();
        for (const [at, value] of changes) out[at % out.length] = value;
        const { width, height, pixels } = await (ownDecoder(out)?.(out) ?? Promise.reject(new Error('none'))).catch(
          () => ({ width: 0, height: 0, pixels: [] }),
        );
        expect(pixels).toHaveLength(width * height * 4);
      },
    ),
    { numRuns: 1500, seed: 3 },
  );
});
