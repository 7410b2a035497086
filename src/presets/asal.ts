/**
 * Presets of ASAL (Mayer and Timofte, WACV 2020; supplement A.1–A.4): two on built-in data, and the paper's comparisons on
 * dropped files. The latter have two versions, named accordingly: with the paper's networks and with reduced ones; the one with
 * hinge loss has reduced ones only.
 */
import { labels, type Preset } from './preset.ts';
import type { ArmSpec, SpecInput } from '../protocol/spec.ts';

type Arms = SpecInput['arms'];
type NetworkSize = 'reduced' | 'paper';

/** ASAL with each of the paper's features and the nearest match. */
const asal = (features: string, name: string, more: ArmSpec['parameters'] = {}): Arms[number] => ({
  ...{ strategy: 'asal', name, parameters: { ...more, features } },
});
const asalByFeatures = (pixelName: string, more: ArmSpec['parameters']): Arms => [
  asal('pixels', `ASAL-${pixelName}`, more),
  asal('auto-encoder', 'ASAL-Autoencoder', more),
  asal('discriminator', 'ASAL-Discriminator', more),
];

/** The pretrained generator of Strokes that comes with the page (`tools/pretrain/specs.ts`). */
export const pretrainedGenerator = { gan: 'quick-wgan-gp-28', ganSteps: 2500 };

export const asalPresets: readonly Preset[] = [
  {
    id: 'two-moons-asal',
    name: 'Two moons, ASAL',
    about:
      'A generator learns the distribution; its samples move to the decision boundary, and the nearest real ones are queried.',
    story: {
      shows:
        'ASAL lets a [generator] make the points that the learner would be most unsure of, and queries the real points nearest to them.',
      watch: [
        {
          from: 0,
          text: 'Diamonds are generated points, with the way that they took to the [boundary|decision boundary] and a line to the real point that is queried for each.',
        },
      ],
    },
    spec: {
      version: 2,
      name: 'Two moons, ASAL',
      dataset: { source: 'built-in', name: 'two-moons', size: 2500, testSize: 500, seed: 1 },
      ...labels({ initial: 8, by: 'class', perCycle: 4, cycles: 12 }),
      model: { name: 'mlp', parameters: { width: 128, layers: 1 } },
      training: { epochs: 200, batch: 64, learningRate: 0.02, patience: 0 },
      // Steps five times as long as the default, so that the search in the latent space is visible.
      arms: [
        { strategy: 'random' },
        { strategy: 'entropy' },
        { strategy: 'asal', name: 'ASAL', parameters: { latentRate: 0.05 } },
      ],
      seeds: [1],
    },
  },
  {
    id: 'strokes-asal',
    name: 'Strokes, ASAL',
    about: 'Generated digits, each with the real one that is queried for it; the generator is pretrained.',
    story: {
      shows:
        'ASAL on drawn digits: a trained [generator] makes digits that confuse the learner, and the real ones most like them are queried.',
      watch: [
        {
          from: 0,
          text: '“Query targets and matches” shows each generated digit beside the real one that is queried for it.',
        },
      ],
    },
    spec: {
      version: 2,
      name: 'Strokes, ASAL',
      // The data that the pretrained generator was trained on, and no separate pool, so that all seeds share it.
      dataset: { source: 'built-in', name: 'strokes', size: 2500, testSize: 500, seed: 1 },
      ...labels({ initial: 20, by: 'class', perCycle: 12, cycles: 8 }),
      model: { name: 'cnn-small' },
      training: { epochs: 40, batch: 16, learningRate: 0.002, patience: 0 },
      arms: [
        asal('pixels', 'ASAL-Gray', pretrainedGenerator),
        asal('auto-encoder', 'ASAL-Autoencoder', pretrainedGenerator),
        { strategy: 'entropy' },
        { strategy: 'random' },
      ],
      seeds: [1],
    },
  },
];

const networkNotes = { reduced: 'reduced networks', paper: 'the paper’s networks' };
const durationNotes = {
  reduced: 'A generator is trained first, which takes minutes.',
  paper: 'For a GPU, and a night.',
};

