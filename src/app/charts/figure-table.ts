/** What a figure hands its frame besides the drawing: its numbers as a table. */
import type { Cell } from '../../metrics/csv.ts';

export interface FigureTable {
  columns: string[];
  rows: Cell[][];
}
