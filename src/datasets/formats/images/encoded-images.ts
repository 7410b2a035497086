/** Encoded images (in folders, zips or Parquet) to pixels of one shape: which shape, and many decoded at once. */
import type { OnProgress } from '../../../protocol/dataset.ts';
import type { ImportChoices } from '../../../protocol/import-preview.ts';
import { Problem, throwIfAborted } from '../../../protocol/problem.ts';
import { baseName } from '../../containers/file-entry.ts';
import {
  samplesPerBlock,
  plural,
  type SampleBlock,
  type ImageDecoder,
  type ReadOptions,
  type DecodedImage,
} from '../sample-source.ts';

/** Images that are decoded for the preview; where there are more, so many spread over all. */
export const SURVEYED_IMAGES = 200;
/** Images in decoding at a time. */
const MAX_CONCURRENT_DECODES = 16;
/** Images of one size up to this are kept as they are. */
const MAX_UNSCALED_SIDE = 128;
const SCALED_SIDE = 64;

export interface EncodedImage {
  path: string;
  bytes(): Promise<Uint8Array>;
}

export interface ImageSurvey {
  shape: [height: number, width: number, channels: number];
  choices: Pick<ImportChoices, 'imageSize' | 'channels' | 'skipBroken'>;
  warnings: string[];
}

/**
 * Decides on size and channels by a look at some of the images.
 * @throws Problem `bad-image` at one that does not decode, unless the choice is to skip those
 */
export async function surveyImages(
  some: readonly EncodedImage[],
  { choices, decode, signal, onProgress }: ReadOptions,
): Promise<ImageSurvey> {
  const sizes: [height: number, width: number][] = [];
  const broken: string[] = [];
  let grey = true;
  const decodedImages = mapInOrder(some, (one) => tryDecode(one, decode));
  let done = 0;
  for await (const { item, result } of decodedImages) {
    throwIfAborted(signal);
    onProgress({ phase: 'Inspecting the images', done: ++done, total: some.length });
    if (result instanceof Problem) {
      if (!choices.skipBroken || result.code !== 'bad-image') throw result;
      broken.push(baseName(item.path));
      continue;
    }
    sizes.push([result.height, result.width]);
    grey &&= isGrey(result);
  }
  if (!sizes.length)
    throw new Problem('bad-file', `Not one of the images decodes: ${broken.slice(0, 3).join(', ')}, ….`);
  const warnings: string[] = [];
  if (broken.length)
    warnings.push(
      `Left out, because they do not decode: ${broken.slice(0, 5).join(', ')}${broken.length > 5 ? ', …' : ''}.`,
    );
  const imageSize = choices.imageSize ?? targetSize(sizes);
  const [height, width] = imageSize;
  const others = sizes.filter(([h, w]) => h !== height || w !== width);
  if (others.length) warnings.push(resizeNote(sizes, height, width));
  const channels = choices.channels ?? (grey ? 1 : 3);
  return {
    shape: [height, width, channels],
    choices: { imageSize: [height, width], channels, ...(choices.skipBroken ? { skipBroken: true } : {}) },
    warnings,
  };
}

/** The common size where it is small, else a square that suits a small network. */
function targetSize(sizes: readonly [number, number][]): [number, number] {
  const [height, width] = sizes[0]!;
  const same = sizes.every(([h, w]) => h === height && w === width);
  if (same && height <= MAX_UNSCALED_SIDE && width <= MAX_UNSCALED_SIDE) return [height, width];
  const shorter = sizes.map(([h, w]) => Math.min(h, w)).sort((a, b) => a - b);
  const side = Math.max(4, Math.min(SCALED_SIDE, shorter[Math.floor(shorter.length / 2)]!));
  return [side, side];
}

function resizeNote(sizes: readonly [number, number][], height: number, width: number): string {
  const named = new Set(sizes.map(([h, w]) => `${w} × ${h}`));
  const which =
    named.size === 1
      ? `are ${[...named][0]}`
      : `have ${plural(named.size, 'size')} (${[...named].slice(0, 3).join(', ')}${named.size > 3 ? ', …' : ''})`;
  return `The images ${which}; each is scaled to cover ${width} × ${height} pixels and cropped at the centre.`;
}

function isGrey({ pixels }: DecodedImage): boolean {
  for (let i = 0; i < pixels.length; i += 4)
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return false;
  return true;
}

/** The picture, or the problem that stands in its place. */
async function tryDecode(
  one: EncodedImage,
  decode: ImageDecoder,
  size?: readonly [number, number],
): Promise<DecodedImage | Problem> {
  try {
    return await decode(await one.bytes(), size);
  } catch (error) {
    // A file that cannot be read is no broken image: it may be whole.
    if (error instanceof Problem && /no longer|archive/.test(error.message)) return error;
    return new Problem(
      'bad-image',
      `“${one.path}” does not decode: it is damaged, or no image.`,
      'Import the others without it, or mend it.',
    );
  }
}

/** Results in the order of the items, several in the making. */
async function* mapInOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<{ item: T; result: R }> {
  const waiting: { item: T; result: Promise<R> }[] = [];
  for await (const item of items) {
    waiting.push({ item, result: work(item) });
    if (waiting.length < MAX_CONCURRENT_DECODES) continue;
    const { item: first, result } = waiting.shift()!;
    yield { item: first, result: await result };
  }
  for (const { item, result } of waiting) yield { item, result: await result };
}

/** Pixels of all images, `[height, width, channels]` each, in the order of the items. */
export async function* imageBlocks(
  items: AsyncIterable<EncodedImage> | Iterable<EncodedImage>,
  total: number,
  { shape, choices }: Pick<ImageSurvey, 'shape' | 'choices'>,
  decode: ImageDecoder,
  onProgress: OnProgress,
  signal?: AbortSignal,
): AsyncGenerator<SampleBlock> {
  const [height, width, channels] = shape;
  const stride = height * width * channels;
  const step = samplesPerBlock(stride);
  let values = new Uint8Array(step * stride);
  let omitted: number[] = [];
  let filled = 0;
  let place = 0;
  for await (const { item, result } of mapInOrder(items, (one) => tryDecode(one, decode, [height, width]))) {
    throwIfAborted(signal);
    if (result instanceof Problem) {
      if (!choices.skipBroken || result.code !== 'bad-image') throw result;
      omitted.push(place);
    } else writePixels(result, channels, values, filled++ * stride);
    place++;
    onProgress({ phase: `Decoding ${baseName(item.path)}`, done: place, total });
    if (filled < step) continue;
    yield { values, omitted };
    values = new Uint8Array(step * stride);
    omitted = [];
    filled = 0;
  }
  if (filled || omitted.length) yield { values: values.subarray(0, filled * stride), omitted };
}

/** One channel is the luminance (ITU-R BT.601), which leaves greys as they are. */
function writePixels({ pixels }: DecodedImage, channels: number, into: Uint8Array, at: number): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const [r, g, b] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
    if (channels === 1) into[at++] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    else {
      into[at++] = r;
      into[at++] = g;
      into[at++] = b;
    }
  }
}

/** At most so many of them, spread evenly. */
export function evenlySpaced<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}
