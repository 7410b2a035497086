/** The mixture of labelled samples in closed form: responsibilities are 0 or 1, so that one M-step suffices (section 3.2). */
import { emptyMixture, type Mixture, type FeatureRows } from './mixture.ts';

/**
 * @param labels one per row; rows with a negative label are left out
 * @param components one per class; a class without samples has weight 0, one with a single sample has the variance `floor`
 * @param floor least variance
 */
export function labelledMixture(
  rows: FeatureRows,
  labels: ArrayLike<number>,
  { components, floor }: { components: number; floor: number },
): Mixture {
  const { values, count, size } = rows;
  const mixture = emptyMixture(components, size);
  const { weights, means, variances } = mixture;
  const counts = new Float64Array(components);
  for (let i = 0; i < count; i++) {
    const k = labels[i]!;
    if (k < 0) continue;
    counts[k]!++;
    for (let d = 0; d < size; d++) means[k * size + d]! += values[i * size + d]!;
  }
  const total = counts.reduce((a, b) => a + b, 0);
  for (let k = 0; k < components; k++) {
    if (counts[k] === 0) continue;
    weights[k] = counts[k]! / total;
    for (let d = 0; d < size; d++) means[k * size + d]! /= counts[k]!;
    variances.fill(0, k * size, (k + 1) * size);
  }
  // A second pass around the means: subtracting squared means would cancel small variances.
  for (let i = 0; i < count; i++) {
    const k = labels[i]!;
    if (k < 0) continue;
    for (let d = 0; d < size; d++)
      variances[k * size + d]! += (values[i * size + d]! - means[k * size + d]!) ** 2 / counts[k]!;
  }
  for (let at = 0; at < variances.length; at++) variances[at] = Math.max(variances[at]!, floor);
  return mixture;
}
