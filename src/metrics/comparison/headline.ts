/** The result of a run in one sentence, for a visitor who does not read the tables: who is ahead, and whether that is certain. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { capitalise } from '../format.ts';
import { differenceUnit, formatDifference, formatWithUnit, valueOf, withinSentence } from '../measure-values.ts';
import { seedsOf, stepsOf, type StepTable } from '../step-table.ts';
import { commonCycle, defaultBasis } from './comparison.ts';
import { pairsOf, type JudgedComparison } from './pairwise.ts';
import type { Statement } from './statements.ts';

const statement = (strong: string, rest: string): Statement => ({
  parts: [
    { text: strong, strong: true },
    { text: rest, strong: false },
  ],
});

/**
 * About the pair of arms with these names, or about the pair that differs most; significance is judged for all pairs together.
 * @param pair indices of two arms; the pair that differs most where absent
 */
export function headline(table: StepTable, measure: MeasureInfo, pair?: readonly [number, number]): Statement {
  const point = commonCycle(table);
  if (table.arms.length < 2) return singleArm(table, measure);
  const basis = point ? defaultBasis(point) : 'end';
  const pairs = pairsOf(table, { measure, basis });
  const one =
    pairs.find(({ ahead, behind }) => pair?.includes(ahead) && pair.includes(behind)) ??
    pairs.reduce<JudgedComparison | undefined>(
      (most, other) => (most && most.mean >= other.mean ? most : other),
      undefined,
    );
  if (!one || !point) return statement('', 'The comparison appears once two strategies have results.');
  const [ahead, behind] = [capitalise(table.arms[one.ahead] ?? ''), table.arms[one.behind] ?? ''];
  const unit = differenceUnit(measure);
  const by = `${formatDifference(measure, one.mean)}${unit && ` ${unit}`}${measure.name === 'accuracy' ? '' : ` of ${withinSentence(measure.label)}`}`;
  const when = basis === 'area' ? `on average up to ${point.labelled} labels` : `with ${point.labelled} labels`;
  const level = Number(formatDifference(measure, one.mean)) === 0;
  const seeds = point.seeds.length;
  if (seeds === 1) {
    const few = `Not certain: one seed${table.spec.seeds.length > 1 ? ` of ${table.spec.seeds.length} so far` : ' only'}.`;
    return level
      ? statement(`${ahead} and ${behind} are level`, ` ${when}. ${few}`)
      : statement(`${ahead} leads ${behind}`, ` by ${by} ${when}. ${few}`);
  }
  const [low, high] = [one.low, one.high].map((end) => formatDifference(measure, end));
  const interval = Number.isFinite(one.low) ? `95% interval ${low} to ${high}, ${seeds} seeds` : `${seeds} seeds`;
  return one.significant
    ? statement(`${ahead} is ahead of ${behind}`, ` by ${by} ${when}. This is significant (${interval}).`)
    : statement(
        `${ahead} and ${behind} do not differ significantly`,
        `: ${level ? 'they are level' : by} ${when} (${interval}). More seeds would tell.`,
      );
}

/** One arm by itself: its newest value. */
function singleArm(table: StepTable, measure: MeasureInfo): Statement {
  const seed = seedsOf(table).at(-1);
  const last = seed === undefined ? undefined : stepsOf(table, seed, 0).findLast((step) => step?.measured)?.measured;
  const value = valueOf(last, measure);
  if (value === undefined || !last) return statement('', 'The first result appears after the first training.');
  return statement(
    `${measure.label} ${formatWithUnit(measure, value)}`,
    ` with ${last.labelled} labels. Add a strategy to compare with.`,
  );
}
