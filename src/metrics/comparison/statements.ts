/** Comparisons in words: which arm is ahead by how much, or that two arms do not differ significantly. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { differenceUnit, formatDifference, isBetter, withinSentence } from '../measure-values.ts';
import { mean } from '../statistics.ts';
import {
  baselineOf,
  defaultBasis,
  basisValues,
  compareArms,
  commonCycle,
  type Comparison,
  type ComparisonBasis,
  type CommonCycle,
} from './comparison.ts';
import type { JudgedComparison } from './pairwise.ts';
import { MOST_SEEDS, seedsNeeded } from './seeds-needed.ts';
import { minP, signFlipP } from './sign-flip.ts';
import type { StepTable } from '../step-table.ts';
import { divergedSteps, divergenceText } from '../divergence.ts';
import { capitalise } from '../format.ts';
import { gradientSteps } from './gradient-steps.ts';

/** A sentence in parts, so that the page can print names and results in bold. */
export interface Statement {
  parts: { text: string; strong: boolean }[];
}

/** The text of a statement. */
export const statementText = (statement: Statement): string => statement.parts.map((part) => part.text).join('');

/**
 * The sentences that summarise a run: the arms whose learners diverged, which the others leave out; the best arm against the
 * baseline (against the worst where it is the baseline itself or the baseline diverged), and against the second best. By the
 * area under the curves, which does not depend on where they end; by the values where there is one cycle. As the best was
 * chosen after seeing the results, its intervals hold for all the comparisons that it was chosen from.
 */
export function statements(table: StepTable, measure: MeasureInfo): Statement[] {
  return [...divergenceStatements(table), ...comparisonStatements(table, measure)];
}

/** One for each arm with learners that diverged. */
const divergenceStatements = (table: StepTable): Statement[] =>
  table.arms.flatMap((name, arm) => {
    const text = divergenceText(table, arm);
    if (!text) return [];
    return [{ parts: [strong(capitalise(name)), normal(` ${text}: left out of the comparisons.`)] }];
  });

function comparisonStatements(table: StepTable, measure: MeasureInfo): Statement[] {
  const point = commonCycle(table);
  if (!point || table.arms.length < 2) return [];
  const basis = defaultBasis(point);
  const means = table.arms.map((_, arm) => mean(basisValues(table, point, { arm, measure, basis })));
  const ranked = table.arms
    .map((_, arm) => arm)
    .filter((arm) => Number.isFinite(means[arm]))
    .sort((a, b) => Number(isBetter(measure, means[b]!, means[a]!)) - Number(isBetter(measure, means[a]!, means[b]!)));
  if (ranked.length < 2 || (ranked.length < means.length && !divergedArms(table, means))) return [];
  const [best, second] = [ranked[0]!, ranked[1]!];
  const count = ranked.length;
  const baseline = ranked.includes(baselineOf(table)) ? baselineOf(table) : ranked.at(-1)!;
  const others = [...new Set([baseline === best ? ranked.at(-1)! : baseline, second])];
  const comparisons = others
    .map((other) => {
      // with the run's own baseline there are count − 1 comparisons to choose from; any other was chosen from all
      const comparisons = [best, other].includes(baselineOf(table)) ? count - 1 : (count * (count - 1)) / 2;
      return compareArms(table, [best, other], { measure, basis, comparisons });
    })
    .filter((one) => one !== undefined);
  if (point.seeds.length === 1) return comparisons.slice(0, 1).map((one) => singleSeedStatement(table, one, point));
  return comparisons.map((one) => comparisonStatement(table, one));
}

/** Whether all arms without a mean lack it because a learner diverged, not because the log lacks the measure. */
const divergedArms = (table: StepTable, means: readonly number[]): boolean =>
  means.every((value, arm) => Number.isFinite(value) || divergedSteps(table, arm).length > 0);

const strong = (text: string) => ({ text, strong: true });
const normal = (text: string) => ({ text, strong: false });
const basisText: Record<ComparisonBasis, string> = { end: '', area: ' in the mean over the curve' };

/** "2.3 points", "0.123 nats of log-loss"; the name of accuracy is omitted. */
function amount({ measure }: Comparison, difference: number): string {
  const unit = differenceUnit(measure);
  const label = withinSentence(measure.label);
  const of = measure.name === 'accuracy' ? '' : ` ${unit ? 'of' : 'in'} ${label}`;
  return `${formatDifference(measure, difference)}${unit && ` ${unit}`}${of}`;
}

/** A p-value in the usual format: two decimals, three below 0.1, "<0.001" below that. */
export const formatP = (p: number): string =>
  !Number.isFinite(p) ? '–' : p < 0.001 ? '<0.001' : p.toFixed(p < 0.0995 ? 3 : 2);

