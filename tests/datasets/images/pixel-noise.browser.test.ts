/** Browsers that add noise to the pixels which a page reads: it is found out, and avoided where no canvas is needed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { decodeImage as Decode } from '../../../src/datasets/images/decode-image.ts';
import { surveyImages } from '../../../src/datasets/images/survey.ts';

const WIDTH = 20;
const HEIGHT = 16;

/** A binary PPM, which the page decodes itself. */
const ppm = (): Uint8Array<ArrayBuffer> => {
  const pixels = Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => (7 * i) % 256);
  return Uint8Array.from([...new TextEncoder().encode(`P6 ${WIDTH} ${HEIGHT} 255\n`), ...pixels]);
};

/** A PNG of the same pixels, which the browser decodes. */
async function png(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(WIDTH, HEIGHT);
  for (let i = 0, at = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : (7 * at++) % 256;
  context.putImageData(image, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

/** The protection: the last bit of some pixels, as Brave and Firefox change it. */
function addNoise(): void {
  const { getImageData } = OffscreenCanvasRenderingContext2D.prototype;
  vi.spyOn(OffscreenCanvasRenderingContext2D.prototype, 'getImageData').mockImplementation(function (
    this: OffscreenCanvasRenderingContext2D,
    ...given: Parameters<typeof getImageData>
  ) {
    const image = getImageData.apply(this, given);
    for (let i = 5; i < image.data.length; i += 97) image.data[i]! ^= 1;
    return image;
  });
}

let decodeImage: typeof Decode;
let loads = 0;
beforeEach(async () => {
  // a module of its own for each test: the browser is examined once
  const address = `../../../src/datasets/images/decode-image.ts?load=${++loads}`;
  ({ decodeImage } = (await import(/* @vite-ignore */ address)) as { decodeImage: typeof Decode });
});
afterEach(() => vi.restoreAllMocks());

async function warningsOf(bytes: Uint8Array, imageSize?: [number, number]): Promise<string[]> {
  const { findings } = await surveyImages([{ path: 'one', bytes: () => Promise.resolve(bytes) }], {
    choices: imageSize ? { imageSize } : {},
    decode: decodeImage,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  return findings.warnings.map(({ code }) => code);
}

test('without noise nothing is said, and both files give their pixels', async () => {
  const expected = Array.from(ppm().subarray(-3 * WIDTH * HEIGHT));
  for (const bytes of [ppm(), await png()]) {
    expect(await warningsOf(bytes)).toEqual([]);
    const { pixels, noisy } = await decodeImage(bytes);
    expect(Array.from(pixels).filter((_, i) => i % 4 < 3)).toEqual(expected);
    expect(noisy).toBeUndefined();
  }
});

test('with noise, images of the browser are warned of; one that the page decodes is exact, unless it is scaled', async () => {
  const encoded = await png();
  addNoise();
  expect(await warningsOf(encoded)).toEqual(['noisy-pixels']);
  expect(await warningsOf(ppm())).toEqual([]);
  const { pixels } = await decodeImage(ppm(), [HEIGHT, WIDTH]);
  expect(Array.from(pixels).filter((_, i) => i % 4 < 3)).toEqual(Array.from(ppm().subarray(-3 * WIDTH * HEIGHT)));
  expect(await warningsOf(ppm(), [8, 8])).toEqual(expect.arrayContaining(['noisy-pixels']));
});
