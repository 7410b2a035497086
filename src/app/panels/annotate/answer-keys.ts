/** Keys that answer questions: one for each class, and “can’t tell”. */

/** Keys of “can’t tell”, unless a class has them. */
const CANT_TELL_KEYS = ['?', '0'];

/**
 * One key for each class: its name where all names are single letters or digits, otherwise 1 to 9, then letters; undefined
 * for classes beyond these.
 */
export function classKeys(classes: readonly string[]): (string | undefined)[] {
  const names = classes.map((name) => name.trim().toLowerCase());
  if (names.every((name) => /^[\p{L}\p{N}]$/u.test(name)) && new Set(names).size === names.length) return names;
  const keys = [...'123456789abcdefghijklmnopqrtuvwxyz'];
  return classes.map((_, label) => keys[label]);
}

/** The label that a key stands for: −1 for “can’t tell”, undefined for other keys. */
export function labelForKey(key: string, keys: readonly (string | undefined)[]): number | undefined {
  const label = keys.indexOf(key.toLowerCase());
  if (label >= 0) return label;
  return CANT_TELL_KEYS.includes(key) ? -1 : undefined;
}
