/** Numbers with their nouns. */

/** "1 class", "1,200 classes". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
