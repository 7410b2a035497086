/** A latent map's samples: labelled, queried or neither; the range of their colours; their table. */
import type { DotState } from '../projection/plane/nearest-dot.ts';
import type { Queried, StepKey } from '../protocol/events.ts';
import { labelledBefore, stepAt, type StepTable } from './step-table.ts';
import type { PoolEmbedding } from '../protocol/replay/pool-embedding.ts';
import type { FigureTable } from './csv.ts';
import { className, formatNumber, uncapitalise } from './format.ts';

/** A pool embedding with positions `[n, 2]` instead of features. */
export type LatentMap = Omit<PoolEmbedding, 'features' | 'featureSize'> & { positions: Float32Array };

/** The queries shown on a map: its own cycle's, or those of the cycle before, where it is the last and has none. */
export function shownQuery(table: StepTable, map: LatentMap): { queried: Queried | undefined; isNext: boolean } {
  const next = stepAt(table, map)?.queried;
  return { queried: next ?? stepAt(table, { ...map, cycle: map.cycle - 1 })?.queried, isNext: !!next };
}

/** The state of each sample by its index. */
export function stateAt(table: StepTable, map: LatentMap): (index: number) => DotState {
  const labelled = new Set(labelledBefore(table, map).indices);
  const queried = new Set(shownQuery(table, map).queried?.indices);
  return (index) => (queried.has(index) ? 'queried' : labelled.has(index) ? 'labelled' : 'pool');
}

const stepDistance = (a: StepKey, b: StepKey): number =>
  // the same arm before another; an earlier cycle before a later one
  (a.arm === b.arm ? 0 : 1e6) + (a.cycle > b.cycle ? 1e5 : 0) + Math.abs(a.cycle - b.cycle);

/** Positions of the same samples on the nearest map, NaN for others; undefined where there is no map. */
export function initialPositions(
  maps: readonly LatentMap[],
  look: StepKey & Pick<PoolEmbedding, 'indices'>,
): Float32Array | undefined {
  const [near] = maps
    .filter((one) => one.seed === look.seed)
    .sort((a, b) => stepDistance(a, look) - stepDistance(b, look));
  if (!near) return undefined;
  const at = new Map(Array.from(near.indices, (index, i) => [index, i]));
  return Float32Array.from({ length: 2 * look.indices.length }, (_, p) => {
    const i = at.get(look.indices[p >> 1]!);
    return i === undefined ? NaN : near.positions[2 * i + (p & 1)]!;
  });
}

/** Fraction of outliers on each side that may lie beyond the ends of the colour ramp. */
const OUTLIER_SHARE = 0.02;

/**
 * Range of the colour ramp: from the least to the greatest value, without far outliers (of log-likelihoods, for example), which
 * have the colour of their end. `ends` are both as text, "≤−31" where values lie beyond.
 */
export function colorRange(
  values: readonly number[],
  whole?: readonly [number, number],
): {
  low: number;
  high: number;
  ends: readonly [string, string];
} {
  // the same colours in every cycle
  if (whole) return { low: whole[0], high: whole[1], ends: [formatNumber(whole[0]), formatNumber(whole[1])] };
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, greatest] = [sorted[0] ?? NaN, sorted.at(-1) ?? NaN];
  const far = Math.floor(OUTLIER_SHARE * sorted.length);
  const [inner, outer] = [sorted[far] ?? least, sorted[sorted.length - 1 - far] ?? greatest];
  const cut = outer > inner && greatest - least > 2 * (outer - inner);
  const [low, high] = cut ? [inner, outer] : [least, greatest];
  // a value near 0 on this scale is written as 0
  const first = formatNumber(low > 0 && low < 1e-3 * high ? 0 : low);
  return {
    low,
    high,
    ends: [low > least ? `≤${first}` : first, high < greatest ? `≥${formatNumber(high)}` : formatNumber(high)],
  };
}

/** All values that a score of the predictions can have; undefined for scores without bounds. */
export function scoreRange(name: string, classes: number): [number, number] | undefined {
  if (name === 'Entropy') return [0, Math.log(classes)];
  if (name === 'Margin') return [0, 1];
  return name === 'Confidence' ? [1 / classes, 1] : undefined;
}

/** How much of the pool a map shows: “686 of 2,000 samples of the pool”. */
export function mapCoverage(table: StepTable, map: Pick<LatentMap, 'seed' | 'indices'>): string {
  const pool = table.splits.get(map.seed)?.train ?? map.indices.length;
  const shown = map.indices.length;
  const text = (count: number) => count.toLocaleString('en');
  return shown < pool ? `${text(shown)} of ${text(pool)} samples of the pool` : `all ${text(pool)} samples of the pool`;
}

/** A row per sample: state, label, prediction, scores and place; none while there is no map. */
export function latentMapTable(table: StepTable, map: LatentMap | undefined): FigureTable {
  if (!map) return { columns: ['sample'], rows: [] };
  const stateOf = stateAt(table, map);
  return {
    columns: ['sample', 'state', 'label', 'predicted', ...map.scores.map((one) => uncapitalise(one.name)), 'x', 'y'],
    rows: Array.from(map.indices, (index, i) => [
      ...[index, stateOf(index)],
      ...[className(table.classes, map.labels[i]), className(table.classes, map.predictions[i])],
      ...map.scores.map((one) => one.values[i]!),
      ...[map.positions[2 * i]!, map.positions[2 * i + 1]!],
    ]),
  };
}
