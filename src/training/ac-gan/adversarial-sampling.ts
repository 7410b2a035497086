/** Adversarial sampling (Xie and Huang 2019, section 3.4): of γ times the batch generated samples, those that look most real. */

/**
 * Positions of the greatest scores, in ascending order; of equal scores the first ones. All positions for all scores, so that γ = 1
 * changes nothing. Scores that are not finite come last.
 */
export function greatestScores(scores: ArrayLike<number>, count: number): Int32Array {
  const score = (at: number): number => (Number.isNaN(scores[at]!) ? -Infinity : scores[at]!);
  const order = Array.from({ length: scores.length }, (_, at) => at).sort((a, b) => {
    const [first, second] = [score(a), score(b)];
    return first === second ? a - b : second - first;
  });
  return Int32Array.from(order.slice(0, count)).sort();
}
