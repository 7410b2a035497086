/** Every arm against every other, as the cells of a matrix. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { formatDifference } from '../measure-values.ts';
import type { StepTable } from '../step-table.ts';
import { commonCycle, fromArm, type ComparisonBasis, type ComparisonView } from './comparison.ts';
import { cycleWinShares, pairsOf } from './pairwise.ts';

/** At the end of the curves, over their area, or cycle by cycle. */
export type MatrixBasis = ComparisonBasis | 'cycles';

export interface ComparisonCell {
  text: string;
  /** The confidence interval. */
  interval: string;
  /** Whether the row is significantly ahead or behind. */
  outcome: 'ahead' | 'behind' | 'open';
}

/** Number of arms above which the cells have no intervals, for lack of space. */
const MAX_ARMS_WITH_INTERVALS = 6;

/** [row][column]; undefined where there is nothing to compare. */
export function comparisonMatrix(
  table: StepTable,
  { measure, view }: { measure: MeasureInfo; view: MatrixBasis },
): (ComparisonCell | undefined)[][] {
  const cellOf =
    (view === 'cycles' ? cyclesCell(table, measure) : undefined) ??
    pairCell(table, { measure, basis: view === 'area' ? 'area' : 'end' });
  return table.arms.map((_, row) =>
    table.arms.map((_other, column) => (row === column ? undefined : cellOf(row, column))),
  );
}

type CellOf = (row: number, column: number) => ComparisonCell | undefined;

/** In how many cycles the row is ahead; undefined for fewer than two seeds. */
function cyclesCell(table: StepTable, measure: MeasureInfo): CellOf | undefined {
  const shares = cycleWinShares(table, measure);
  if (!shares) return undefined;
  const cycles = (commonCycle(table)?.cycle ?? 0) + 1;
  return (row, column) => {
    const ahead = (one: number, other: number) => Math.round(shares[one]![other]! * cycles);
    const [mine, others] = [ahead(row, column), ahead(column, row)];
    return {
      text: `${mine} of ${cycles}`,
      interval: '',
      outcome: mine > others ? 'ahead' : mine < others ? 'behind' : 'open',
    };
  };
}

/** The row's lead over the column with its interval. */
function pairCell(table: StepTable, how: ComparisonView): CellOf {
  const pairs = pairsOf(table, how);
  const difference = (value: number) => formatDifference(how.measure, value);
  const signed = (value: number) => (Number(difference(value)) > 0 ? '+' : '') + difference(value);
  const showIntervals = table.arms.length <= MAX_ARMS_WITH_INTERVALS;
  return (row, column) => {
    const pair = pairs.find(({ ahead, behind }) => [ahead, behind].includes(row) && [ahead, behind].includes(column));
    if (!pair) return undefined;
    const { mean, low, high, significant } = fromArm(pair, row);
    return {
      text: signed(mean),
      interval: showIntervals && Number.isFinite(low) ? `${difference(low)} to ${difference(high)}` : '',
      outcome: !significant ? 'open' : mean > 0 ? 'ahead' : 'behind',
    };
  };
}
