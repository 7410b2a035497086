/** Images moved a little at random, so that few labels teach more. */
import type { Draws } from '../chance/draws.ts';
import * as tf from './tf.ts';

/** How far images are moved at most. */
export interface Wobble {
  /** Of the height and the width. */
  shift: number;
  /** Radians. */
  turn: number;
  /** Factor by which an image may be larger or smaller, less one. */
  scale: number;
}

/**
 * Each image of `[n, height, width, channels]` under an affine map of its own about its centre, drawn from the stream:
 * shifted, turned and scaled by up to the given amounts; edges go on outside of the image as they end. No gradient.
 */
export function wobbled(images: tf.Tensor4D, { shift, turn, scale }: Wobble, draws: Draws): tf.Tensor4D {
  const [n, height, width] = images.shape;
  const centre = { x: (width - 1) / 2, y: (height - 1) / 2 };
  const maps = new Float32Array(8 * n);
  for (let i = 0; i < n; i++) {
    const angle = draws.between(-turn, turn);
    const zoom = 1 + draws.between(-scale, scale);
    const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
    const x = centre.x + draws.between(-shift, shift) * width;
    const y = centre.y + draws.between(-shift, shift) * height;
    // from the new image's coordinates to the old one's: row for x, row for y, no perspective
    maps.set(
      [cos, -sin, x - cos * centre.x + sin * centre.y, sin, cos, y - sin * centre.x - cos * centre.y, 0, 0],
      8 * i,
    );
  }
  return tf.image.transform(images, tf.tensor2d(maps, [n, 8]), 'bilinear', 'nearest');
}
