/** Encoded images to blocks of pixels of one shape. */
import { sampleSize, type OnProgress, type SampleArray } from '../../protocol/dataset.ts';
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { baseName } from '../containers/file-entry.ts';
import { concatenated, samplesPerBlock } from '../sources/blocks.ts';
import type { DecodedImage, ImageDecoder, SampleBlock, SamplePreview } from '../sources/sample-source.ts';
import { decodeInOrder, type EncodedImage } from './encoded-image.ts';
import { onBackground } from './background.ts';
import { luminanceAt } from './luminance.ts';
import type { ImageSurvey } from './survey.ts';

interface Decoding {
  survey: Pick<ImageSurvey, 'shape' | 'skipBroken' | 'ground'>;
  decode: ImageDecoder;
  signal?: AbortSignal | undefined;
}

/**
 * Pixels of all images, `[height, width, channels]` each, in their order.
 * @throws Problem `bad-image` at an image that does not decode, unless these are skipped
 */
export async function* imageBlocks(
  images: AsyncIterable<EncodedImage> | Iterable<EncodedImage>,
  { survey, decode, total, onProgress, signal }: Decoding & { total: number; onProgress?: OnProgress },
): AsyncGenerator<SampleBlock> {
  const { shape, skipBroken, ground } = survey;
  const [height, width, channels] = shape;
  const stride = sampleSize(shape);
  const step = samplesPerBlock(stride);
  let values = new Uint8Array(step * stride);
  let omitted: number[] = [];
  let filled = 0;
  let position = 0;
  for await (const { image, result } of decodeInOrder(images, decode, [height, width])) {
    throwIfAborted(signal);
    if (result instanceof Problem) {
      if (!skipBroken || result.code !== 'bad-image') throw result;
      omitted.push(position);
    } else writePixels(onBackground(result, ground), channels, values.subarray(filled++ * stride));
    position++;
    onProgress?.({ phase: `Decoding ${baseName(image.path)}`, done: position, total });
    if (filled < step) continue;
    yield { values, omitted };
    values = new Uint8Array(step * stride);
    omitted = [];
    filled = 0;
  }
  if (filled || omitted.length) yield { values: values.subarray(0, filled * stride), omitted };
}

/**
 * Some images as they will be stored, without those that do not decode.
 * @param positions of the images among all samples
 */
export async function previewImages(
  images: readonly EncodedImage[],
  positions: readonly number[],
  decoding: Decoding,
): Promise<SamplePreview> {
  const blocks: SampleArray[] = [];
  const omitted = new Set<number>();
  for await (const block of imageBlocks(images, { ...decoding, total: images.length })) {
    blocks.push(block.values);
    for (const one of block.omitted ?? []) omitted.add(one);
  }
  return { values: concatenated(blocks), positions: positions.filter((_, i) => !omitted.has(i)) };
}

/** One channel is the luminance. */
function writePixels({ pixels }: DecodedImage, channels: number, into: Uint8Array): void {
  for (let i = 0, at = 0; i < pixels.length; i += 4) {
    if (channels === 1) into[at++] = Math.round(luminanceAt(pixels, i));
    else for (let c = 0; c < 3; c++) into[at++] = pixels[i + c]!;
  }
}
