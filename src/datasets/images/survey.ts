/** Decides on the size and the channels of stored images after decoding some of them. */
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { baseName } from '../containers/file-entry.ts';
import { listed, plural } from '../plural.ts';
import { SELECTED_REASON, FindingsList } from '../sources/findings.ts';
import type { DecodedImage, ImageDecoder, ReadOptions } from '../sources/sample-source.ts';
import { CHANNELS_CHOICE, ON_OFF } from '../sources/choice-options.ts';
import { decodeInOrder, type EncodedImage } from './encoded-image.ts';
import { BackgroundContrast, type Background } from './background.ts';

/** Images decoded for the survey; of more, as many spread evenly over all. */
export const SURVEYED_IMAGES = 200;
/** Images of the same size up to this are stored unscaled. */
const MAX_UNSCALED_SIDE = 128;
/** Side of scaled images, in pixels. */
const SCALED_SIDE = 64;

type Size = [height: number, width: number];

export interface ImageSurvey {
  shape: [height: number, width: number, channels: number];
  /** Whether images that do not decode are left out. */
  skipBroken: boolean;
  /** What is behind transparent pixels. */
  ground: Background;
  findings: FindingsList;
}

/**
 * Size and channels as chosen, otherwise as guessed from some of the images.
 * @throws Problem `bad-image` at one that does not decode, unless these are skipped; `bad-file` where none does
 */
export async function surveyImages(
  some: readonly EncodedImage[],
  { choices, decode, signal, onProgress }: ReadOptions,
): Promise<ImageSurvey> {
  const sizes: Size[] = [];
  const broken: string[] = [];
  const paged: string[] = [];
  const contrast = new BackgroundContrast();
  let grey = true;
  let noisy = false;
  let done = 0;
  for await (const { image, result } of decodeInOrder(some, decode)) {
    throwIfAborted(signal);
    onProgress({ phase: 'Inspecting the images', done: ++done, total: some.length });
    if (result instanceof Problem) {
      if (!choices.skipBroken || result.code !== 'bad-image') throw result;
      broken.push(baseName(image.path));
      continue;
    }
    sizes.push([result.height, result.width]);
    if (result.pages) paged.push(`“${baseName(image.path)}” (${plural(result.pages, 'page')})`);
    grey &&= isGrey(result);
    noisy ||= !!result.noisy;
    contrast.add(result);
  }
  if (!sizes.length) throw new Problem('bad-file', `Not one of the images decodes: ${listed(broken, 3)}.`);
  const findings = new FindingsList();
  if (broken.length) findings.warn('broken-images', `Left out, because they do not decode: ${listed(broken, 5)}.`);
  if (paged.length) findings.warn('several-pages', `Only the first page is used of ${listed(paged, 5)}.`);
  const [height, width] = (choices.imageSize as Size | undefined) ?? targetSize(sizes);
  if (sizes.some(([h, w]) => h !== height || w !== width)) findings.warn('resized', resizeNote(sizes, [height, width]));
  // what is read exactly at its own size may not be when it is scaled
  noisy ||=
    sizes.some(([h, w]) => h !== height || w !== width) && !!(await decodeOne(some, decode, [height, width]))?.noisy;
  if (noisy)
    findings.warn(
      'noisy-pixels',
      'This browser changes the pixels that a page reads, as a protection against fingerprinting: the images will not be exactly as in their files. Switch it off for this page, then drop them again.',
    );
  const channels = choices.channels ?? (grey ? 1 : 3);
  offerImageChoices(findings, { size: [height, width], channels, ...choices });
  const ground = choices.ground ?? contrast.ground();
  if (contrast.transparent) offerBackground(findings, ground, choices.ground === undefined);
  return {
    shape: [height, width, channels],
    skipBroken: choices.skipBroken ?? false,
    ground,
    findings,
  };
}

/** The first image that decodes, at this size. */
async function decodeOne(
  images: readonly EncodedImage[],
  decode: ImageDecoder,
  size: Size,
): Promise<DecodedImage | undefined> {
  for await (const { result } of decodeInOrder(images.slice(0, 1), decode, size))
    if (!(result instanceof Problem)) return result;
  return undefined;
}

function offerImageChoices(
  findings: FindingsList,
  { size, channels, skipBroken }: { size: Size; channels: number; skipBroken?: boolean },
): void {
  findings.offer({
    key: 'imageSize',
    label: 'Image size',
    value: size,
    why: `The images' own size where all have the same of at most ${MAX_UNSCALED_SIDE} pixels, otherwise a small square.`,
  });
  findings.offer({ ...CHANNELS_CHOICE, value: channels, why: 'Grey where every image that was looked at is grey.' });
  if (skipBroken)
    findings.offer({
      key: 'skipBroken',
      label: 'Leave out images that do not decode',
      value: true,
      options: ON_OFF,
      why: SELECTED_REASON,
    });
}

function offerBackground(findings: FindingsList, ground: Background, guessed: boolean): void {
  if (ground === 'black' && guessed)
    findings.warn('on-black', 'The images are light on a transparent ground: they are laid on black to be seen.');
  findings.offer({
    key: 'ground',
    label: 'Behind transparent images',
    value: ground,
    options: [
      { value: 'white', label: 'white' },
      { value: 'black', label: 'black' },
      { value: 'alpha', label: 'none: the opacity is the image' },
    ],
    why: 'White, or black where what is drawn is so light that white would hide it.',
  });
}

/** The common size where it is small, otherwise a square that suits a small network. */
function targetSize(sizes: readonly Size[]): Size {
  const [height, width] = sizes[0]!;
  const same = sizes.every(([h, w]) => h === height && w === width);
  if (same && height <= MAX_UNSCALED_SIDE && width <= MAX_UNSCALED_SIDE) return [height, width];
  const shorter = sizes.map(([h, w]) => Math.min(h, w)).sort((a, b) => a - b);
  const side = Math.max(4, Math.min(SCALED_SIDE, shorter[Math.floor(shorter.length / 2)]!));
  return [side, side];
}

function resizeNote(sizes: readonly Size[], [height, width]: Size): string {
  const named = new Set(sizes.map(([h, w]) => `${w} × ${h}`));
  const which =
    named.size === 1 ? `are ${[...named][0]}` : `have ${plural(named.size, 'size')} (${listed([...named], 3)})`;
  return `The images ${which}; each is scaled to cover ${width} × ${height} pixels and cropped at the centre.`;
}

function isGrey({ pixels }: DecodedImage): boolean {
  for (let i = 0; i < pixels.length; i += 4)
    if (pixels[i + 3] && (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2])) return false;
  return true;
}

/** At most so many of the items, evenly spaced. */
export function evenlySpaced<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}
