/** Tables with a list of numbers in a cell, such as all pixels of an image separated by spaces: a column for each number. */
import { Problem } from '../../protocol/problem.ts';
import { isTestName, isTrainName, isValidationName } from '../sources/path-names.ts';
import type { ReadRows } from './table-scan.ts';

/** Shorter lists may be anything: a date, a pair of coordinates. */
const MIN_LENGTH = 16;
/** Rows looked at to find the columns of lists. */
const LOOKED_AT = 20;
const PART_COLUMN = /^(usage|split|subset|set|part|partition|phase|mode)$/i;

const numbersIn = (cell: string): string[] =>
  cell
    .replace(/^\s*[[(]|[\])]\s*$/g, '')
    .split(/[\s,;]+/)
    .filter(Boolean);

function isList(cell: string): boolean {
  if (cell.length < 2 * MIN_LENGTH - 1) return false;
  const numbers = numbersIn(cell);
  return numbers.length >= MIN_LENGTH && numbers.every((one) => Number.isFinite(Number(one)));
}

const isPart = (cell: string): boolean => isTestName(cell) || isTrainName(cell) || isValidationName(cell);

interface ListColumns {
  /** Length of the lists by column. */
  lengths: Map<number, number>;
  /** Columns that name the part of a row: beside lists of pixels they are neither label nor feature. */
  parts: Set<number>;
}

/**
 * Rows whose lists are spread over columns named after the list's; other tables as they are.
 * @throws Problem `bad-file` at a list of another length, with its row
 */
export const expandLists = (readRows: ReadRows): ReadRows =>
  async function* (entry, signal) {
    let found: ListColumns | undefined;
    let row = 0;
    for await (const rows of readRows(entry, signal)) {
      const header = row === 0;
      found ??= findLists(rows);
      const { lengths, parts } = found;
      if (!lengths.size) yield rows;
      else
        yield rows.map((cells, i) =>
          cells.flatMap((cell, column) => {
            const length = lengths.get(column);
            if (parts.has(column)) return [];
            if (length === undefined) return [cell];
            if (header && i === 0 && !isList(cell)) return Array.from({ length }, (_, k) => `${cell.trim()} ${k}`);
            const numbers = numbersIn(cell);
            if (numbers.length === length) return numbers;
            throw new Problem(
              'bad-file',
              `“${entry.path}” has a list of ${numbers.length} numbers in row ${row + i + 1}, where others have ${length}.`,
              'Repair the row, or download the file again.',
            );
          }),
        );
      row += rows.length;
    }
  };

function findLists(rows: readonly string[][]): ListColumns {
  const sample = rows.slice(1, 1 + LOOKED_AT);
  const lengths = new Map<number, number>();
  const parts = new Set<number>();
  for (const [column, cell] of (rows[0] ?? []).entries()) {
    const cells = sample.map((row) => row[column] ?? '');
    if (cells.length && cells.every(isList)) lengths.set(column, numbersIn(cells[0]!).length);
    else if (PART_COLUMN.test(cell.trim()) && cells.every(isPart)) parts.add(column);
  }
  return { lengths, parts };
}
