/**
 * Which arms can be told apart. Arms of one seed share split, initial set and first weights, so they are compared seed
 * by seed: the mean of the paired differences with its 95% interval (Student's t), and the same in words.
 */
import { deviation, mean } from './numbers.ts';
import { seedsOf, stepAt, type StepTable } from './steps.ts';
import { studentQuantile } from './student.ts';

export interface Comparison {
  /** Arms, so that the mean difference is of `ahead` minus `behind` and not negative. */
  ahead: number;
  behind: number;
  /** Differences of test accuracy, in points of a hundred, one for each seed. */
  differences: number[];
  mean: number;
  /** 95%; NaN for one seed. */
  low: number;
  high: number;
  /** Whether the interval leaves zero out. */
  distinguishable: boolean;
}

/** A sentence in parts, so that the page can set the names and the verdict in bold. */
export interface Statement {
  parts: { text: string; strong: boolean }[];
}

/** The text of a statement, plain. */
export const plain = (statement: Statement): string => statement.parts.map((part) => part.text).join('');

/** Mean, 95% interval and verdict of paired differences. */
export function intervalOf(
  differences: readonly number[],
): Pick<Comparison, 'mean' | 'low' | 'high' | 'distinguishable'> {
  const centre = mean(differences);
  const spread = deviation(differences);
  const half = (studentQuantile(0.95, Math.max(1, differences.length - 1)) * spread) / Math.sqrt(differences.length);
  return {
    mean: centre,
    low: centre - half,
    high: centre + half,
    // Without any spread (a coarse test set, two seeds) there is nothing to judge the difference by.
    distinguishable: spread > 0 && Math.abs(centre) > half,
  };
}

/**
 * Where arms are compared: the furthest cycle that all of them have reached under some seed, and the seeds that have
 * reached it. Undefined until every arm has been measured once.
 */
export function meetingPoint(table: StepTable): { cycle: number; labelled: number; seeds: number[] } | undefined {
  const reached = seedsOf(table).map((seed) => ({
    seed,
    cycle: Math.min(
      ...table.arms.map((_, arm) => (table.steps.get(seed)?.[arm] ?? []).findLastIndex((step) => !!step?.measured)),
    ),
  }));
  const cycle = Math.max(-1, ...reached.map((one) => one.cycle));
  if (cycle < 0) return undefined;
  const seeds = reached.filter((one) => one.cycle >= cycle).map((one) => one.seed);
  const labelled = stepAt(table, { seed: seeds[0]!, cycle, arm: 0 })?.measured?.labelled ?? 0;
  return { cycle, labelled, seeds };
}

/** Two arms at the meeting point; the order of the two does not matter. */
export function compare(table: StepTable, first: number, second: number): Comparison | undefined {
  const point = meetingPoint(table);
  if (!point) return undefined;
  const accuracy = (seed: number, arm: number) =>
    100 * (stepAt(table, { seed, cycle: point.cycle, arm })?.measured?.testAccuracy ?? NaN);
  const differences = point.seeds.map((seed) => accuracy(seed, first) - accuracy(seed, second));
  const swapped = mean(differences) < 0;
  const ordered = swapped ? differences.map((one) => -one) : differences;
  return {
    ahead: swapped ? second : first,
    behind: swapped ? first : second,
    differences: ordered,
    ...intervalOf(ordered),
  };
}

/** The arm that others are held against: the first that asks at random, else the first of all. */
export const baselineOf = (table: StepTable): number =>
  Math.max(
    0,
    table.spec.arms.findIndex((arm) => arm.strategy === 'random'),
  );

/**
 * The two sentences under the accuracy figure: the best arm against the baseline (against the worst
 * where it is the baseline itself), and against the second best.
 */
export function statements(table: StepTable): Statement[] {
  const point = meetingPoint(table);
  if (!point || table.arms.length < 2) return [];
  const meanOf = (arm: number) =>
    mean(point.seeds.map((seed) => stepAt(table, { seed, cycle: point.cycle, arm })?.measured?.testAccuracy ?? 0));
  const ranked = table.arms.map((_, arm) => arm).sort((a, b) => meanOf(b) - meanOf(a));
  const [best, second] = [ranked[0]!, ranked[1]!];
  const baseline = baselineOf(table) === best ? ranked.at(-1)! : baselineOf(table);
  const pairs = [...new Set([baseline, second])].map((other) => compare(table, best, other));
  const given = pairs.filter((one) => one !== undefined);
  if (point.seeds.length === 1) return [oneSeed(table, given[0]!, point.labelled)];
  return given.map((one) => statementOf(table, one));
}

const strong = (text: string) => ({ text, strong: true });
const light = (text: string) => ({ text, strong: false });
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
/** One decimal, with a true minus sign, and never "−0.0". */
const points = (value: number) => (Math.round(value * 10) / 10 || 0).toFixed(1).replace('-', '−');

export function statementOf(table: StepTable, one: Comparison): Statement {
  const [ahead, behind] = [capital(table.arms[one.ahead] ?? ''), table.arms[one.behind] ?? ''];
  const count = `${one.differences.length} seeds`;
  const interval = `95%: ${points(one.low)} to ${points(one.high)}`;
  return one.distinguishable
    ? { parts: [strong(ahead), light(` is ahead of ${behind} by ${points(one.mean)} points (${interval}).`)] }
    : {
        parts: [
          light(`${ahead} and ${behind} are `),
          strong('not yet distinguishable'),
          light(`: ${count} (${interval}).`),
        ],
      };
}

function oneSeed(table: StepTable, one: Comparison, labelled: number): Statement {
  const [ahead, behind] = [capital(table.arms[one.ahead] ?? ''), table.arms[one.behind] ?? ''];
  const more = table.spec.seeds.length > 1;
  const lead =
    Math.abs(one.mean) < 0.05
      ? [strong(ahead), light(` and ${behind} are level`)]
      : [strong(ahead), light(` leads ${behind} by ${points(one.mean)} points`)];
  return {
    parts: [
      ...lead,
      light(` at ${labelled} labels. ${more ? 'One seed so far' : 'One seed'} `),
      strong('proves nothing'),
      light(more ? '.' : '; add more.'),
    ],
  };
}
