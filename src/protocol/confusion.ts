/**
 * The confusion matrix in the log: `[classes, classes]` counts, true class by predicted class, row-major, with each run of
 * n > 1 zeros as −n. Its length is bounded by twice the number of test samples, whatever the number of classes.
 */

/** Test samples of one true class that were predicted as one class. */
export interface ConfusionCell {
  label: number;
  predicted: number;
  count: number;
}

/** @param cells in any order, each pair of classes once */
export function encodeConfusion(cells: readonly ConfusionCell[], classes: number): number[] {
  const encoded: number[] = [];
  const addZeros = (count: number) => count > 0 && encoded.push(count === 1 ? 0 : -count);
  const position = ({ label, predicted }: ConfusionCell) => label * classes + predicted;
  let next = 0;
  for (const cell of [...cells].sort((a, b) => position(a) - position(b))) {
    if (cell.count === 0) continue;
    addZeros(position(cell) - next);
    encoded.push(cell.count);
    next = position(cell) + 1;
  }
  addZeros(classes * classes - next);
  return encoded;
}

/** The cells with a count, row by row. */
export function decodeConfusion(encoded: readonly number[], classes: number): ConfusionCell[] {
  const cells: ConfusionCell[] = [];
  let position = 0;
  for (const one of encoded) {
    if (one > 0) cells.push({ label: Math.floor(position / classes), predicted: position % classes, count: one });
    position += one < 0 ? -one : 1;
  }
  return cells;
}

/** Cells that an encoded matrix has, zeros included. */
export const confusionSize = (encoded: readonly number[]): number =>
  encoded.reduce((size, one) => size + (one < 0 ? -one : 1), 0);
