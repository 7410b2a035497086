/** The cells of a text table: which stand for a missing value, and the number in a cell. */

export type DecimalMark = '.' | ',';

/** What pandas takes as missing, spreadsheets' error marks, and “?” (UCI), in lower case. */
const MISSING = new Set(
  ' na nan -nan n/a null none ? <na> #n/a #na -1.#ind -1.#qnan 1.#ind 1.#qnan #value! #div/0! #ref! #num! #name? #null!'
    .split(' ')
    .concat('#n/a n/a'),
);
const LONGEST_MARK = Math.max(...[...MISSING].map((mark) => mark.length));

/** Whether a cell stands for a missing value. Cells that begin with a digit skip the list, for speed. */
export function isMissing(cell: string): boolean {
  const first = cell.charCodeAt(0);
  if (first >= 48 && first <= 57 && !cell.includes('#')) return false;
  const text = cell.length > LONGEST_MARK ? cell.trim() : cell;
  return text.length <= LONGEST_MARK && MISSING.has(text.trim().toLowerCase());
}

/** 1.234.567 */
const GROUPED = /^[+-]?\d{1,3}(\.\d{3}){2,}$/;
/** 21,5 and 1.009,98; no other character may stand beside the comma. */
const WITH_COMMA = /^[+-]?(\d+|\d{1,3}(\.\d{3})+)?,\d*(e[+-]?\d+)?$/i;
/** Digits of any size; “Infinity” and hexadecimal numbers are words. */
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** The number in a cell, Infinity for one beyond double precision; NaN where it holds a word. */
export function numberIn(cell: string, decimal: DecimalMark): number {
  if (decimal === ',') {
    const text = cell.trim();
    if (text.includes(',')) {
      const plain = text.replaceAll('.', '').replace(',', '.');
      return WITH_COMMA.test(text) && plain !== '.' ? Number(plain) : NaN;
    }
    if (GROUPED.test(text)) return Number(text.replaceAll('.', ''));
  }
  const value = Number(cell);
  return Number.isFinite(value) || NUMBER.test(cell) ? value : NaN;
}

export const isNumber = (cell: string, decimal: DecimalMark): boolean =>
  !isMissing(cell) && !Number.isNaN(numberIn(cell, decimal));
