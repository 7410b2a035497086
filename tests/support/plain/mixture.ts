/** Diagonal Gaussian mixtures of few features in double precision: closed form of labelled rows, posteriors and densities. */
import type { Mixture } from '../../../src/algorithms/mixture/mixture.ts';
import { mean } from './descent.ts';

export interface PlainComponent {
  weight: number;
  means: number[];
  variances: number[];
}

/** Least variance: a hundredth of the mean variance over the dimensions. */
export function varianceFloorOf(rows: readonly (readonly number[])[]): number {
  const variances = rows[0]!.map((_, d) => varianceOf(rows.map((row) => row[d]!)));
  return 0.01 * mean(variances);
}

/** One component per class: share, mean and variance of its rows. */
export const labelledComponents = (
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  floor: number,
): PlainComponent[] =>
  [...new Set(labels)].sort().map((label) => {
    const own = rows.filter((_, i) => labels[i] === label);
    const columns = rows[0]!.map((_, d) => own.map((row) => row[d]!));
    return {
      weight: own.length / rows.length,
      means: columns.map(mean),
      variances: columns.map((column) => Math.max(floor, varianceOf(column))),
    };
  });

/** ln(π_k N(z | k)) of each component. */
const logJoint = (components: readonly PlainComponent[], z: readonly number[]): number[] =>
  components.map(({ weight, means, variances }) =>
    z.reduce(
      (sum, value, d) =>
        sum - (value - means[d]!) ** 2 / (2 * variances[d]!) - Math.log(2 * Math.PI * variances[d]!) / 2,
      Math.log(weight),
    ),
  );

export function logDensity(components: readonly PlainComponent[], z: readonly number[]): number {
  const joint = logJoint(components, z);
  const most = Math.max(...joint);
  return most + Math.log(joint.reduce((sum, one) => sum + Math.exp(one - most), 0));
}

export const logPosteriors = (components: readonly PlainComponent[], z: readonly number[]): number[] => {
  const density = logDensity(components, z);
  return logJoint(components, z).map((one) => one - density);
};

/** The components of a fitted mixture. */
export const componentsOf = ({ components, size, weights, means, variances }: Mixture): PlainComponent[] =>
  Array.from({ length: components }, (_, k) => ({
    weight: weights[k]!,
    means: [...means.slice(k * size, (k + 1) * size)],
    variances: [...variances.slice(k * size, (k + 1) * size)],
  }));

const varianceOf = (values: readonly number[]): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
};
