/** The separating hyper-plane of a linear network with two classes, and signed distances to it. */
import type { Network } from '../../models/model.ts';
import { Problem } from '../../protocol/problem.ts';

/** w·x + b = 0; class 1 is where it is positive. */
export interface Hyperplane {
  w: Float64Array;
  b: number;
}

export const hasHyperplane = ({ variables, classes }: Pick<Network, 'variables' | 'classes'>): boolean =>
  variables.length === 2 && classes === 2;

/**
 * The network's weights for hinge loss, the difference between the two classes' weights for cross-entropy.
 * @throws Problem `unfit` where the network is not linear or has other than two classes
 */
export async function hyperplaneOf(network: Network): Promise<Hyperplane> {
  if (!hasHyperplane(network))
    throw new Problem(
      'unfit',
      'The learner has no separating hyper-plane.',
      'Choose a linear model and data with two classes, or another strategy.',
    );
  const [weights, biases] = await Promise.all(network.variables.slice(-2).map((one) => one.data<'float32'>()));
  const outputs = biases!.length;
  const difference = (row: Float32Array, at: number): number => (outputs === 1 ? row[at]! : row[at + 1]! - row[at]!);
  return {
    w: Float64Array.from({ length: network.featureSize }, (_, d) => difference(weights!, d * outputs)),
    b: difference(biases!, 0),
  };
}

/** (w·x + b) / ‖w‖ of each row: positive on the side of class 1. */
export function signedDistances({ w, b }: Hyperplane, rows: Float32Array): Float32Array {
  const norm = normOf(w);
  const distances = new Float32Array(rows.length / w.length);
  for (let i = 0; i < distances.length; i++) {
    let sum = b;
    for (let d = 0; d < w.length; d++) sum += w[d]! * rows[i * w.length + d]!;
    distances[i] = sum / norm;
  }
  return distances;
}

/** w / ‖w‖. */
export function normalOf({ w }: Hyperplane): Float64Array {
  const norm = normOf(w);
  return w.map((one) => one / norm);
}

const normOf = (w: Float64Array): number => Math.sqrt(w.reduce((sum, one) => sum + one * one, 0));