/** A.1. The linear model with cross-entropy and entropy, or with hinge loss and the distance to its plane (Fig. 8). */
function mnistFiveAgainstSeven(size: NetworkSize, loss: 'cross-entropy' | 'hinge'): Preset {
  const hinge = loss === 'hinge';
  const name = `MNIST 5 against 7${hinge ? ', hinge loss' : ''}, ${networkNotes[size]}`;
  const gan = size === 'paper' ? 'paper-wgan-gp-mnist-two' : 'reduced-wgan-gp-28';
  const more = { gan, ...(hinge && { objective: 'minimum-distance' }) };
  return {
    id: `mnist-5-7${hinge ? '-hinge' : ''}-${size}`,
    name,
    about: `Drop MNIST’s four files: ASAL by three features, GAAL, ADBA, ${hinge ? 'minimum distance' : 'entropy'}, random. ${durationNotes[size]}`,
    story: {
      shows: `The ASAL paper’s comparison on fives and sevens: queries from a [generator] against ${hinge ? 'the distance to the learner’s plane' : 'entropy'} and random.`,
    },
    spec: {
      version: 2,
      name,
      // Values from 0 to 1 and small initial weights, as in an independent run of this setting; the paper states neither.
      dataset: { source: 'files', name: 'MNIST', classes: ['5', '7'], scaling: 'none' },
      // The first ten thousand, as in the paper, the same for every seed.
      pool: { first: 10_000 },
      initial: { size: 10, by: 'random' },
      query: { size: 10, cycles: size === 'paper' ? 49 : 29 },
      model: { name: 'linear', parameters: { loss, initial: 'pytorch' } },
      training: { epochs: 10, batch: 10, learningRate: 0.001, patience: 0 },
      arms: [
        { strategy: 'random' },
        { strategy: hinge ? 'minimum-distance' : 'entropy' },
        ...asalByFeatures('Gray', more),
        { strategy: 'gaal', name: 'GAAL', parameters: { gan } },
        { strategy: 'adba', name: 'ADBA', parameters: { gan } },
      ],
      seeds: size === 'paper' ? [1, 2, 3, 4, 5] : [1, 2, 3],
      reference: true,
    },
  };
}

/** A.3. */
function mnistTenDigits(size: NetworkSize): Preset {
  const name = `MNIST, ten digits, ${networkNotes[size]}`;
  const more = { gan: size === 'paper' ? 'paper-wgan-gp-mnist-ten' : 'reduced-wgan-gp-28' };
  return {
    id: `mnist-ten-${size}`,
    name,
    about: `Drop MNIST’s four files: LeNet, ASAL by three features and by its own, entropy, random. ${durationNotes[size]}`,
    story: {
      shows:
        'The ASAL paper’s comparison on ten digits: queries from a [generator], matched by three kinds of features, against entropy and random.',
    },
    spec: {
      version: 2,
      name,
      dataset: { source: 'files', name: 'MNIST' },
      ...labels({ initial: 50, by: 'random', perCycle: 50, cycles: 19 }),
      model: { name: 'lenet' },
      training: { epochs: 10, batch: 50, learningRate: 0.001, patience: 0 },
      arms: [
        { strategy: 'random' },
        { strategy: 'entropy' },
        ...asalByFeatures('Gray', more),
        asal('classifier', 'ASAL-CLS-Features', more),
      ],
      seeds: size === 'paper' ? [1, 2, 3, 4, 5] : [1],
    },
  };
}

/** A.2. */
function cifarHorseAgainstAutomobile(size: NetworkSize): Preset {
  const name = `CIFAR-10 horse against automobile, ${networkNotes[size]}`;
  const more = { gan: size === 'paper' ? 'paper-wgan-gp-cifar-two' : 'reduced-wgan-gp-32' };
  return {
    id: `cifar-horse-automobile-${size}`,
    name,
    about: `Drop CIFAR-10’s binary archive: a linear model, ASAL by three features, GAAL, entropy, random. ${durationNotes[size]}`,
    story: {
      shows:
        'The ASAL paper’s comparison on horses and automobiles: queries from a [generator] against entropy and random.',
    },
    spec: {
      version: 2,
      name,
      dataset: { source: 'files', name: 'CIFAR-10', classes: ['automobile', 'horse'] },
      // 50 initial labels and 50 per cycle are our choice: the paper's text states neither here; a total of a thousand is
      // about what random sampling needs in it (Section 5.1).
      ...labels({ initial: 50, by: 'random', perCycle: 50, cycles: 19 }),
      model: { name: 'linear' },
      training: { epochs: 10, batch: 50, learningRate: 0.001, patience: 0 },
      arms: [
        { strategy: 'random' },
        { strategy: 'entropy' },
        ...asalByFeatures('RGB', more),
        { strategy: 'gaal', name: 'GAAL', parameters: more },
      ],
      seeds: size === 'paper' ? [1, 2, 3, 4, 5] : [1],
      reference: true,
    },
  };
}

/** Query sizes and label budgets are the paper's where it states them (digits 5 and 7: 10 per cycle, 500 in total; ten digits: 50 per cycle). */
export const asalFilePresets: readonly Preset[] = [
  mnistFiveAgainstSeven('reduced', 'cross-entropy'),
  mnistFiveAgainstSeven('reduced', 'hinge'),
  mnistTenDigits('reduced'),
  cifarHorseAgainstAutomobile('reduced'),
  mnistFiveAgainstSeven('paper', 'cross-entropy'),
  mnistTenDigits('paper'),
  cifarHorseAgainstAutomobile('paper'),
];
