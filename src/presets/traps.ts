/** Presets on the sampling bias of uncertainty sampling. */
import { fullBatchTraining, onPlane } from './on-plane.ts';
import { labels, type Preset } from './preset.ts';

/** The critic's objective is an unweighted Wasserstein distance, with three steps per step of the learner: see docs/methods. */
const balancedCritic = { labelledWeight: 'equal', criticAim: 'full', criticSteps: 3, tradeOff: 0.1 };

/** Epochs as supervised training counts them, so that WAAL has as many gradient steps. */
const asLong = { epochsOver: 'labelled' } as const;

export const trapPresets: readonly Preset[] = [
  /*
   * Entropy and margin have 90.0 from the second batch to the end, in every seed. Core-set has 97 with 14 labels
   * and 99 (98–100) with 34, random 94 (91–99). With all 2,000 labels: 100.
   */
  {
    id: 'sampling-bias',
    name: 'The sampling-bias trap',
    about: 'Four intervals on a line: with uncertainty sampling alone the error stays at 10%.',
    story: {
      shows:
        'A trap for [uncertainty sampling]: a strategy that queries only where its learner is unsure never looks at the thin stripe that it takes for the wrong class. One point in ten stays wrong, for good.',
      watch: [
        {
          from: 0,
          text: 'Rings are the points that a strategy queries next. Which [learner] knows of all four stripes?',
        },
        {
          from: 2,
          text: 'The rings of entropy and margin crowd around one [boundary|decision boundary]. Those of core-set spread: do they reach the stripe whose colour is wrong?',
        },
        {
          from: 8,
          text: 'Where do entropy and margin stay? Nothing that they query tells them of a stripe that they miss. Has core-set found every one?',
        },
      ],
      pair: ['core-set', 'entropy'],
    },
    spec: {
      version: 2,
      name: 'The sampling-bias trap',
      ...onPlane('four-intervals', 150),
      ...labels({ initial: 2, by: 'class', perCycle: 2, cycles: 16 }),
      arms: [{ strategy: 'entropy' }, { strategy: 'margin' }, { strategy: 'core-set' }, { strategy: 'random' }],
      seeds: [1, 2, 3],
      reference: true,
    },
  },
  /*
   * All arms train for as many gradient steps: WAAL's epochs of the larger set, its default, would be 32 times as many.
   * Margin and WAAL with the paper's weights have 90 from the fourth batch to the end. With the critic in balance: 91 (90–92)
   * with 16 labels, and 99 or 100 from 22 labels to the end.
   */
  {
    id: 'sampling-bias-waal',
    name: 'The sampling-bias trap, WAAL',
    about: 'WAAL’s critic escapes the sampling bias, but not with the weights of the paper.',
    story: {
      shows:
        'The sampling-bias trap again. WAAL trains a [critic] to tell labelled from unlabelled points and queries what looks unlabelled. With the paper’s weights that is too faint to help; with the critic in balance it leads out of the trap.',
      watch: [
        {
          from: 0,
          text: 'The planes show the critic: darker where points look unlabelled to it. Rings are the points that a strategy queries next.',
        },
        {
          from: 3,
          text: 'Do the rings of “critic in balance” follow the dark places? Those of margin stay at one boundary.',
        },
      ],
      pair: ['WAAL, critic in balance', 'margin'],
    },
    planeLayer: 'critic',
    spec: {
      version: 2,
      name: 'The sampling-bias trap, WAAL',
      ...onPlane('four-intervals', 150),
      ...labels({ initial: 2, by: 'class', perCycle: 2, cycles: 12 }),
      arms: [
        { strategy: 'margin' },
        {
          strategy: 'waal',
          name: 'WAAL, as in the paper',
          training: { ...fullBatchTraining(150), ...asLong, method: 'wasserstein' },
        },
        {
          strategy: 'waal',
          name: 'WAAL, critic in balance',
          parameters: { selection: 50 },
          training: { ...fullBatchTraining(150), ...asLong, method: 'wasserstein', parameters: balancedCritic },
        },
      ],
      seeds: [1, 2],
    },
  },
];
