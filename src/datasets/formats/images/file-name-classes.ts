/** A class in the names of files, such as `cup1__0.png` or `cat.123.jpg`: a pattern that is guessed, and can be edited. */
import { Problem } from '../../../protocol/problem.ts';
import { baseName } from '../../containers/file-entry.ts';

/** Patterns of names without their ending, in the order in which they are tried; the group is the class. */
const PATTERNS = [
  // cup1__0, cat.123, great_dane (12), shot-7
  '^(.+?)[-_. ]+\\(?\\d+\\)?$',
  // cat001
  '^(.*?\\D)\\d+$',
  // 001_cat
  '^\\d+[-_. ]+(.*\\D.*)$',
  // cat_a8f3
  '^([^-_. ]+)[-_. ].*$',
  // img_0001_cat
  '^.*[-_. ]([^-_. ]*\\p{L}[^-_. ]*)$',
];
/** Of the names, this share must have a class, and of the classes this share more than one image. */
const MIN_SHARE = 0.9;
const ENDING = /\.[A-Za-z0-9]{2,5}$/;

export const nameOf = (path: string): string => baseName(path).replace(ENDING, '').normalize('NFC');

/** The class of every file; null where the pattern does not match. @throws Problem `unfit` where it is no pattern */
export function classesByName(paths: readonly string[], pattern: string): (string | null)[] {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'u');
  } catch {
    throw new Problem('unfit', `“${pattern}” is no regular expression.`, 'Write one with a group for the class.');
  }
  return paths.map((path) => expression.exec(nameOf(path))?.[1] || null);
}

/** The first pattern that gives several classes of several images each; undefined where none does. */
export function guessNamePattern(paths: readonly string[]): string | undefined {
  return PATTERNS.find((pattern) => {
    const counts = new Map<string, number>();
    for (const name of classesByName(paths, pattern)) if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
    const matched = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const repeated = [...counts.values()].filter((count) => count > 1).length;
    return (
      counts.size >= 2 &&
      counts.size <= paths.length / 2 &&
      matched >= MIN_SHARE * paths.length &&
      repeated >= MIN_SHARE * counts.size &&
      [...counts.keys()].every(isClassName)
    );
  });
}

/** Not a date or another list of numbers. */
const isClassName = (name: string): boolean => /\p{L}/u.test(name) || /^\d{1,4}$/.test(name);
