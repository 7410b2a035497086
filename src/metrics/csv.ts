/**
 * Tables as CSV (RFC 4180): quoted only where needed, numbers in full, an empty cell where there is no value. Texts that a
 * spreadsheet would evaluate (=, +, - or @ in front) begin with an apostrophe, so that it shows them in place of evaluating.
 */

export type Cell = string | number | null | undefined;

/** The numbers of a figure. */
export interface FigureTable {
  columns: string[];
  rows: Cell[][];
}

export function csvOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => row.map(cell).join(',') + '\n').join('');
}

/** A column's title as scripts like it: “Accuracy, %” → `accuracy_percent`. */
export const fileColumn = (title: string): string =>
  title
    .replaceAll('%', ' percent')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '') || 'value';

export const tableCsv = ({ columns, rows }: FigureTable): string => csvOf(columns, rows);

function cell(value: Cell): string {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return '';
  const text = typeof value === 'string' && isFormula(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Numbers are numbers, with a sign too. */
const isFormula = (text: string): boolean =>
  /^[=+\-@\t\r]/.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
