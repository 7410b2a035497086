/** Random sampling: the baseline that every strategy has to beat. */
import type { Strategy } from './contracts/strategy.ts';

export const random: Strategy = {
  about: {
    name: 'random',
    label: 'Random',
    summary: 'any sample, with equal chance',
    about:
      'Draws the batch uniformly from the unlabelled pool, without replacement. It looks at nothing, so that it has no bias: the line that the others must rise above.',
    reference: 'Settles, “Active Learning Literature Survey”, University of Wisconsin–Madison, 2009',
    parameters: [],
    needs: [],
  },
  select({ size, poolIndices, draws }) {
    // The first `size` places of a Fisher–Yates shuffle.
    const items = poolIndices.slice();
    for (let i = 0; i < size; i++) {
      const j = i + draws.integer(items.length - i);
      const kept = items[i]!;
      items[i] = items[j]!;
      items[j] = kept;
    }
    return Promise.resolve({ indices: items.slice(0, size), scores: new Float32Array(size) });
  },
};
