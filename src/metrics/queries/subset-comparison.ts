/**
 * Uncertainty queries from a part of the pool (ASAL's supplement, Fig. 16): for each arm that scores a given number of real
 * samples in each cycle, the entropy of its queries and the final value of the measure.
 */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { ArmSpec, Spec } from '../../protocol/spec.ts';
import type { FigureTable } from '../csv.ts';
import { meanQueryEntropy } from '../curves/query-entropy.ts';
import { columnLabel, shownScale, valueOf } from '../measure-values.ts';
import { mean } from '../statistics.ts';
import { lastStep, seedsOf, stepsOf, type StepTable } from '../step-table.ts';

/** random: a random subset; generate, neighbours, match: ASAL's; whole: the pool itself; one: a random batch of the query's size. */
export type SubsetSource = 'random' | 'generate' | 'neighbours' | 'match' | 'whole' | 'one';

export interface SubsetRow {
  arm: number;
  name: string;
  source: SubsetSource;
  /** Real samples scored per cycle; undefined for the whole pool. */
  samples: number | undefined;
  /** Mean entropy of the queried samples in nats, over all cycles of all seeds. */
  entropy: number;
  /** Mean value of the measure over the seeds' last measured cycles, as the log has it. */
  value: number;
}

const UNCERTAINTY = new Set(['entropy', 'margin', 'least-confidence', 'minimum-distance']);

/** Size of the random subset of each cycle; 0 where the strategy scores the whole pool. */
const subsetSize = ({ parameters }: ArmSpec): number => Number(parameters['subset'] ?? 0);

/** Whether an arm ranks the whole pool by uncertainty. */
export const ranksWholePool = (arm: ArmSpec): boolean => UNCERTAINTY.has(arm.strategy) && !(subsetSize(arm) > 0);

/** Arms that query the most uncertain samples of a subset, the smallest subset first; none where a run has fewer than two sizes. */
export function subsetRows(table: StepTable, measure: MeasureInfo): SubsetRow[] {
  const rows = table.spec.arms.flatMap((spec, arm) => {
    const subset = subsetSource(spec, table.spec);
    const entropies = seedsOf(table).flatMap((seed) =>
      stepsOf(table, seed, arm).flatMap((step) => meanQueryEntropy(step) ?? []),
    );
    if (!subset || entropies.length === 0) return [];
    const values = seedsOf(table).flatMap(
      (seed) => valueOf(lastStep(table, seed, arm, ({ measured }) => !!measured)?.measured, measure) ?? [],
    );
    return [{ arm, name: table.arms[arm]!, ...subset, entropy: mean(entropies), value: mean(values) }];
  });
  const parts = rows.filter(({ source }) => source === 'random' || source === 'generate' || source === 'neighbours');
  return parts.length > 0 ? rows.sort((a, b) => (a.samples ?? Infinity) - (b.samples ?? Infinity)) : [];
}

/** Undefined for strategies that do not query the most uncertain samples of a subset. */
function subsetSource(arm: ArmSpec, { query }: Spec): Pick<SubsetRow, 'source' | 'samples'> | undefined {
  const { strategy, parameters } = arm;
  const { size } = query;
  if (strategy === 'random') return { source: 'one', samples: size };
  if (ranksWholePool(arm)) return { source: 'whole', samples: undefined };
  if (UNCERTAINTY.has(strategy)) return { source: 'random', samples: Math.max(size, subsetSize(arm)) };
  if (strategy !== 'asal') return undefined;
  const source = (parameters['variant'] ?? 'match') as 'match' | 'generate' | 'neighbours';
  const multiple = Number(parameters['multiple'] ?? 5);
  // neighbours that several targets share are scored once: there may be fewer
  return { source, samples: source === 'match' ? size : size * multiple };
}

/** The rows as a table. */
export const subsetTable = (table: StepTable, measure: MeasureInfo): FigureTable => ({
  columns: [
    ...['arm', 'samples looked at in a cycle', 'entropy of the queries (nats)'],
    columnLabel(measure, `${measure.label} at the end`),
  ],
  rows: subsetRows(table, measure).map((row) => [
    ...[row.name, row.samples ?? 'all', row.entropy, shownScale(measure) * row.value],
  ]),
});
