/** Presets on blobs and spirals of the plane. */
import { fullBatchTraining, onPlane, planeDataset, wideMlp } from './on-plane.ts';
import { labels, type Preset } from './preset.ts';

export const planePresets: readonly Preset[] = [
  /*
   * The rare class is first queried with 14, 22 and 38 labels by core-set, with 18, 30 and 46 by margin, with 54 in
   * one seed of three by random, never by k-median. With 30 labels: random 76, margin 88, core-set 82, k-median 73;
   * with 58: 87, 90, 89 and 81. With all 2,000 labels: 91.
   */
  {
    id: 'rare-blob',
    name: 'Ten blobs, one rare',
    about: 'Nine common classes and a rare one: core-set and margin find it, random and k-median hardly ever.',
    story: {
      shows:
        'Nine common classes and a rare one. A [query strategy] can label only what it looks at: who finds the rare class, and when?',
      watch: [
        {
          from: 0,
          text: 'Rings are the points that a strategy queries next. Look for the smallest group of points: hardly any strategy has a label in it yet.',
        },
        {
          from: 3,
          text: 'Core-set covers the plane and comes to the rare group early. K-median queries the middle of the common groups and passes it by.',
        },
        { from: 8, text: 'Labels per class shows what each strategy spent its labels on.' },
      ],
    },
    spec: {
      version: 2,
      name: 'Ten blobs, one rare',
      ...onPlane('blobs-rare', 150),
      ...labels({ initial: 10, by: 'random', perCycle: 4, cycles: 12 }),
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'core-set' }, { strategy: 'k-median' }],
      seeds: [1, 2, 3],
      reference: true,
    },
  },
  /*
   * Means with 12 labels: TypiClust 84, ProbCover 77, random 65, margin 59; with 20: 85, 80, 74, 71; with 32: 88, 83, 81, 85. Area,
   * TypiClust minus random: 9.9 (6.1–13.8, for three comparisons together).
   */
  {
    id: 'first-labels',
    name: 'Ten blobs, the first labels',
    about: 'Four labels for ten classes: typical samples and covering balls, beside margin and random.',
    story: {
      shows:
        'Only {initial} labels for ten classes: what a learner is uncertain about says little yet. TypiClust takes a typical point of each cluster without labels, ProbCover the points whose surroundings hold most others.',
      watch: [
        {
          from: 0,
          text: 'Rings are the points queried next. Which strategies go where no label is yet? TypiClust and ProbCover never ask the learner.',
        },
        {
          from: 4,
          text: 'Once every group has a label there is a [boundary|decision boundary] to refine: does margin catch up?',
        },
      ],
      pair: ['typi-clust', 'random'],
    },
    spec: {
      version: 2,
      name: 'Ten blobs, the first labels',
      ...onPlane('blobs-rare', 150),
      ...labels({ initial: 4, by: 'random', perCycle: 4, cycles: 7 }),
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'typi-clust' }, { strategy: 'prob-cover' }],
      seeds: [1, 2, 3],
    },
  },
  /*
   * All start at 48 to 50 (36–62) with 10 labels. With 30: entropy 66 (64–68), mixture query 84 (81–87), with Reg + DA 80 (76–84);
   * with 58: 78 (69–87), 87 (85–89) and 88 (87–89).
   */
  {
    id: 'rare-blob-mixture',
    name: 'Ten blobs, one rare: mixture query',
    about:
      'Entropy stays on the boundary between two blobs; mixtures of labelled and unlabelled features spread the queries.',
    story: {
      shows:
        'Entropy lingers at the boundary between two groups. The mixture query describes labelled and unlabelled points by a [mixture] each and queries what only the unlabelled one explains.',
      watch: [
        {
          from: 0,
          text: 'Coloured places are those that look unlabelled; ellipses are the parts of the mixtures. Rings are the points queried next.',
        },
        {
          from: 4,
          text: 'Do the rings of the mixture queries leave the places that have labels? Those of entropy hardly do.',
        },
      ],
    },
    planeLayer: 'likelihood',
    spec: {
      version: 2,
      name: 'Ten blobs, one rare: mixture query',
      ...onPlane('blobs-rare', 150),
      ...labels({ initial: 10, by: 'random', perCycle: 4, cycles: 12 }),
      arms: [
        { strategy: 'entropy' },
        { strategy: 'mixture', name: 'mixture query', parameters: { dis: false } },
        {
          strategy: 'mixture',
          name: 'Reg + DA, mixture query',
          training: {
            ...fullBatchTraining(150),
            method: 'mixture-reg-da',
            parameters: { subset: 100, alignSteps: 50, refit: 25, width: 64 },
          },
        },
      ],
      seeds: [1, 2],
    },
  },
  /*
   * All start at 71 (68–75) with 20 labels. With 28: margin 79, entropy 73, DeepFool 79, BALD 75, BatchBALD, BADGE and ALFA-Mix 81,
   * CBAL 72; with 52: 88, 79, 89, 86, 89, 88, 86 and 82.
   */
  {
    id: 'one-learner',
    name: 'One learner, eight questions',
    about: 'Go to cycle 0 to compare what each strategy queries from the same learner.',
    story: {
      shows:
        'Eight strategies query from the same [learner], trained on the same {initial} labels: only their questions differ.',
      watch: [
        {
          from: 0,
          text: 'Compare the rings, the points that each strategy queries next: along a boundary, spread out, or both?',
        },
        {
          from: 1,
          text: 'From now on each strategy has labels of its own. Go back to cycle 0 with ← to compare the questions alone.',
        },
      ],
    },
    spec: {
      version: 2,
      name: 'One learner, eight questions',
      dataset: planeDataset('blobs-rare'),
      ...labels({ initial: 20, by: 'random', perCycle: 8, cycles: 4 }),
      model: { name: 'mlp', parameters: { width: 128, layers: 1, dropout: 0.25 } },
      training: fullBatchTraining(150),
      arms: [
        { strategy: 'margin' },
        { strategy: 'entropy' },
        { strategy: 'deep-fool', name: 'DeepFool' },
        { strategy: 'bald', name: 'BALD' },
        { strategy: 'batch-bald', name: 'BatchBALD' },
        { strategy: 'badge', name: 'BADGE' },
        { strategy: 'alfa-mix', name: 'ALFA-Mix' },
        { strategy: 'class-balanced', name: 'CBAL' },
      ],
      seeds: [1, 2, 3],
    },
  },
  /*
   * All start at 71 (67–75) with 9 labels. With 27: random 90, margin 85, core-set 98; with 57: 98, 95 and 100; with 93:
   * 99, 100 and 100. With all 2,000 labels: 100.
   */
  {
    id: 'spirals',
    name: 'Spirals',
    about:
      'A winding boundary: core-set covers the spirals early; margin falls behind random at first and overtakes it late.',
    story: {
      shows:
        'Two spirals need labels all along their arms. Covering them pays at first, sharpening the [boundary|decision boundary] only later.',
      watch: [
        { from: 0, text: 'Rings are the points that a strategy queries next.' },
        {
          from: 2,
          text: 'Core-set spreads its rings over the spirals. Margin sharpens a boundary that is still wrong elsewhere: it is behind random for now.',
        },
        { from: 9, text: 'Margin has overtaken random: once the shape is right, the boundary is where labels pay.' },
      ],
    },
    spec: {
      version: 2,
      name: 'Spirals',
      dataset: planeDataset('spirals'),
      ...labels({ initial: 9, by: 'class', perCycle: 6, cycles: 14 }),
      model: wideMlp,
      training: { epochs: 250, batch: 96, learningRate: 0.03, patience: 0 },
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'core-set' }],
      seeds: [1, 2, 3],
      reference: true,
    },
  },
];
