import { expect, test } from 'vitest';
import { BackgroundContrast, onBackground } from '../../../src/datasets/images/background.ts';

/** One row of pixels, each a grey and an opacity. */
const row = (...pixels: [grey: number, alpha: number][]) => ({
  width: pixels.length,
  height: 1,
  pixels: Uint8ClampedArray.from(pixels.flatMap(([grey, alpha]) => [grey, grey, grey, alpha])),
});

function backgroundOf(...images: ReturnType<typeof row>[]) {
  const contrast = new BackgroundContrast();
  for (const image of images) contrast.add(image);
  return [contrast.ground(), contrast.transparent];
}

test('white drawings are laid on black, dark and grey ones on white, opaque images have no ground', () => {
  expect(backgroundOf(row([255, 255], [255, 0], [0, 0]))).toEqual(['black', true]);
  expect(backgroundOf(row([225, 255], [245, 128], [0, 0], [0, 0]))).toEqual(['black', true]);
  expect(backgroundOf(row([0, 255], [0, 0], [0, 0]))).toEqual(['white', true]);
  expect(backgroundOf(row([128, 255], [0, 0], [0, 0]))).toEqual(['white', true]);
  expect(backgroundOf(row([255, 255], [250, 255]))).toEqual(['white', false]);
});

test('a light photograph with a transparent corner stays on white', () => {
  const sky = Array.from({ length: 60 }, (_, i): [number, number] => [150 + (i % 20) * 5, 255]);
  expect(backgroundOf(row(...sky, [0, 0], [0, 0]))).toEqual(['white', true]);
});

test('half transparent pixels are mixed with the ground; the opacity can be the image', () => {
  const image = row([200, 51], [100, 255]);
  expect([...onBackground(image, 'white').pixels]).toEqual([244, 244, 244, 255, 100, 100, 100, 255]);
  expect([...onBackground(image, 'black').pixels]).toEqual([40, 40, 40, 255, 100, 100, 100, 255]);
  expect([...onBackground(image, 'alpha').pixels]).toEqual([51, 51, 51, 255, 255, 255, 255, 255]);
});
