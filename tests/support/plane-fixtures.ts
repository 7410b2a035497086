/** Values on a grid of the plane. */
import type { MappedValues } from '../../src/protocol/events.ts';

export const gridSize = { columns: 10, rows: 4 };

/** Values that increase from left to right. */
export function slope(least: number, greatest: number): MappedValues {
  const { columns, rows } = gridSize;
  const bytes = Array.from({ length: columns * rows }, (_, i) => Math.round(((i % columns) / (columns - 1)) * 255));
  return { values: btoa(String.fromCharCode(...bytes)), least, greatest };
}

/** Zero everywhere. */
export const blankGrid = new Uint8Array(gridSize.columns * gridSize.rows);
