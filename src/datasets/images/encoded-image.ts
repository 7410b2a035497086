/** Encoded images: files, members of a zip, cells of Parquet; decoded in their order, several at a time. */
import { Problem } from '../../protocol/problem.ts';
import type { DecodedImage, ImageDecoder } from '../sources/sample-source.ts';
import { UnsupportedImage } from './decoders/unsupported-image.ts';

/** Images being decoded at a time. */
const MAX_CONCURRENT_DECODES = 16;

export interface EncodedImage {
  path: string;
  bytes(): Promise<Uint8Array>;
}

interface DecodingResult {
  image: EncodedImage;
  result: DecodedImage | Problem;
}

/** Every image with its pixels or the problem with it, in the given order. */
export async function* decodeInOrder(
  images: AsyncIterable<EncodedImage> | Iterable<EncodedImage>,
  decode: ImageDecoder,
  size?: readonly [height: number, width: number],
): AsyncGenerator<DecodingResult> {
  const waiting: { image: EncodedImage; decoding: Promise<DecodedImage | Problem> }[] = [];
  const next = async (): Promise<DecodingResult> => {
    const { image, decoding } = waiting.shift()!;
    return { image, result: await decoding };
  };
  for await (const image of images) {
    waiting.push({ image, decoding: tryDecode(image, decode, size) });
    if (waiting.length >= MAX_CONCURRENT_DECODES) yield await next();
  }
  while (waiting.length) yield await next();
}

async function tryDecode(
  image: EncodedImage,
  decode: ImageDecoder,
  size?: readonly [height: number, width: number],
): Promise<DecodedImage | Problem> {
  try {
    return await decode(await image.bytes(), size);
  } catch (error) {
    // A file that cannot be read may hold a sound image.
    if (error instanceof Problem && /no longer|archive/.test(error.message)) return error;
    if (error instanceof UnsupportedImage)
      return new Problem(
        'bad-image',
        `“${image.path}” is ${error.message}, which cannot be read here.`,
        'Convert it to PNG.',
      );
    return new Problem(
      'bad-image',
      `“${image.path}” does not decode: it is damaged, or no image.`,
      'Import the others without it, or repair it.',
    );
  }
}
