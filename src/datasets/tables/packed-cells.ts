/** Columns whose cells hold many numbers, as sets of faces and exports of arrays have them: all pixels in one text. */
import { Problem } from '../../protocol/problem.ts';

export interface PackedColumn {
  /** As in the header. */
  name: string;
  /** Position of the column, and of its first number after unpacking. */
  at: number;
  /** One per number. */
  names: string[];
}

/** Fewer numbers in a cell may be a date, a time or a range. */
const MIN_NUMBERS = 9;
/** Share of the rows with as many numbers as the first; the others are faults. */
const MIN_EVEN_SHARE = 0.8;
const NUMBERS = /^[[("\s]*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?([\s,;|]+[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)+[\])"\s,;]*$/i;

const split = (cell: string): string[] => cell.match(/[^\s,;|[\]()"]+/g) ?? [];

/** The first column with as many numbers in its cells; undefined where there is none. */
export function packedColumn(
  rows: readonly string[][],
  names: readonly string[],
  titles: readonly string[] | undefined,
): PackedColumn | undefined {
  for (const [at, given] of names.entries()) {
    const cells = rows.map((row) => row[at] ?? '');
    const count = split(cells[0] ?? '').length;
    if (!rows.length || count < MIN_NUMBERS || !NUMBERS.test(cells[0]!)) continue;
    const even = cells.filter((cell) => split(cell).length === count).length;
    if (even < MIN_EVEN_SHARE * cells.length || !cells.every((cell) => NUMBERS.test(cell))) continue;
    const name = titles?.[at] || given;
    return { name, at, names: Array.from({ length: count }, (_, i) => `${name} ${i + 1}`) };
  }
  return undefined;
}

/** Whether the row can be unpacked. */
export const isWhole = (row: readonly string[], { at, names }: PackedColumn): boolean =>
  split(row[at] ?? '').length === names.length;

/** The row with the numbers in cells of their own. @throws Problem `bad-file` where they are more or fewer than in the first row */
export function unpackRow(
  row: readonly string[],
  packed: PackedColumn,
  where: { path: string; line: number },
): string[] {
  const numbers = split(row[packed.at] ?? '');
  if (numbers.length !== packed.names.length)
    throw new Problem(
      'bad-file',
      `“${where.path}” is uneven: column “${packed.name}” has ${numbers.length} numbers in line ${where.line} where others have ${packed.names.length}.`,
      'Repair the line, or download the file again.',
    );
  return [...row.slice(0, packed.at), ...numbers, ...row.slice(packed.at + 1)];
}
