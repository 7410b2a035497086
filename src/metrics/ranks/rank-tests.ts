/**
 * Methods compared over several data sets by their ranks (Demšar 2006, “Statistical comparisons of classifiers over multiple data
 * sets”): Friedman's test whether any differ, Nemenyi's critical difference of mean ranks, Wilcoxon's test of a pair.
 */
import { incompleteBeta } from '../comparison/student-t.ts';
import { mean } from '../statistics.ts';

/** Ranks from 1 for the best; equal values share the mean of their ranks. @param sign 1 where more is better, −1 where less is */
export function sharedRanks(values: readonly number[], sign: 1 | -1 = 1): number[] {
  return values.map((value) => {
    const better = values.filter((other) => sign * other > sign * value).length;
    const equal = values.filter((other) => other === value).length;
    return better + (equal + 1) / 2;
  });
}

export interface FriedmanTest {
  /** Friedman's statistic in the form of Iman and Davenport 1980, Fꜰ of k − 1 and (k − 1)(N − 1) degrees of freedom. */
  f: number;
  p: number;
}

/**
 * @param ranks `[data sets][methods]`, N ≥ 2 and k ≥ 2
 * @returns undefined for fewer; p is 0 where all data sets rank alike
 */
export function friedmanTest(ranks: readonly (readonly number[])[]): FriedmanTest | undefined {
  const [n, k] = [ranks.length, ranks[0]?.length ?? 0];
  if (n < 2 || k < 2) return undefined;
  const means = meanRanks(ranks);
  // with ties the sum of squares is less than k(k + 1)(2k + 1)/6 in every row (Conover 1999)
  const between = n * means.reduce((sum, one) => sum + (one - (k + 1) / 2) ** 2, 0);
  const within = ranks.flat().reduce((sum, one) => sum + (one - (k + 1) / 2) ** 2, 0) / (n * (k - 1));
  if (within === 0) return { f: 0, p: 1 };
  const chiSquare = between / within;
  const rest = n * (k - 1) - chiSquare;
  if (rest < 1e-9) return { f: Infinity, p: 0 };
  const f = ((n - 1) * chiSquare) / rest;
  const [d1, d2] = [k - 1, (k - 1) * (n - 1)];
  return { f, p: incompleteBeta(d2 / (d2 + d1 * f), d2 / 2, d1 / 2) };
}

/** Mean over the data sets, method by method. */
export const meanRanks = (ranks: readonly (readonly number[])[]): number[] =>
  (ranks[0] ?? []).map((_, method) => mean(ranks.map((row) => row[method]!)));

/** Studentised range over √2 at 5%, infinite degrees of freedom, for k = 2, 3, … methods (Demšar 2006, Table 5a, continued). */
const Q05 = [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164, 3.219, 3.268, 3.313, 3.354, 3.391, 3.426];
export const MOST_RANKED_METHODS = Q05.length + 1;

/** Nemenyi's critical difference of mean ranks at 5%. @throws RangeError for more methods than `MOST_RANKED_METHODS` */
export function criticalDifference(methods: number, dataSets: number): number {
  const q = Q05[methods - 2];
  if (q === undefined) throw new RangeError(`There is no critical value for ${methods} methods.`);
  return q * Math.sqrt((methods * (methods + 1)) / (6 * dataSets));
}

/**
 * The largest sets of methods whose mean ranks lie within the critical difference, each as methods in order of rank; sets of one
 * are left out.
 */
export function groupsNotToldApart(ranks: readonly number[], difference: number): number[][] {
  const order = ranks.map((_, i) => i).sort((a, b) => ranks[a]! - ranks[b]!);
  const groups: number[][] = [];
  let reached = 0;
  order.forEach((first, i) => {
    let end = i;
    while (end + 1 < order.length && ranks[order[end + 1]!]! - ranks[first]! <= difference) end++;
    if (end > i && end >= reached + 1) {
      groups.push(order.slice(i, end + 1));
      reached = end;
    }
  });
  return groups;
}

/**
 * Exact two-sided p of Wilcoxon's signed-rank test; equal differences share ranks, zeros are left out. NaN without a difference, and
 * for more than 25 pairs.
 */
export function wilcoxonP(differences: readonly number[]): number {
  const used = differences.filter((one) => one !== 0);
  const n = used.length;
  if (n === 0 || n > 25) return NaN;
  // doubled, so that shared ranks are whole numbers
  const doubled = sharedRanks(used.map(Math.abs), -1).map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((a, b) => a + b, 0);
  const plus = doubled.reduce((sum, rank, i) => sum + (used[i]! > 0 ? rank : 0), 0);
  const least = Math.min(plus, total - plus);
  let ways = new Float64Array(total + 1);
  ways[0] = 1;
  for (const rank of doubled) {
    const next = ways.slice();
    for (let sum = rank; sum <= total; sum++) next[sum]! += ways[sum - rank]!;
    ways = next;
  }
  let tail = 0;
  for (let sum = 0; sum <= least; sum++) tail += ways[sum]!;
  return Math.min(1, (2 * tail) / 2 ** n);
}
