/** Lists of sample numbers as a line of text: “38043 40091 17418; 2094 39879 3133” are two lists. */

/** The lists in the text, or an error message. Empty parts between semicolons are skipped. */
export function parseSampleLists(text: string): number[][] | string {
  const lists: number[][] = [];
  for (const part of text.split(';')) {
    const words = part.split(/[\s,]+/).filter((word) => word !== '');
    const odd = words.find((word) => !/^\d+$/.test(word));
    if (odd !== undefined)
      return `Samples are whole numbers, their places in the data set from 0 on; “${odd}” is none.`;
    if (words.length > 0) lists.push(words.map(Number));
  }
  return lists.length > 0 ? lists : 'There must be at least one sample.';
}

/** The text that `parseSampleLists` reads. */
export const formatSampleLists = (lists: readonly (readonly number[])[]): string =>
  lists.map((list) => list.join(' ')).join('; ');
