/** Gradients by central differences and the two optimisers, in double precision and without tensors. */

const STEP = 1e-4;

/** The gradient of a loss by each weight. Its error is about 1e-8, unless a kink lies within 1e-4 of a weight. */
export function gradientOf(loss: (weights: readonly number[]) => number, weights: readonly number[]): number[] {
  const moved = [...weights];
  return weights.map((weight, i) => {
    moved[i] = weight + STEP;
    const above = loss(moved);
    moved[i] = weight - STEP;
    const below = loss(moved);
    moved[i] = weight;
    return (above - below) / (2 * STEP);
  });
}

/** Changes weights by one gradient step at this rate. */
export type PlainOptimizer = (weights: number[], gradient: readonly number[], rate: number) => void;

/** u ← µ u + g + decay · w, w ← w − rate · u. */
export function plainMomentum({ momentum = 0, weightDecay = 0 }): PlainOptimizer {
  const velocity: number[] = [];
  return (weights, gradient, rate) =>
    gradient.forEach((slope, i) => {
      velocity[i] = momentum * (velocity[i] ?? 0) + slope + weightDecay * weights[i]!;
      weights[i]! -= rate * velocity[i];
    });
}

/** Adam as in Kingma and Ba 2015, Algorithm 1, with ε = 1e-7 as in TensorFlow. */
export function plainAdam([beta1, beta2]: readonly [number, number] = [0.9, 0.999]): PlainOptimizer {
  const [m, v]: [number[], number[]] = [[], []];
  let step = 0;
  return (weights, gradient, rate) => {
    step++;
    gradient.forEach((slope, i) => {
      m[i] = beta1 * (m[i] ?? 0) + (1 - beta1) * slope;
      v[i] = beta2 * (v[i] ?? 0) + (1 - beta2) * slope ** 2;
      const [mean, square] = [m[i] / (1 - beta1 ** step), v[i] / (1 - beta2 ** step)];
      weights[i]! -= (rate * mean) / (Math.sqrt(square) + 1e-7);
    });
  };
}

export const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const softplus = (x: number): number => Math.log1p(Math.exp(x));
