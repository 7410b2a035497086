/** Where the figures of the arms lie: rows of at most four on twelve columns, without a hole at the end. */

/** Figures in a full row. */
export const columnsOf = (arms: number): number => (arms <= 2 ? Math.max(1, arms) : arms <= 4 ? 2 : arms <= 6 ? 3 : 4);

/** Columns of twelve that an arm's figure takes; those of an unfinished last row share it. */
export function spanOf(arm: number, { arms, columns }: { arms: number; columns: number }): number {
  const inLastRow = arms % columns || columns;
  return 12 / (arm < arms - inLastRow ? columns : inLastRow);
}
