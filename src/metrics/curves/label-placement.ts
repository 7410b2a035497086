/** Direct labels at line ends: as near to their lines as they can be without overlap. */

/** Above this number of lines none is labelled directly, and a legend names the arms. */
export const maxDirectLabels = 6;

/**
 * Moves positions apart until neighbours are `gap` apart, moving them as little as possible in the sense of least
 * squares (pool adjacent violators), and keeps all within `low` … `high` where there is room.
 * @returns the new positions, in the order given
 */
export function spreadLabels(
  positions: readonly number[],
  { gap, low, high }: { gap: number; low: number; high: number },
): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]! || a - b);
  // after subtracting rank · gap, "at least a gap apart" means "not decreasing"
  const blocks: { sum: number; count: number }[] = [];
  order.forEach((index, rank) => {
    blocks.push({ sum: positions[index]! - rank * gap, count: 1 });
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)!];
      if (!before || before.sum / before.count <= last.sum / last.count) return;
      blocks.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  });
  const highest = Math.max(low, high - (positions.length - 1) * gap);
  const placed = blocks.flatMap(({ sum, count }) =>
    Array<number>(count).fill(Math.min(highest, Math.max(low, sum / count))),
  );
  const result = new Array<number>(positions.length);
  order.forEach((index, rank) => (result[index] = placed[rank]! + rank * gap));
  return result;
}
