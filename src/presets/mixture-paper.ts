/**
 * “Distribution aware active learning via Gaussian mixtures”: a preset for each of its comparisons, with the paper's networks and
 * schedules (sections 4.1, A.2, A.7) for a GPU, and one reduced to what a laptop can do. What the paper does not say is as our
 * defaults: the other methods' own settings, and the width of the discriminator.
 */
import type { SpecInput } from '../protocol/spec.ts';
import type { Preset } from './preset.ts';

type ArmInput = SpecInput['arms'][number];
type Training = NonNullable<SpecInput['training']>;

/** A.2; the main text has a rate of 0.1. */
export const mixtureSchedule: Training = {
  batch: 100,
  learningRate: 0.01,
  optimizer: 'sgd',
  momentum: 0.9,
  weightDecay: 0.0005,
  decay: [0.8],
  patience: 0,
  keep: 'last',
};
const paperTraining: Training = { ...mixtureSchedule, epochs: 200, augmentation: 'flip-crop' };
/** A.7, for ResNet-50. */
const oneCycle: Training = { ...paperTraining, learningRate: 0.1, schedule: 'one-cycle', decay: undefined };

/** The paper's own method: *Reg*, *DA* and the mixture query. */
const proposed = (training: Training, more: Partial<ArmInput> = {}): ArmInput => ({
  strategy: 'mixture',
  name: 'Reg + DA, mixture query',
  training: { ...training, method: 'mixture-reg-da' },
  ...more,
});

/** The eleven methods of tables 5 to 12, in their order. */
const elevenMethods = (training: Training): ArmInput[] => [
  { strategy: 'random' },
  { strategy: 'core-set' },
  { strategy: 'learning-loss', training: { ...training, method: 'learning-loss' } },
  { strategy: 'vaal' },
  { strategy: 'snapshot', training: { ...training, method: 'snapshot' } },
  { strategy: 'ta-vaal', training: { ...training, method: 'learning-loss' } },
  { strategy: 'core-gcn' },
  { strategy: 'tod', training: { ...training, method: 'tod' } },
  { strategy: 'alfa-mix' },
  { strategy: 'waal', training: { ...training, method: 'wasserstein', epochsOver: 'larger' } },
  proposed(training),
];

interface PaperData {
  name: string;
  /** What to drop. */
  drop: string;
  /** Labels at the start and in each cycle. */
  batch: number;
}
const cifar10: PaperData = { name: 'CIFAR-10', drop: 'CIFAR-10’s binary archive', batch: 1000 };
const cifar100: PaperData = { name: 'CIFAR-100', drop: 'CIFAR-100’s binary archive', batch: 2000 };
const svhn: PaperData = { name: 'SVHN', drop: 'SVHN’s train and test files', batch: 1000 };
const fashion: PaperData = { name: 'Fashion-MNIST', drop: 'the four files of Fashion-MNIST', batch: 1000 };

/** Half of the classes have a tenth of the others' samples. */
const imbalance = { kind: 'step', ratio: 10 } as const;

interface Comparison extends Pick<Preset, 'id' | 'about' | 'story'>, Partial<Pick<SpecInput, 'pool' | 'model'>> {
  data: PaperData;
  title: string;
  training?: Training;
  arms: ArmInput[];
  /** Of the classes in the initial set. */
  classShare?: number;
}

/** Ten cycles and five seeds, as in the paper. */
function comparison({
  data,
  title,
  id,
  about,
  story,
  training = paperTraining,
  arms,
  pool,
  model,
  classShare,
}: Comparison): Preset {
  const name = `${data.name}, ${title}`;
  return {
    ...{ id, name, about: `Drop ${data.drop}: ${about} For a GPU, and days.`, story },
    spec: {
      ...{ version: 2, name, dataset: { source: 'files', name: data.name } },
      ...(pool && { pool }),
      initial: { size: data.batch, by: 'random', ...(classShare !== undefined && { classShare }) },
      query: { size: data.batch, cycles: 9 },
      model: model ?? { name: 'resnet-18' },
      ...{ training, arms, seeds: [1, 2, 3, 4, 5] },
    },
  };
}

/** Figures 9 and 10, tables 5 to 12. */
const table = (id: string, data: PaperData, { number, rare }: { number: number; rare: boolean }): Preset =>
  comparison({
    ...{ data, id, arms: elevenMethods(paperTraining), ...(rare && { pool: { imbalance } }) },
    title: rare ? 'imbalanced, eleven methods' : 'eleven methods',
    about: `the mixture paper’s table ${number}, its eleven methods with ResNet-18${rare ? ', half of the classes ten times rarer' : ''}.`,
    story: {
      shows: `Eleven methods of active learning on ${data.name}${rare ? ', half of whose classes are rare' : ''}, each with its own training where it has one: a better curve may come from the training, not from the [queries|query].`,
    },
  });

const fashionSteps: Training = { ...mixtureSchedule, steps: 300, batch: 64 };

/** On a laptop: the same methods on a smaller network, all with equal gradient steps. */
const reduced: Preset = {
  id: 'fashion-eleven',
  name: 'Fashion-MNIST, eleven methods, reduced',
  about:
    'Drop the four files of Fashion-MNIST: the mixture paper’s eleven methods from 100 to 400 labels of 10,000 samples, LeNet-5 with 300 gradient steps each. Takes an hour.',
  story: {
    shows:
      'Eleven methods of active learning on photographs of clothes, all with the same number of [gradient steps|gradient step]: what is left of the published order?',
  },
  spec: {
    ...{ version: 2, name: 'Fashion-MNIST, eleven methods, reduced' },
    dataset: { source: 'files', name: 'Fashion-MNIST' },
    pool: { train: 10_000 },
    initial: { size: 100, by: 'random' },
    query: { size: 100, cycles: 3 },
    model: { name: 'lenet-5' },
    training: fashionSteps,
    arms: elevenMethods(fashionSteps).map((arm) =>
      arm.strategy === 'waal'
        ? { ...arm, training: { ...fashionSteps, method: 'wasserstein' } }
        : arm.strategy === 'mixture'
          ? proposed({ ...fashionSteps, steps: 200, parameters: { alignSteps: 100 } })
          : arm,
    ),
    seeds: [1],
  },
};

