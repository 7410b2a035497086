/** From numbers in a file's order and range to samples: what shape they have, and which bytes their pixels become. */
import type { DatasetKind } from '../../protocol/dataset.ts';
import type { ImportChoices } from '../../protocol/import-preview.ts';
import { Problem } from '../../protocol/problem.ts';

/** What is known of values after a look at all of them. */
export interface ValueRange {
  min: number;
  max: number;
  integers: boolean;
}

/** How pixel values become bytes: `round(value · factor + shift)`. */
export interface PixelScaling {
  factor: number;
  offset: number;
  /** A sentence where this is not plain. */
  note?: string;
}

export const emptyRange = (): ValueRange => ({ min: Infinity, max: -Infinity, integers: true });

export function pixelScaling({ min, max }: ValueRange): PixelScaling {
  if (min >= 0 && max <= 1)
    return { factor: 255, offset: 0, note: 'Pixels run from 0 to 1; they are stored as 0 to 255.' };
  if (min >= 0 && max <= 16)
    return { factor: 255 / 16, offset: 0, note: 'Pixels run from 0 to 16; they are stored as 0 to 255.' };
  if (min >= 0 && max <= 255) return { factor: 1, offset: 0 };
  const factor = 255 / (max - min || 1);
  const numbers = [min, max].map((one) => Number(one.toPrecision(4)).toLocaleString('en')).join(' to ');
  return { factor, offset: -min * factor, note: `Pixels run from ${numbers}; they are stored as 0 to 255.` };
}

/** A sample's axes in the file. */
export interface SampleLayout {
  kind: DatasetKind;
  shape: number[];
  /** For images: the place in the file's sample of every stored value; absent where the order is the same. */
  order?: Int32Array;
}

/** Order of `[height, width, channels]` in a sample with the channels outermost, or with rows and columns swapped. */
export function pixelOrder(
  [height, width, channels]: readonly [number, number, number],
  planar: boolean,
  transposed: boolean,
): Int32Array | undefined {
  if ((!planar || channels === 1) && !transposed) return undefined;
  const order = new Int32Array(height * width * channels);
  let at = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        const pixel = transposed ? x * height + y : y * width + x;
        order[at++] = planar ? c * height * width + pixel : pixel * channels + c;
      }
  return order;
}

/** Height, width and channels of so many pixel columns, where that is a usual square. */
export function squareImageShape(columns: number, channels?: 1 | 3): [number, number, number] | undefined {
  for (const c of channels ? [channels] : ([1, 3] as const)) {
    const side = Math.sqrt(columns / c);
    if (Number.isInteger(side) && side >= 8 && side <= 512) return [side, side, c];
  }
  return undefined;
}

/** Pixels are never negative, whole up to 255 or fractions up to 1; or they fill −1 … 1 to both ends, as USPS does. */
export const looksLikePixels = ({ min, max, integers }: ValueRange): boolean =>
  (min >= 0 && (integers ? max <= 255 : max <= 1)) || (min === -1 && max === 1 && !integers);

/**
 * How rows of plain numbers are to be read: as chosen, else as a guess.
 * @param values of some rows, for telling planes of colour from pixels of three values
 * @throws Problem `unfit` where the choice and the columns do not fit
 */
export function rowLayout(
  path: string,
  columns: number,
  range: ValueRange,
  choices: ImportChoices,
  values: ArrayLike<number>,
): SampleLayout & { columns: NonNullable<ImportChoices['columns']> } {
  let shape: [number, number, number] | undefined;
  if (choices.imageSize) {
    const [height, width] = choices.imageSize;
    const channels = choices.channels ?? columns / (height * width);
    if ((channels === 1 || channels === 3) && height * width * channels === columns) shape = [height, width, channels];
    else if (choices.columns === 'pixels')
      throw new Problem(
        'unfit',
        `“${path}” has ${columns} values a row, which are no images of ${height} × ${width} pixels.`,
        'Choose another height and width.',
      );
  } else shape = squareImageShape(columns, choices.channels);

  const guess = columns === 2 ? 'plane' : shape && looksLikePixels(range) ? 'pixels' : 'table';
  const chosen = choices.columns ?? guess;
  if (chosen === 'pixels') {
    if (!shape)
      throw new Problem(
        'unfit',
        `“${path}” has ${columns} values a row, which make no square image.`,
        'Give the height and width of the images.',
      );
    return { kind: 'image', shape, columns: chosen, order: pixelOrder(shape, isPlanar(values, shape), false) };
  }
  if (chosen === 'plane' && columns !== 2)
    throw new Problem('unfit', `“${path}” has ${columns} columns of numbers; a plane has two.`, 'Read it as a table.');
  return { kind: chosen, shape: [columns], columns: chosen };
}

/** Neighbouring pixels resemble each other: that tells whether colours lie in planes or side by side. */
function isPlanar(values: ArrayLike<number>, [height, width, channels]: readonly [number, number, number]): boolean {
  if (channels === 1) return false;
  const stride = height * width * channels;
  let sideBySide = 0;
  let planes = 0;
  for (let from = 0; from + stride <= values.length; from += stride)
    for (let i = 0; i + channels < stride; i++) {
      const value = values[from + i]!;
      planes += Math.abs(value - values[from + i + 1]!);
      sideBySide += Math.abs(value - values[from + i + channels]!);
    }
  return planes < sideBySide;
}
