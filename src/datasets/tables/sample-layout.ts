/** From numbers in a file's order and range to samples: their shape, and how pixel values become bytes. */
import type { DatasetKind } from '../../protocol/dataset.ts';
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import { Problem } from '../../protocol/problem.ts';
import { CHANNELS_CHOICE } from '../sources/choice-options.ts';
import type { FindingsList } from '../sources/findings.ts';

/** The range of all values of a data set. */
export interface ValueRange {
  min: number;
  max: number;
  integers: boolean;
}

/** How pixel values become bytes: `round(value · factor + offset)`. */
export interface PixelScaling {
  factor: number;
  offset: number;
  /** A sentence for the preview where bytes differ from the values in the file. */
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

/** The shape of a sample as stored. */
export interface SampleLayout {
  kind: DatasetKind;
  shape: number[];
  /** For images: the position in the file's sample of every stored value; absent where the order is the same. */
  order?: Int32Array;
  /** For rows of numbers: how their columns are read. */
  columns?: NonNullable<ImportChoices['columns']>;
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

/** Height, width and channels of a square image with this number of values; undefined where none has a usual size. */
export function squareImageShape(columns: number, channels?: 1 | 3): [number, number, number] | undefined {
  for (const c of channels ? [channels] : ([1, 3] as const)) {
    const side = Math.sqrt(columns / c);
    if (Number.isInteger(side) && side >= 8 && side <= 512) return [side, side, c];
  }
  return undefined;
}

/** Whole numbers from 0 to 255 or fractions from 0 to 1; or fractions that reach both −1 and 1, as in USPS. */
export const hasPixelRange = ({ min, max, integers }: ValueRange): boolean =>
  (min >= 0 && (integers ? max <= 255 : max <= 1)) || (min === -1 && max === 1 && !integers);

interface Rows {
  /** Of the file, for messages. */
  path: string;
  /** Values per row. */
  columns: number;
  range: ValueRange;
  choices: ImportChoices;
  /** The values of some rows, from which the order of colours is guessed. */
  values: ArrayLike<number>;
}

/**
 * How rows of plain numbers are read: as selected, otherwise as guessed.
 * @throws Problem `unfit` where choice and columns do not fit
 */
export function rowLayout({ path, columns, range, choices, values }: Rows): SampleLayout {
  const shape = imageShape(path, columns, choices);
  const guess = columns === 2 ? 'plane' : shape && hasPixelRange(range) ? 'pixels' : 'table';
  const selected = choices.columns ?? guess;
  if (selected === 'pixels') {
    if (!shape)
      throw new Problem(
        'unfit',
        `“${path}” has ${columns} values a row, which make no square image.`,
        'Give the height and width of the images.',
      );
    return { kind: 'image', shape, columns: selected, order: pixelOrder(shape, isPlanar(values, shape), false) };
  }
  if (selected === 'plane' && columns !== 2)
    throw new Problem('unfit', `“${path}” has ${columns} columns of numbers; a plane has two.`, 'Read it as a table.');
  return { kind: selected, shape: [columns], columns: selected };
}

/** The shape of images with so many values: the selected one, otherwise a square. */
function imageShape(
  path: string,
  columns: number,
  choices: ImportChoices,
): [height: number, width: number, channels: number] | undefined {
  if (!choices.imageSize) return squareImageShape(columns, choices.channels);
  const [height = 0, width = 0] = choices.imageSize;
  const channels = choices.channels ?? columns / (height * width);
  if ((channels === 1 || channels === 3) && height * width * channels === columns) return [height, width, channels];
  if (choices.columns === 'pixels')
    throw new Problem(
      'unfit',
      `“${path}” has ${columns} values a row, which are no images of ${height} × ${width} pixels.`,
      'Choose another height and width.',
    );
  return undefined;
}

/** Whether colours lie in planes: decided by which neighbouring values resemble each other more. */
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

/** Offers the choices for rows of numbers; none for arrays of images. */
export function offerColumnChoices(findings: FindingsList, { kind, shape, columns }: SampleLayout): void {
  if (!columns) return;
  findings.offer({
    key: 'columns',
    label: 'The other columns are',
    value: columns,
    options: [
      { value: 'plane', label: 'a point on the plane' },
      { value: 'table', label: 'features' },
      { value: 'pixels', label: 'pixels of an image' },
    ],
    why: WHY_COLUMNS[columns],
  });
  if (kind !== 'image') return;
  const why = 'The size of a square image with as many values as there are columns.';
  findings.offer({ key: 'imageSize', label: 'Image size', value: [shape[0]!, shape[1]!], why });
  findings.offer({ ...CHANNELS_CHOICE, value: shape[2]!, why });
}

const WHY_COLUMNS = {
  plane: 'There are two columns of numbers.',
  table: 'The columns are no two, and neither their number nor their range is that of an image.',
  pixels: 'The columns are as many as a square image has pixels, and their values are in the range of pixels.',
};