/** Values of α in table 4. */
const weights = [0.001, 0.0005, 0.0001, 0.00005, 0.00001];

export const mixturePaperPresets: readonly Preset[] = [
  reduced,
  table('cifar-eleven', cifar10, { number: 5, rare: false }),
  table('cifar-100-eleven', cifar100, { number: 6, rare: false }),
  table('svhn-eleven', svhn, { number: 7, rare: false }),
  table('fashion-eleven-paper', fashion, { number: 8, rare: false }),
  table('cifar-imbalanced', cifar10, { number: 9, rare: true }),
  table('cifar-100-imbalanced', cifar100, { number: 10, rare: true }),
  table('svhn-imbalanced', svhn, { number: 11, rare: true }),
  table('fashion-imbalanced-paper', fashion, { number: 12, rare: true }),
  comparison({
    ...{ data: cifar10, id: 'cifar-parts', title: 'parts of the mixture method', pool: { imbalance } },
    about: 'the parts of the mixture paper’s method one after the other (figure 12, table 1), imbalanced.',
    story: {
      shows:
        'What each part of the [mixture] method adds: its regularizer, the alignment, and its query in place of random and of ALFA-Mix.',
      pair: ['Reg + DA, mixture query', 'Reg + DA'],
    },
    arms: [
      { strategy: 'random' },
      { strategy: 'random', name: 'Reg', training: { ...paperTraining, method: 'mixture-reg' } },
      { strategy: 'random', name: 'Reg + DA', training: { ...paperTraining, method: 'mixture-reg-da' } },
      proposed(paperTraining),
      { strategy: 'alfa-mix' },
      { strategy: 'alfa-mix', name: 'Reg, ALFA-Mix', training: { ...paperTraining, method: 'mixture-reg' } },
      { strategy: 'alfa-mix', name: 'Reg + DA, ALFA-Mix', training: { ...paperTraining, method: 'mixture-reg-da' } },
    ],
  }),
  comparison({
    ...{ data: cifar10, id: 'cifar-mixture-weight', title: 'weight of the mixtures' },
    about: 'five weights α of the mixture paper’s regularizer (table 4).',
    story: { shows: 'How much the weight of the [mixture] regularizer matters.' },
    arms: weights.map((weight) =>
      proposed({ ...paperTraining, parameters: { weight } }, { name: `α = ${weight.toFixed(5).replace(/0+$/, '')}` }),
    ),
  }),
  comparison({
    ...{ data: cifar10, id: 'cifar-metrics', title: 'parts of the mixture query' },
    about: 'the three measures of the mixture query alone and together, gain over random (figure 13).',
    story: { shows: 'Which of the three measures of the [mixture] query finds the better [batch]: figure *Gain*.' },
    arms: [
      { strategy: 'random', training: { ...paperTraining, method: 'mixture-reg-da' } },
      ...[
        { like: true, dis: false, ent: false, name: 'likelihood' },
        { like: false, dis: true, ent: false, name: 'discriminator' },
        { like: false, dis: false, ent: true, name: 'entropy alone' },
        { like: true, dis: true, ent: false, name: 'likelihood, discriminator' },
        { like: true, dis: true, ent: true, name: 'all three' },
      ].map(({ name, ...parameters }) => proposed(paperTraining, { name, parameters })),
    ],
  }),
  comparison({
    ...{ data: cifar10, id: 'cifar-unknown-classes', title: 'three classes unknown', classShare: 0.7 },
    about: 'seven classes in the initial labels, the other three to be found (figure 14).',
    story: {
      shows: 'Three of the ten classes are missing from the initial labels. Which [query strategy] finds them first?',
    },
    arms: elevenMethods(paperTraining),
  }),
  comparison({
    ...{ data: cifar10, id: 'cifar-ads', title: 'against ADS' },
    about: 'the mixture paper’s method beside agreement–discrepancy selection (figure 16).',
    story: { shows: 'Two methods that train against the unlabelled samples as well, and random.' },
    arms: [
      { strategy: 'random' },
      { strategy: 'ads', training: { ...paperTraining, method: 'ads' } },
      proposed(paperTraining),
    ],
  }),
  comparison({
    ...{ data: cifar10, id: 'cifar-critic-mixtures', title: 'WAAL with mixtures' },
    about: 'WAAL’s critic with and without the mixtures as inputs (figure 17).',
    story: {
      shows: 'Is the [critic] of WAAL less sure, and the learner better, when the critic sees [mixtures|mixture]?',
    },
    arms: [false, true].map((mixtures) => ({
      strategy: 'waal',
      name: mixtures ? 'WAAL with mixtures' : 'WAAL',
      training: { ...paperTraining, method: 'wasserstein', epochsOver: 'larger' as const, parameters: { mixtures } },
    })),
  }),
  comparison({
    ...{ data: cifar10, id: 'cifar-resnet-50', title: 'ResNet-50', model: { name: 'resnet-50' } },
    about: 'the eleven methods with ResNet-50 and a one-cycle rate (figure 18).',
    story: { shows: 'The same comparison with a deeper network.' },
    training: oneCycle,
    arms: elevenMethods(oneCycle),
  }),
];
