/**
 * Shapes: images of 32 × 32 × 3, each with one of ten coloured outlines on a ground of two colours, turned, scaled and
 * placed at random, with a shadow, sometimes an occluding object, and grain. Colour is independent of the class.
 *
 * Accuracy of the small CNN (60 epochs, batch size 16, learning rate 0.001, 1,000 test samples; WASM in Node, AMD EPYC;
 * means of two data seeds): 37% with 20 labels (35 to 39%), 63% with 100 (61 to 64%), 78% with 300 (76 to 79%).
 */
import type { Rng } from '../../random/rng.ts';
import { oklch, type RgbBytes } from './colour.ts';
import type { DatasetGenerator, SampleWriter } from './generator.ts';
import { OUTLINES, type Outline } from './outlines.ts';
import { ClassSequence, SampleRng } from './sample-rng.ts';

const SIZE = 32;
const PIXELS = SIZE * SIZE;

/**
 * How far the images differ. All values are for the wildest image and shrink with `wild`, which is near 0 for most of
 * them: a large upright light shape on a calm dark ground. Therefore a few dozen labels give a high accuracy, and the last
 * errors need many.
 */
const VARIATION = {
  /** Minimum of `wild`, which is the third power of a uniform draw. */
  calm: 0.06,
  /** Largest radius in pixels, and how much smaller it becomes. */
  radius: 13,
  shrink: 6,
  /** Rotation to either side, in turns. */
  turn: 0.5,
  /** Deviation of the logarithm of the aspect ratio. */
  squeeze: 0.14,
  /** Largest difference of lightness (of 1) between shape and ground, and how much smaller it becomes. */
  contrast: 0.5,
  fade: 0.26,
  /** Probabilities that the ground is lighter than the shape, and that an object lies in front. */
  reversed: 0.5,
  occluded: 0.7,
  /** Amplitudes in byte values: texture of the ground, and grain. */
  texture: 26,
  grain: 26,
};

interface ColourGradient {
  /** Value at the centre of the image, and its change per pixel to the right and down. */
  base: RgbBytes;
  toX: RgbBytes;
  toY: RgbBytes;
}

/** The image being drawn. */
interface Scene {
  /** Red, green and blue of each pixel. */
  pixels: Float32Array;
  /** How far it differs from the plainest image, from 0 to 1. */
  wild: number;
  rng: SampleRng;
}

function shapesWriter(rng: Rng): SampleWriter {
  const classes = new ClassSequence(
    rng.child('classes'),
    OUTLINES.map(() => 1),
  );
  const sampleRng = new SampleRng(rng.child('images'));
  const pixels = new Float32Array(PIXELS * 3);
  return (index, into, at) => {
    const label = classes.classAt(index);
    sampleRng.seek(index);
    const wild = Math.max(VARIATION.calm, sampleRng.uniform() ** 3);
    const reversed = sampleRng.uniform() < VARIATION.reversed * wild;
    // The lightnesses of ground and shape differ by the gap.
    const gap = VARIATION.contrast - VARIATION.fade * wild * sampleRng.uniform();
    const low = sampleRng.between(0.24, 0.88 - gap);
    const ground = reversed ? low + gap : low;
    const figure = reversed ? low : low + gap;
    const scene: Scene = { pixels, wild, rng: sampleRng };
    paintBackground(scene, ground);
    paintShape(scene, label, figure);
    if (sampleRng.uniform() < VARIATION.occluded * wild) paintOccluder(scene);
    writeBytes(scene, into, at);
    return label;
  };
}

/** A gradient between two colours along a random direction. @param change largest difference of lightness */
function randomGradient(lightness: number, change: number, rng: SampleRng): ColourGradient {
  const hue = rng.uniform();
  const chroma = rng.between(0.03, 0.17);
  const shift = rng.between(-change, change);
  const from = oklch(lightness - shift / 2, chroma, hue);
  const to = oklch(lightness + shift / 2, chroma * rng.between(0.6, 1.2), hue + rng.between(-0.12, 0.12));
  const angle = 2 * Math.PI * rng.uniform();
  const cos = Math.cos(angle) / SIZE;
  const sin = Math.sin(angle) / SIZE;
  const mix = (f: (c: number) => number): RgbBytes => [f(0), f(1), f(2)];
  return {
    base: mix((c) => (from[c]! + to[c]!) / 2),
    toX: mix((c) => (to[c]! - from[c]!) * cos),
    toY: mix((c) => (to[c]! - from[c]!) * sin),
  };
}

