/** Student's t distribution: the width of an interval for few seeds, in standard errors. */

/** ln Γ(x) for x > 0 (Lanczos, g = 7, nine terms; about 15 digits). */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const sum = terms.reduce((total, term, i) => total + term / (z + i + 1), 0.99999999999980993);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The regularised incomplete beta function Iₓ(a, b) by its continued fraction (Lentz), for 0 ≤ x ≤ 1. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return front * fraction;
}

/** P(|T| ≤ t) for `freedom` degrees of freedom, t ≥ 0. */
export const studentCentralProbability = (t: number, freedom: number): number =>
  1 - incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

/** Cache: tables of many pairs and cycles use the same few values. */
const quantiles = new Map<string, number>();

/**
 * The t with P(|T| ≤ t) = `within`, by bisection: 12.706 for 0.95 and one degree of freedom, 1.960 for very many.
 * @param freedom degrees of freedom, at least 1
 */
export function studentQuantile(probability: number, freedom: number): number {
  const key = `${probability}/${freedom}`;
  const cached = quantiles.get(key);
  if (cached !== undefined) return cached;
  let [low, high] = [0, 1];
  while (studentCentralProbability(high, freedom) < probability) high *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (studentCentralProbability(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  quantiles.set(key, (low + high) / 2);
  return (low + high) / 2;
}