const pText = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${formatP(p)}`);

/** A comparison by itself, or one of several. */
type MaybeJudged = Comparison & Partial<Pick<JudgedComparison, 'holm'>>;

function interval(one: MaybeJudged): string {
  const { measure, low, high, mean, differences, comparisons, holm } = one;
  if (mean > 0 && high - low < 1e-6)
    return `(${amount(one, mean)} with each of ${differences.length} seeds: no spread to judge by)`;
  const [from, to] = [low, high].map((end) => formatDifference(measure, end));
  const direction = measure.better === 'less' ? 'less is better; ' : '';
  const corrected = comparisons > 1 ? ` for ${comparisons} comparisons together` : '';
  const among = holm && holm.comparisons > 1 ? `; ${pText(holm.p)} among ${holm.comparisons} pairs` : '';
  return `(${direction}95%${corrected}: ${from} to ${to}, ${differences.length} seeds${among})`;
}

/** " by log-loss"; empty for accuracy. */
const byMeasure = ({ measure }: Comparison): string =>
  measure.name === 'accuracy' ? '' : ` by ${withinSentence(measure.label)}`;

/** Comparison of two arms over several seeds. */
export function comparisonStatement(table: StepTable, one: MaybeJudged): Statement {
  const [ahead, behind] = [capitalise(table.arms[one.ahead] ?? ''), table.arms[one.behind] ?? ''];
  if (one.significant)
    return {
      parts: [
        strong(ahead),
        normal(` is ahead of ${behind} by ${amount(one, one.mean)}${basisText[one.basis]} ${interval(one)}.`),
      ],
    };
  return {
    parts: [
      normal(`${ahead} and ${behind} `),
      strong('do not differ significantly'),
      normal(`${byMeasure(one)}${basisText[one.basis]} ${interval(one)}.`),
    ],
  };
}

/** Result of the sign-flip test for two arms, and the smallest p-value that so many seeds can give. */
export function signFlipStatement(one: Comparison): Statement {
  const seeds = one.differences.length;
  const smallest = minP(seeds);
  const p = signFlipP(one.differences);
  if (!Number.isFinite(p)) return { parts: [normal(`Sign-flip test: not computed for ${seeds} seeds.`)] };
  const minText = `with ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} the smallest possible p is ${formatP(smallest).replace('<', 'below ')}`;
  return {
    parts: [
      normal('Sign-flip test: '),
      strong(pText(p)),
      normal(`; ${minText}${smallest > 0.05 ? ', too few seeds for this test' : ''}.`),
    ],
  };
}

/**
 * How many seeds would tell two arms apart that do not differ significantly; undefined where they do, or nothing is known, or so many
 * have been run: the pair by itself differs then, and only among all pairs it does not.
 */
export function seedsStatement(one: Comparison): Statement | undefined {
  const needed = one.significant ? undefined : seedsNeeded(one.differences);
  if (needed === undefined || needed <= one.differences.length) return undefined;
  const count = needed === Infinity ? `more than ${MOST_SEEDS.toLocaleString('en')} seeds` : `about ${needed} seeds`;
  return {
    parts: [
      normal('If the difference is as large as it looks, '),
      strong(count),
      normal(' would show it in four of five experiments.'),
    ],
  };
}

/**
 * In how many cycles each of two arms is ahead, each cycle judged by itself.
 *
 * @param shares as `cycleWinShares` gives them
 */
export function cyclesStatement(
  table: StepTable,
  { ahead, behind }: Pick<Comparison, 'ahead' | 'behind'>,
  { shares, cycles }: { shares: readonly (readonly number[])[]; cycles: number },
): Statement {
  const count = (a: number, b: number) => Math.round((shares[a]?.[b] ?? 0) * cycles);
  const [more, fewer] = [count(ahead, behind), count(behind, ahead)];
  const [first, second] = more >= fewer ? [ahead, behind] : [behind, ahead];
  const [a, b] = [table.arms[first]!, table.arms[second]!];
  const [most, least] = [Math.max(more, fewer), Math.min(more, fewer)];
  if (most === 0) return { parts: [normal(`${capitalise(a)} and ${b} `), strong('differ significantly in no cycle'), normal(` of ${cycles}.`)] }; // prettier-ignore
  return {
    parts: [
      normal(`${capitalise(a)} `),
      strong(`is ahead of ${b} in ${most} of ${cycles} cycles`),
      normal(least > 0 ? `, and behind in ${least}.` : ', and behind in none.'),
    ],
  };
}

/** The numbers of gradient steps of both, where they differ by more than one per cent. */
export function stepsStatement(table: StepTable, one: Comparison): Statement | undefined {
  const [a, b] = [gradientSteps(table)[one.ahead], gradientSteps(table)[one.behind]];
  if (a === undefined || b === undefined || Math.abs(a - b) <= 0.01 * Math.max(a, b)) return undefined;
  const text = (steps: number) => Math.round(steps).toLocaleString('en');
  return {
    parts: [
      normal(`The learner of ${table.arms[one.ahead]} took `),
      strong(`${text(a)} gradient steps`),
      normal(`, that of ${table.arms[one.behind]} ${text(b)}.`),
    ],
  };
}

/** Two arms under one seed: the difference only, without an interval. */
export function singleSeedStatement(table: StepTable, one: Comparison, point: CommonCycle): Statement {
  const [ahead, behind] = [capitalise(table.arms[one.ahead] ?? ''), table.arms[one.behind] ?? ''];
  const more = table.spec.seeds.length > 1;
  const lead =
    Number(formatDifference(one.measure, one.mean)) === 0
      ? [strong(ahead), normal(` and ${behind} are level${byMeasure(one)}`)]
      : [
          strong(ahead),
          normal(
            ` leads ${behind} by ${amount(one, one.mean)}${basisText[one.basis]}${one.measure.better === 'less' ? ' (less is better)' : ''}`,
          ),
        ];
  return {
    parts: [
      ...lead,
      normal(` at ${point.labelled} labels. 1 seed${more ? ' so far' : ''}: `),
      strong('too few to compare'),
      normal(more ? '.' : '; add more.'),
    ],
  };
}
