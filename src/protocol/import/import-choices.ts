/** The choices of an import: their keys, their types, and their form on the command line (`--choose key=value`). */
import { Problem } from '../problem.ts';

/** null stands for none; a pair of numbers is a size in pixels, a list of texts several options together. */
export type ChoiceValue = string | number | boolean | null | readonly number[] | readonly string[];

/** What the visitor has chosen; what is absent is guessed. */
export interface ImportChoices {
  name?: string;
  /** Archives whose names are not UTF-8: the code page of the names. */
  nameEncoding?: string;
  /** Text tables: between the cells. */
  separator?: string;
  /** Text tables: between whole number and fraction. */
  decimal?: '.' | ',';
  /** Text tables, as `TextDecoder` names it. */
  encoding?: string;
  /** Text tables: whether the first row has the names of the columns. */
  header?: boolean;
  /** Tables: the label's column; null for none. */
  labelColumn?: string | null;
  /** Tables: the column that says which part a row belongs to; null for none. */
  partColumn?: string | null;
  /** Tables: columns that are neither label nor feature. */
  leftOut?: readonly string[];
  /** Whether words such as “None” in the label column are classes or mean that the label is missing. */
  missingWords?: 'class' | 'unlabelled';
  /** Whether the label −1 is a class or means that the label is missing. */
  minusOne?: 'class' | 'unlabelled';
  /** Tables: the role of the other columns. */
  columns?: 'plane' | 'table' | 'pixels';
  /** Files of arrays: the array with the samples, and the others by name; null for none. */
  samples?: string;
  labels?: string | null;
  testSamples?: string | null;
  testLabels?: string | null;
  /** Images: where their labels come from. */
  labelSource?: 'folders' | 'table' | 'names' | 'none';
  /** Images in nested folders: how many of them form the class, from the outermost. */
  classLevel?: number;
  /** Images with the class in their names: a regular expression with a group for it, for names without their ending. */
  namePattern?: string;
  /** Height and width: for images of different sizes, and for pixels without a shape. */
  imageSize?: readonly number[];
  /** Channels of raw bytes, of pixel columns or of images. */
  channels?: 1 | 3;
  /** What is behind transparent images; `alpha`: the opacity is the image. */
  ground?: 'white' | 'black' | 'alpha';
  /** Import the images that can be decoded where some cannot. */
  skipBroken?: boolean;
}

type Parser = (text: string) => ChoiceValue | undefined;

const anyText: Parser = (text) => text;
const textOrNone: Parser = (text) => (text === 'none' || text === '' ? null : text);
const list: Parser = (text) => text.split(',').filter(Boolean);
const flag: Parser = (text) => (text === 'true' ? true : text === 'false' ? false : undefined);
const oneOf =
  (...values: string[]): Parser =>
  (text) =>
    values.find((value) => value === text);
/** A value under several names; an object's own properties only, so that no word of the language is one of them. */
const named =
  <Value extends ChoiceValue>(values: Record<string, Value>): ((text: string) => Value | undefined) =>
  (text) =>
    Object.hasOwn(values, text) ? values[text] : undefined;
const separatorNamed = named({ comma: ',', semicolon: ';', tab: '\t', '\\t': '\t', bar: '|', space: ' ' });

/** Height and width of images, in pixels. */
export const IMAGE_SIDE = { min: 4, max: 512 };
/** Whether a height or a width can be chosen. */
export const isImageSide = (side: number | undefined): side is number =>
  Number.isInteger(side) && side! >= IMAGE_SIDE.min && side! <= IMAGE_SIDE.max;
const size: Parser = (text) => {
  const found = /^(\d+)\s*[x×,]\s*(\d+)$/.exec(text);
  const sides = found ? [Number(found[1]), Number(found[2])] : undefined;
  return sides?.every(isImageSide) ? sides : undefined;
};

/** From the text after `key=`. A separator may be written as a word, for shells. */
const PARSERS: Record<keyof ImportChoices, Parser> = {
  name: anyText,
  nameEncoding: anyText,
  separator: (text) => separatorNamed(text) ?? text,
  decimal: named({ point: '.', comma: ',', '.': '.', ',': ',' }),
  encoding: anyText,
  header: flag,
  labelColumn: textOrNone,
  partColumn: textOrNone,
  leftOut: list,
  missingWords: oneOf('class', 'unlabelled'),
  minusOne: oneOf('class', 'unlabelled'),
  columns: oneOf('plane', 'table', 'pixels'),
  samples: anyText,
  labels: textOrNone,
  testSamples: textOrNone,
  testLabels: textOrNone,
  labelSource: oneOf('folders', 'table', 'names', 'none'),
  classLevel: (text) => (/^[1-9]\d?$/.test(text) ? Number(text) : undefined),
  namePattern: anyText,
  imageSize: size,
  channels: named({ 1: 1, 3: 3 }),
  ground: oneOf('white', 'black', 'alpha'),
  skipBroken: flag,
};

/**
 * @param text `key=value`
 * @throws Problem `bad-spec` where there is no such choice or the value is none of it
 */
export function parseChoice(text: string): ImportChoices {
  const at = text.indexOf('=');
  const key = text.slice(0, Math.max(0, at)).trim();
  if (!Object.hasOwn(PARSERS, key))
    throw new Problem(
      'bad-spec',
      `There is no choice “${key || text}”.`,
      `Write key=value with one of ${Object.keys(PARSERS).join(', ')}.`,
    );
  const value = PARSERS[key as keyof ImportChoices](text.slice(at + 1));
  if (value === undefined) throw new Problem('bad-spec', `“${text.slice(at + 1)}” is no value of the choice “${key}”.`);
  return { [key]: value };
}

/** The values in effect. */
export const valuesOf = (choices: readonly { key: keyof ImportChoices; value: ChoiceValue }[]): ImportChoices =>
  Object.fromEntries(choices.map(({ key, value }) => [key, value]));