/** A gradient, on most images with a texture: waves, squares or soft blotches. */
function paintBackground({ pixels, wild, rng }: Scene, lightness: number): void {
  const { base, toX, toY } = randomGradient(lightness, 0.06 + 0.1 * wild, rng);
  const texture = rng.integer(4);
  const strength = texture === 0 ? 0 : 2 + VARIATION.texture * wild * rng.uniform();
  const angle = Math.PI * rng.uniform();
  const pitch = rng.between(0.5, 1.6);
  const kx = pitch * Math.cos(angle);
  const ky = pitch * Math.sin(angle);
  const phase = rng.between(0, 2 * Math.PI);
  const phase2 = rng.between(0, 2 * Math.PI);
  for (let row = 0, i = 0; row < SIZE; row++) {
    const y = row - SIZE / 2;
    for (let column = 0; column < SIZE; column++, i += 3) {
      const x = column - SIZE / 2;
      const u = kx * x + ky * y + phase;
      const v = ky * x - kx * y + phase2;
      let wave = 0;
      if (texture === 1) wave = Math.sin(u);
      else if (texture === 2) wave = Math.sin(u) * Math.sin(v) > 0 ? 0.8 : -0.8;
      else if (texture === 3) wave = Math.sin(0.45 * u) + Math.sin(0.45 * v + Math.sin(0.3 * u));
      const lift = strength * wave;
      pixels[i] = base[0] + toX[0] * x + toY[0] * y + lift;
      pixels[i + 1] = base[1] + toX[1] * x + toY[1] * y + lift;
      pixels[i + 2] = base[2] + toX[2] * x + toY[2] * y + lift;
    }
  }
}

/** Signed distances of all pixels to the outline, in pixels; used for the shape and for its shadow. */
const distances = new Float32Array(PIXELS);

/** The filled outline over its shadow; the edge is anti-aliased by the distance in pixels. */
function paintShape({ pixels, wild, rng }: Scene, label: number, lightness: number): void {
  const radius = VARIATION.radius - VARIATION.shrink * wild * rng.uniform();
  const free = Math.max(0, SIZE / 2 - radius) + 1;
  const away = free * Math.min(0.9, 0.2 + 0.7 * wild);
  const centreX = SIZE / 2 - 0.5 + rng.between(-away, away);
  const centreY = SIZE / 2 - 0.5 + rng.between(-away, away);
  const turn = 2 * Math.PI * wild * rng.between(-VARIATION.turn, VARIATION.turn);
  const squeeze = Math.exp(VARIATION.squeeze * wild * Math.max(-2, Math.min(2, rng.normal())));
  fillDistances(OUTLINES[label]!.outline, { centreX, centreY, radius, turn, squeeze });
  const { base, toX, toY } = randomGradient(lightness, 0.06 + 0.12 * wild, rng);
  const [r, g, b] = base;
  const shadow = rng.uniform() < 0.6 ? rng.between(0.15, 0.45) : 0;
  const fall = 1 + rng.integer(2);
  for (let row = 0, pixel = 0; row < SIZE; row++) {
    const y = 1.4 * (row - centreY);
    for (let column = 0; column < SIZE; column++, pixel++) {
      const i = pixel * 3;
      const cover = 0.5 - distances[pixel]!;
      if (cover < 1 && shadow > 0 && row >= fall && column >= fall) {
        const depth = (1.5 - distances[pixel - fall * (SIZE + 1)]!) / 3;
        if (depth > 0) {
          const shade = 1 - shadow * (depth >= 1 ? 1 : depth);
          pixels[i]! *= shade;
          pixels[i + 1]! *= shade;
          pixels[i + 2]! *= shade;
        }
      }
      if (cover <= 0) continue;
      const part = cover >= 1 ? 1 : cover;
      const x = 1.4 * (column - centreX);
      pixels[i]! += part * (r + toX[0] * x + toY[0] * y - pixels[i]!);
      pixels[i + 1]! += part * (g + toX[1] * x + toY[1] * y - pixels[i + 1]!);
      pixels[i + 2]! += part * (b + toX[2] * x + toY[2] * y - pixels[i + 2]!);
    }
  }
}

