/** Small sets of points for the training tests. */
import { Rng } from '../../src/random/rng.ts';
import type { Control } from '../../src/trainer/control.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';

/** Normal points of the plane with the labels that the rule gives. */
export function planeSamples(
  count: number,
  seed: number,
  rule: (x: number, y: number, i: number) => number,
): SampleSet {
  const rng = new Rng(seed, 'points');
  const values = Float32Array.from({ length: 2 * count }, () => rng.normal());
  return {
    count,
    labels: Int32Array.from({ length: count }, (_, i) => rule(values[2 * i]!, values[2 * i + 1]!, i)),
    read: (positions) =>
      Promise.resolve(
        Float32Array.from(
          Array.from(positions as ArrayLike<number>).flatMap((p) => [values[2 * p]!, values[2 * p + 1]!]),
        ),
      ),
  };
}

/** Control that neither waits nor reports. */
export const silentControl: Control = { checkpoint: () => Promise.resolve(), progress: () => {} };
