/** Random sampling, the baseline of all other strategies. */
import type { Strategy } from './contracts/strategy.ts';

export const random: Strategy = {
  about: {
    name: 'random',
    label: 'Random',
    group: 'bounds',
    summary: 'uniformly at random',
    about:
      'Draws the batch uniformly from the unlabelled pool, without replacement. It uses neither the learner nor the data: the baseline for all other strategies.',
    reference: 'Settles, “Active Learning Literature Survey”, University of Wisconsin–Madison, 2009',
    parameters: [],
    requires: [],
    noSurface: 'Every point alike: random sampling',
  },
  select({ batchSize: size, poolIndices, rng }) {
    // the first `size` positions of a Fisher–Yates shuffle
    const items = poolIndices.slice();
    for (let i = 0; i < size; i++) {
      const j = i + rng.integer(items.length - i);
      const swapped = items[i]!;
      items[i] = items[j]!;
      items[j] = swapped;
    }
    return Promise.resolve({ indices: items.slice(0, size), scores: new Float32Array(size) });
  },
};
