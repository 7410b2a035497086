/** The preset that runs on the first visit, apart from the others, which are loaded with their menu. */
import { onPlane } from './on-plane.ts';
import { labels, type Preset } from './preset.ts';

/*
 * All start at 82 (76–91) with 8 labels. With 24: random 91, entropy and margin 98, core-set 98; with 32: random 94,
 * the others 99; with 56: random 98 (97–99), entropy and margin 100, core-set 99. With all 2,000 labels: 100.
 */
export const firstPreset: Preset = {
  id: 'two-moons',
  name: 'Two moons, four strategies',
  about:
    'All three informed strategies need half the labels of random sampling; with two classes entropy and margin are identical.',
  story: {
    shows:
      '[Active learning]: a [query strategy] picks the few points to have labelled, the rings. Four strategies begin with the same {initial} labels and add {batch} in each [cycle].',
    watch: [
      {
        from: 0,
        text: 'Each plane has its own [learner], whose predictions are the colours. At first all four have learnt the same; only their rings differ.',
      },
      {
        from: 1,
        text: 'Entropy and margin put their rings along the [boundary|decision boundary], which is called [uncertainty sampling]. Core-set puts them far from every label, random anywhere.',
      },
      {
        from: 7,
        text: 'Whose boundary follows the moons? The curves tell who needed fewest labels. With two classes, entropy and margin are one rule.',
      },
    ],
  },
  spec: {
    version: 2,
    name: 'Two moons, four strategies',
    ...onPlane('two-moons', 200),
    ...labels({ initial: 8, by: 'class', perCycle: 4, cycles: 12 }),
    arms: [{ strategy: 'random' }, { strategy: 'entropy' }, { strategy: 'margin' }, { strategy: 'core-set' }],
    seeds: [1, 2, 3],
    reference: true,
  },
};
