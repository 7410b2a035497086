/** Which key stands for which class when questions are answered, so that one need not look down twice. */

/** Keys of “can't tell”; the second where no class has it. */
const CANT_TELL_KEYS = ['?', '0'];

/**
 * One key for each class, undefined where there is none left: the class's own name where all names are single letters or
 * digits (a 7 is a 7), otherwise 1, 2, 3 … and then letters.
 */
export function classKeys(classes: readonly string[]): (string | undefined)[] {
  const names = classes.map((name) => name.trim().toLowerCase());
  if (names.every((name) => /^[\p{L}\p{N}]$/u.test(name)) && new Set(names).size === names.length) return names;
  const keys = [...'123456789abcdefghijklmnopqrtuvwxyz'];
  return classes.map((_, label) => keys[label]);
}

/** What a key says: a class, “can't tell”, or nothing. */
export function labelForKey(key: string, keys: readonly (string | undefined)[]): number | undefined {
  const label = keys.indexOf(key.toLowerCase());
  if (label >= 0) return label;
  return CANT_TELL_KEYS.includes(key) ? -1 : undefined;
}
