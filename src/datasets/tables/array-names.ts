/** What the names of arrays in a file say about them. */
import { baseName } from '../containers/file-entry.ts';
import { isExtraName, isTestName, isTrainName, isValidationName } from '../sources/path-names.ts';
import type { NumericArray } from './numeric-array.ts';

const LABELS = /^(y|lbls?|labels?|targets?|class(es)?|cls|gnd|truth)$/;
const SAMPLES = /^(x|data|imgs?|images?|features?|feats?|fea|samples?|inputs?|pixels?)$/;
/** What stands beside samples and labels in many files. */
const BESIDE =
  /^(ids?|idx|ind(ex|ices)|masks?|subj(ect)?s?|sessions?|groups?|weights?|folds?|splits?|times?|timestamps?|paths?|files?|filenames?|patients?|users?|keys?|order|seeds?|n(um)?class(es)?)$/;

const words = (path: string): string[] =>
  baseName(path)
    .replace(/\.np[yz]$/i, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

const has = (path: string, pattern: RegExp): boolean => words(path).some((word) => pattern.test(word));

export const isLabelName = (path: string): boolean => has(path, LABELS) && !has(path, BESIDE);

/** Arrays of words, with a label's name, or of a single row or column of numbers. */
export const isLabelArray = ({ path, shape, words: texts }: NumericArray): boolean =>
  texts !== undefined || (shape.length <= 2 && (shape.slice(1).every((one) => one === 1) || isLabelName(path)));

/** 0: named as labels are; 1: may be; 2: has the name of something that stands beside the labels. */
export const labelRank = ({ path }: NumericArray): number => (has(path, BESIDE) ? 2 : has(path, LABELS) ? 0 : 1);

/** 0: named as samples are; 1: may be; 2: has the name of something else. */
export const sampleRank = ({ path }: NumericArray): number => (has(path, BESIDE) ? 2 : has(path, SAMPLES) ? 0 : 1);

/** Whether an array of words may hold the names of the classes: `class_names`, `target_names`, `labels`, `meta`. */
export const isClassNames = ({ path }: NumericArray): boolean =>
  has(path, /^(class(es)?|labels?|targets?|categor(y|ies)|names?)$/);

/** In the order of the pool. */
export const ROLES = ['train', 'extra', 'validation', 'test'] as const;
export type Role = (typeof ROLES)[number];

/**
 * By the array's name, otherwise by the file's (`kmnist-train-imgs.npz/arr_0.npy`). More training data have a file of their
 * own (`extra_32x32.mat`); an array named `extra` may be anything.
 */
export function roleOf(path: string): Role {
  const names = path.split('/').slice(-2).reverse();
  const [own = '', container = ''] = names;
  const file = /\.npy$/i.test(own) && !/\.npz$/i.test(container) ? own : container;
  for (const name of names) {
    if (isTestName(name)) return 'test';
    if (isValidationName(name)) return 'validation';
    if (isTrainName(name)) return 'train';
  }
  return isExtraName(file) ? 'extra' : 'train';
}

/** The array's name without the file's, for people and for choices. */
export const arrayName = ({ path }: Pick<NumericArray, 'path'>): string => baseName(path).replace(/\.npy$/i, '');
