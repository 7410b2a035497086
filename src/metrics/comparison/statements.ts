/** Comparisons in words: who is ahead by how much, or why nobody can be said to be. */
import {
  baselineOf,
  accuraciesAt,
  compare,
  meetingPoint,
  type Comparison,
  type Measure,
  type MeetingPoint,
} from './comparison.ts';
import { mean } from '../statistics.ts';
import { leastP, signFlipP } from './sign-flip.ts';
import type { StepTable } from '../step-table.ts';
import { stepsTaken } from './gradient-steps.ts';

/** A sentence in parts, so that the page can set the names and the verdict in bold. */
export interface Statement {
  parts: { text: string; strong: boolean }[];
}

/** The text of a statement, plain. */
export const plain = (statement: Statement): string => statement.parts.map((part) => part.text).join('');

/**
 * The two sentences that sum a run up: the best arm against the baseline (against the worst where it is the baseline
 * itself), and against the second best.
 */
export function statements(table: StepTable): Statement[] {
  const point = meetingPoint(table);
  if (!point || table.arms.length < 2) return [];
  const means = table.arms.map((_, arm) => mean(accuraciesAt(table, point, arm)));
  const ranked = table.arms.map((_, arm) => arm).sort((a, b) => means[b]! - means[a]!);
  const [best, second] = [ranked[0]!, ranked[1]!];
  const baseline = baselineOf(table) === best ? ranked.at(-1)! : baselineOf(table);
  const pairs = [...new Set([baseline, second])].map((other) => compare(table, best, other));
  const given = pairs.filter((one) => one !== undefined);
  if (point.seeds.length === 1) return given.slice(0, 1).map((one) => oneSeed(table, one, point));
  return given.map((one) => statementOf(table, one));
}

const strong = (text: string) => ({ text, strong: true });
const light = (text: string) => ({ text, strong: false });
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const where: Record<Measure, string> = { end: '', area: ' in the mean over the curve' };

/** One decimal, with a true minus sign, and never "−0.0". */
export const inPoints = (value: number): string => (Math.round(value * 10) / 10 || 0).toFixed(1).replace('-', '−');

/** A p-value as it is usually given: two decimals, three below 0.1, and no smaller than can be told. */
export const pText = (p: number): string =>
  !Number.isFinite(p) ? '–' : p < 0.001 ? '<0.001' : p.toFixed(p < 0.0995 ? 3 : 2);

function interval({ low, high, mean, differences }: Comparison): string {
  if (mean > 0 && high - low < 1e-6)
    return `(${inPoints(mean)} points with each of ${differences.length} seeds: no spread to judge by)`;
  return `(95%: ${inPoints(low)} to ${inPoints(high)}, ${differences.length} seeds)`;
}

/** Two arms, over several seeds. */
export function statementOf(table: StepTable, one: Comparison): Statement {
  const [ahead, behind] = [capital(table.arms[one.ahead] ?? ''), table.arms[one.behind] ?? ''];
  if (one.distinguishable)
    return {
      parts: [
        strong(ahead),
        light(` is ahead of ${behind} by ${inPoints(one.mean)} points${where[one.measure]} ${interval(one)}.`),
      ],
    };
  return {
    parts: [
      light(`${ahead} and ${behind} `),
      strong('cannot be told apart'),
      light(`${where[one.measure]} ${interval(one)}.`),
    ],
  };
}

/** What the sign-flip test says of two arms, and what it could say at best with so many seeds. */
export function signFlipStatement(one: Comparison): Statement {
  const seeds = one.differences.length;
  const possible = leastP(seeds);
  const p = signFlipP(one.differences);
  if (!Number.isFinite(p)) return { parts: [light(`Sign-flip test: not worked out for ${seeds} seeds.`)] };
  const least = `with ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} the smallest possible p is ${pText(possible).replace('<', 'below ')}`;
  return {
    parts: [
      light('Sign-flip test: '),
      strong(p < 0.001 ? 'p < 0.001' : `p = ${pText(p)}`),
      light(`; ${least}${possible > 0.05 ? ', so that this test alone can prove nothing' : ''}.`),
    ],
  };
}

/** Whether the two had the same number of gradient steps; silent where they had. */
export function stepsStatement(table: StepTable, one: Comparison): Statement | undefined {
  const [a, b] = [stepsTaken(table)[one.ahead], stepsTaken(table)[one.behind]];
  if (a === undefined || b === undefined || Math.abs(a - b) <= 0.01 * Math.max(a, b)) return undefined;
  const text = (steps: number) => Math.round(steps).toLocaleString('en');
  return {
    parts: [
      light(`The learner of ${table.arms[one.ahead]} took `),
      strong(`${text(a)} gradient steps`),
      light(`, that of ${table.arms[one.behind]} ${text(b)}.`),
    ],
  };
}

/** Two arms under one seed: a difference, and no more than that. */
export function oneSeed(table: StepTable, one: Comparison, point: MeetingPoint): Statement {
  const [ahead, behind] = [capital(table.arms[one.ahead] ?? ''), table.arms[one.behind] ?? ''];
  const more = table.spec.seeds.length > 1;
  const lead =
    Math.abs(one.mean) < 0.05
      ? [strong(ahead), light(` and ${behind} are level`)]
      : [strong(ahead), light(` leads ${behind} by ${inPoints(one.mean)} points${where[one.measure]}`)];
  return {
    parts: [
      ...lead,
      light(` at ${point.labelled} labels. ${more ? 'One seed so far' : 'One seed'} `),
      strong('proves nothing'),
      light(more ? '.' : '; add more.'),
    ],
  };
}