interface Placement {
  /** In pixels. */
  centreX: number;
  centreY: number;
  radius: number;
  /** In radians. */
  turn: number;
  /** Factor of the aspect ratio. */
  squeeze: number;
}

/** Fills `distances`; pixels beyond the reach of the shape and its shadow get a constant. */
function fillDistances(outline: Outline, { centreX, centreY, radius, turn, squeeze }: Placement): void {
  const scale = 1 / radius;
  const ux = Math.cos(turn) * scale * squeeze;
  const uy = Math.sin(turn) * scale * squeeze;
  const vx = (-Math.sin(turn) * scale) / squeeze;
  const vy = (Math.cos(turn) * scale) / squeeze;
  const reach = (radius * 1.3 + 2) ** 2;
  for (let row = 0, pixel = 0; row < SIZE; row++) {
    const y = row - centreY;
    for (let column = 0; column < SIZE; column++, pixel++) {
      const x = column - centreX;
      distances[pixel] = x * x + y * y > reach ? 9 : radius * outline(ux * x + uy * y, vx * x + vy * y);
    }
  }
}

/** A bar or a disc in front of the shape. */
function paintOccluder({ pixels, rng }: Scene): void {
  const bar = rng.uniform() < 0.5;
  const colour = oklch(rng.between(0.25, 0.9), rng.between(0, 0.15), rng.uniform());
  const angle = 2 * Math.PI * rng.uniform();
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const away = rng.between(4, 11);
  const half = bar ? rng.between(0.8, 1.6) : rng.between(2, 3.8);
  for (let row = 0, i = 0; row < SIZE; row++) {
    const y = row - SIZE / 2;
    for (let column = 0; column < SIZE; column++, i += 3) {
      const x = column - SIZE / 2;
      const across = cos * x + sin * y - away;
      const cover = half + 0.5 - (bar ? Math.abs(across) : Math.hypot(across, cos * y - sin * x));
      if (cover <= 0) continue;
      const part = cover >= 1 ? 1 : cover;
      for (let c = 0; c < 3; c++) pixels[i + c]! += part * (colour[c]! - pixels[i + c]!);
    }
  }
}

/** Adds grain, mostly grey, from two bytes of a random word per pixel, and rounds to bytes. */
function writeBytes({ pixels, wild, rng }: Scene, into: { [i: number]: number }, at: number): void {
  const grain = (VARIATION.grain * wild * rng.uniform()) / 255;
  for (let i = 0; i < PIXELS * 3; i += 3) {
    const word = rng.word();
    const grey = ((word & 255) + ((word >>> 8) & 255) - 255) * grain;
    const tint = (((word >>> 16) & 255) - 127.5) * grain * 0.5;
    into[at + i] = byte(pixels[i]! + grey + tint);
    into[at + i + 1] = byte(pixels[i + 1]! + grey);
    into[at + i + 2] = byte(pixels[i + 2]! + grey - tint);
  }
}

const byte = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0);

export const shapes: DatasetGenerator = {
  about: {
    name: 'shapes',
    label: 'Shapes',
    summary: 'coloured shapes, 32 × 32 × 3',
    about:
      'Ten outlines in any colour, size, place and turn, on grounds of any colour, some half hidden. Colour tells ' +
      'nothing of the class, so that the learner has to find the form.',
    reference: '',
    parameters: [],
    kind: 'image',
    shape: [SIZE, SIZE, 3],
    classes: OUTLINES.map((one) => one.name),
    defaultSize: 12_000,
  },
  sampleWriter: shapesWriter,
};
