/**
 * Random augmentation of training images. Each kind draws from its own stream, so that adding one does not change the draws
 * of others. Scoring and measuring use the original images.
 */
import type { Rng } from '../random/rng.ts';
import type { TrainingSpec } from '../protocol/spec.ts';
import * as tf from './tf.ts';

export type Augmentation = NonNullable<TrainingSpec['augmentation']>;

/** Limits of the random affine maps. */
export interface AffineJitter {
  /** Shift, as a share of height and width. */
  shift: number;
  /** Rotation in radians. */
  rotation: number;
  /** Largest relative change of scale. */
  scale: number;
}

/** Two pixels of 28, nine degrees, a tenth of their size. */
export const DEFAULT_JITTER: AffineJitter = { shift: 0.07, rotation: 0.15, scale: 0.1 };

/** Pixels on each side, at the 32 × 32 of the papers (He et al. 2016, Section 4.2) and at any other size. */
const PADDING = 4;

/** The augmentation of every batch of one training. */
export interface Augmenter {
  /** `[n, height, width, channels]` → the same shape. */
  apply(images: tf.Tensor4D): tf.Tensor4D;
  /** Its random streams by name, which continue from batch to batch. */
  streams: Readonly<Record<string, Rng>>;
}

/** flip-crop is the papers' recipe. */
export function augmentation(kind: Augmentation, rng: Rng): Augmenter {
  const [wobble, flip, crop] = [rng.child('wobble'), rng.child('flip'), rng.child('crop')];
  switch (kind) {
    case 'none':
      return { streams: {}, apply: (images) => images };
    case 'wobble':
      return { streams: { wobble }, apply: (images) => randomAffine(images, DEFAULT_JITTER, wobble) };
    case 'crop':
      return { streams: { crop }, apply: (images) => randomCrop(images, PADDING, crop) };
    case 'flip-crop':
      return {
        streams: { flip, crop },
        apply: (images) => tf.tidy(() => randomCrop(randomFlip(images, flip), PADDING, crop)),
      };
  }
}

/**
 * Each image of `[n, height, width, channels]` under its own random affine map about its centre: shifted, rotated and scaled
 * within the limits; edge pixels are repeated outside the image. No gradient.
 */
export function randomAffine(
  images: tf.Tensor4D,
  { shift, rotation: turn, scale }: AffineJitter,
  rng: Rng,
): tf.Tensor4D {
  const [, height, width] = images.shape;
  const centre = { x: (width - 1) / 2, y: (height - 1) / 2 };
  return transformEach(images, 'bilinear', 'nearest', () => {
    const angle = rng.between(-turn, turn);
    const zoom = 1 + rng.between(-scale, scale);
    const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
    const x = centre.x + rng.between(-shift, shift) * width;
    const y = centre.y + rng.between(-shift, shift) * height;
    return [cos, -sin, x - cos * centre.x + sin * centre.y, sin, cos, y - sin * centre.x - cos * centre.y];
  });
}

/** Each image of `[n, height, width, channels]`, mirrored horizontally with probability ½. No gradient. */
export function randomFlip(images: tf.Tensor4D, rng: Rng): tf.Tensor4D {
  const right = images.shape[2] - 1;
  return transformEach(images, 'nearest', 'constant', () =>
    rng.uniform() < 0.5 ? [-1, 0, right, 0, 1, 0] : [1, 0, 0, 0, 1, 0],
  );
}

/**
 * A crop of the original size, at a uniformly random offset, of each image of `[n, height, width, channels]` padded with
 * zeros. Zero is the mean of normalised values, not black. No gradient.
 */
export function randomCrop(images: tf.Tensor4D, padding: number, rng: Rng): tf.Tensor4D {
  const offset = (): number => rng.integer(2 * padding + 1) - padding;
  return transformEach(images, 'nearest', 'constant', () => [1, 0, offset(), 0, 1, offset()]);
}

/** Each image under a map from output to input coordinates: a row for x, a row for y, no perspective. */
function transformEach(
  images: tf.Tensor4D,
  between: 'nearest' | 'bilinear',
  outside: 'nearest' | 'constant',
  map: () => [number, number, number, number, number, number],
): tf.Tensor4D {
  const maps = Array.from({ length: images.shape[0] }, () => [...map(), 0, 0]);
  return tf.tidy(() => tf.image.transform(images, tf.tensor2d(maps), between, outside));
}
