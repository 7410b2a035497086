/** The choices of an import: their keys, their types, and their form on the command line (`--choose key=value`). */
import * as v from 'valibot';
import { Problem } from '../problem.ts';

/** null stands for none; a pair of numbers is a size in pixels, a list of texts several options together. */
export type ChoiceValue = string | number | boolean | null | readonly number[] | readonly string[];

/** Height and width of images, in pixels. */
export const IMAGE_SIDE = { min: 4, max: 512 };
const side = v.pipe(v.number(), v.integer(), v.minValue(IMAGE_SIDE.min), v.maxValue(IMAGE_SIDE.max));
/** Whether a height or a width can be chosen. */
export const isImageSide = (value: unknown): value is number => v.is(side, value);

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const wordOrNone = v.nullable(word);
const classOrUnlabelled = v.picklist(['class', 'unlabelled']);

const choices = {
  /** Archives whose names are not UTF-8: the code page of the names. */
  nameEncoding: v.exactOptional(word),
  /** Text tables: between the cells. */
  separator: v.exactOptional(word),
  /** Text tables: between whole number and fraction. */
  decimal: v.exactOptional(v.picklist(['.', ','])),
  /** Text tables, as `TextDecoder` names it. */
  encoding: v.exactOptional(word),
  /** Text tables: whether the first row has the names of the columns. */
  header: v.exactOptional(v.boolean()),
  /** Tables: the label's column; null for none. */
  labelColumn: v.exactOptional(wordOrNone),
  /** Tables: the column that says which part a row belongs to; null for none. */
  partColumn: v.exactOptional(wordOrNone),
  /** Tables: columns that are neither label nor feature. */
  leftOut: v.exactOptional(v.pipe(v.array(word), v.maxLength(10_000), v.readonly())),
  /** Whether words such as “None” in the label column are classes or mean that the label is missing. */
  missingWords: v.exactOptional(classOrUnlabelled),
  /** Whether the label −1 is a class or means that the label is missing. */
  minusOne: v.exactOptional(classOrUnlabelled),
  /** Tables: the role of the other columns. */
  columns: v.exactOptional(v.picklist(['plane', 'table', 'pixels'])),
  /** Files of arrays: the array with the samples, and the others by name; null for none. */
  samples: v.exactOptional(word),
  labels: v.exactOptional(wordOrNone),
  testSamples: v.exactOptional(wordOrNone),
  testLabels: v.exactOptional(wordOrNone),
  /** Images: where their labels come from. */
  labelSource: v.exactOptional(v.picklist(['folders', 'table', 'names', 'none'])),
  /** Images in nested folders: how many of them form the class, from the outermost. */
  classLevel: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99))),
  /** Images with the class in their names: a regular expression with a group for it, for names without their ending. */
  namePattern: v.exactOptional(word),
  /** Height and width: for images of different sizes, and for pixels without a shape. */
  imageSize: v.exactOptional(v.pipe(v.array(side), v.length(2), v.readonly())),
  /** Channels of raw bytes, of pixel columns or of images. */
  channels: v.exactOptional(v.picklist([1, 3])),
  /** What is behind transparent images; `alpha`: the opacity is the image. */
  ground: v.exactOptional(v.picklist(['white', 'black', 'alpha'])),
  /** Import the images that can be decoded where some cannot. */
  skipBroken: v.exactOptional(v.boolean()),
  /** Samples that occur more than once, or in pool and test part: drop leaves each once. */
  repeats: v.exactOptional(v.picklist(['keep', 'drop'])),
};

/** All but the name, as a spec has them. */
export const readingChoicesSchema = v.strictObject(choices);
export type ReadingChoices = v.InferOutput<typeof readingChoicesSchema>;

/** What the visitor has chosen; what is absent is guessed. */
export interface ImportChoices extends ReadingChoices {
  name?: string;
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
  repeats: oneOf('keep', 'drop'),
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
