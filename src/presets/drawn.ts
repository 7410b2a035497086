/** Presets on drawn images. */
import { labels, type Preset } from './preset.ts';

export const drawnPresets: readonly Preset[] = [
  /*
   * Seeds 1 and 2: 74 (69–78) with 20 labels; with 80: random 86, margin 88, core-set 83; with 140: 91, 93 and 91. About a
   * minute and a half of computing.
   */
  {
    id: 'strokes',
    name: 'Strokes',
    about: 'Drawn digits, 28×28: from 74% with 20 labels to over 90% with 140, margin a little ahead.',
    story: {
      shows:
        'Drawn digits. A small network learns to read them from {initial} labels; three strategies choose which to have labelled next.',
      watch: [
        {
          from: 0,
          text: 'Each row of “Queried samples” is one strategy’s choice; ✗ marks digits that its learner misreads.',
        },
        {
          from: 2,
          text: 'Margin picks digits that could be two things. Are its rows full of ✗, and does its curve rise faster?',
        },
      ],
    },
    spec: {
      version: 2,
      name: 'Strokes',
      dataset: { source: 'built-in', name: 'strokes', size: 2500, testSize: 500, seed: 1 },
      ...labels({ initial: 20, by: 'class', perCycle: 20, cycles: 6 }),
      model: { name: 'cnn-small' },
      training: { epochs: 40, batch: 16, learningRate: 0.002, patience: 0 },
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'core-set' }],
      seeds: [1, 2],
    },
  },
  /*
   * Seed 1: 50 with 40 labels; with 120: random 67, margin 70, core-set 65; with 240: 80, 79 and 70. About a minute and a half
   * of computing.
   */
  {
    id: 'shapes',
    name: 'Shapes',
    about:
      'Coloured shapes, 32×32, whose colour carries no information: with 240 labels core-set is ten points behind random.',
    story: {
      shows:
        'Coloured shapes whose colour tells nothing about their class. Core-set, which looks for what is unlike the labelled images, is misled by it.',
      watch: [
        {
          from: 0,
          text: 'Each row of “Queried samples” is one strategy’s choice; ✗ marks images that its learner gets wrong.',
        },
        { from: 2, text: 'Core-set picks unusual colours. Does its curve fall behind random?' },
      ],
      pair: ['random', 'core-set'],
    },
    spec: {
      version: 2,
      name: 'Shapes',
      dataset: { source: 'built-in', name: 'shapes', size: 2000, testSize: 500, seed: 1 },
      ...labels({ initial: 40, by: 'class', perCycle: 40, cycles: 5 }),
      model: { name: 'cnn-small' },
      training: { epochs: 40, batch: 16, learningRate: 0.002, patience: 0 },
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'core-set' }],
      seeds: [1],
    },
  },
];
