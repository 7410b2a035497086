/** Whether the first row of a table is a header. */
import { isMissing, isNumber, numberIn, type DecimalMark } from './cells.ts';
import { LABEL_COLUMN_NAME } from './column-names.ts';

export interface HeaderGuess {
  header: boolean;
  /** A sentence. */
  why: string;
}

/** Rows compared with the first one. */
const MAX_ROWS = 1000;
/** Rows of which a column must be numbers for a word above it to be its name. */
const NUMBER_ROWS = 20;

/** @param rows the first rows of the table, the one in question first; blocks of at least some dozen where there are so many */
export function guessHeader([first, ...others]: readonly string[][], decimal: DecimalMark): HeaderGuess {
  const below = others.slice(0, MAX_ROWS);
  if (!first || !below.length) return { header: false, why: 'There is one row only.' };
  const columns = first.map((cell, at) => ({ cell: cell.trim(), cells: below.map((row) => row[at] ?? '') }));
  const isWord = (cell: string): boolean => !isNumber(cell, decimal) && !isMissing(cell);
  const numbers = (cells: readonly string[]): boolean => {
    const some = cells.slice(0, NUMBER_ROWS);
    return some.every((cell) => !isWord(cell)) && some.some((cell) => isNumber(cell, decimal));
  };
  if (columns.some(({ cell, cells }) => isWord(cell) && numbers(cells)))
    return { header: true, why: 'The first row has words over columns of numbers.' };
  if (columns.some(({ cell, cells }) => isWord(cell) && isNewWord(cell, cells)))
    return { header: true, why: 'The first row has a word over a column of other words, where it occurs nowhere.' };
  if (isCounting(first) && !below.some(isCounting))
    return { header: true, why: 'The first row counts the columns, and no other row does.' };
  if (isFarOutside(columns, decimal))
    return { header: true, why: 'The first row’s numbers lie far outside of the columns below them.' };
  const gap = columns.length > 1 && columns[0]!.cell === '' && first.slice(1).every((cell) => cell.trim() !== '');
  if (gap && below.every(([cell = '']) => cell.trim() !== ''))
    return { header: true, why: 'The first row lacks the name of the first column, as an index without a name.' };
  return { header: false, why: 'The first row is like the others.' };
}

/** Rows and columns from which on far numbers are no chance. */
const MIN_ROWS_BELOW = 8;
const MIN_FAR_COLUMNS = 3;

/** Whether every number of the first row, but one at most, lies beyond the range below it by more than the range's own length. */
function isFarOutside(columns: readonly { cell: string; cells: readonly string[] }[], decimal: DecimalMark): boolean {
  if (columns.length <= MIN_FAR_COLUMNS || columns[0]!.cells.length < MIN_ROWS_BELOW) return false;
  const far = columns.filter(({ cell, cells }) => {
    const below = cells.filter((one) => isNumber(one, decimal)).map((one) => numberIn(one, decimal));
    if (!isNumber(cell, decimal) || !below.length) return false;
    const [least, most] = [below.reduce((a, b) => Math.min(a, b)), below.reduce((a, b) => Math.max(a, b))];
    const value = numberIn(cell, decimal);
    return value > most + (most - least) || value < least - (most - least);
  });
  return far.length >= Math.max(MIN_FAR_COLUMNS, columns.length - 1);
}

/** A name of labels, or a word above a column in which words repeat, and which is none of them. */
function isNewWord(cell: string, cells: readonly string[]): boolean {
  const words = cells.map((one) => one.trim());
  const distinct = new Set(words);
  if (distinct.has(cell)) return false;
  if (LABEL_COLUMN_NAME.test(cell)) return true;
  return words.length >= 4 && distinct.size <= words.length / 2;
}

/** 0, 1, 2, … or 1, 2, 3, … in at least three cells, of which the first and the last may be anything. */
function isCounting(row: readonly string[]): boolean {
  const all = row.map((cell) => (cell.trim() === '' ? NaN : numberIn(cell, '.')));
  return [all, all.slice(1), all.slice(0, -1), all.slice(1, -1)].some(
    (cells) =>
      cells.length >= 3 && (cells[0] === 0 || cells[0] === 1) && cells.every((one, i) => one === cells[0]! + i),
  );
}
