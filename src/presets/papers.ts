/**
 * Presets for dropped files: the papers' own data sets, with their networks and schedules where a preset says so. Fashion-MNIST
 * takes a laptop an hour or two, CIFAR-10 a GPU and a night.
 */
import { mixtureSchedule } from './mixture-paper.ts';
import type { Preset } from './preset.ts';
import type { SpecInput } from '../protocol/spec.ts';

/** Training of the WAAL paper on Fashion-MNIST (supplement, Table 3); LeNet-5 as in its authors' code. */
const waalRecipe: SpecInput['training'] = {
  batch: 64,
  learningRate: 0.01,
  optimizer: 'sgd',
  momentum: 0.5,
  decay: [0.5, 0.75],
  patience: 0,
  keep: 'last',
};
const waalLenet: SpecInput['model'] = { name: 'lenet-5', parameters: { initial: 'pytorch', channelDropout: 0.5 } };

const fashionWaal = {
  version: 2,
  dataset: { source: 'files', name: 'Fashion-MNIST' },
  pool: { train: 11_000 },
  initial: { size: 1000, by: 'random' },
  model: waalLenet,
  seeds: [1],
} satisfies Partial<SpecInput>;

/** Settings that differ for CIFAR-10. WAAL trains at most 80 epochs, stopped early by the validation split. */
const cifarWaal: SpecInput['training'] = { ...waalRecipe, epochs: 80, momentum: 0.3, patience: 10, keep: 'best' };

export const paperPresets: readonly Preset[] = [
  /*
   * The WAAL paper's comparison at known gradient steps: 80 epochs of the labelled set for random, 80 of the larger set for
   * WAAL, as its algorithm 1 counts, and random with as many steps as WAAL.
   */
  {
    id: 'fashion-waal',
    name: 'Fashion-MNIST, WAAL and gradient steps',
    about:
      'Drop the four files of Fashion-MNIST: WAAL, random, and random with as many gradient steps, on 11,000 samples (the paper has 60,000 and nine arms). Takes an hour.',
    story: {
      shows:
        'The comparison of the WAAL paper on photographs of clothes, with the number of [gradient steps|gradient step] in view: a method that trains longer looks better for that alone.',
      pair: ['WAAL', 'random at WAAL’s steps'],
    },
    spec: {
      ...fashionWaal,
      name: 'Fashion-MNIST, WAAL and gradient steps',
      query: { size: 500, cycles: 4 },
      training: { ...waalRecipe, epochs: 80 },
      arms: [
        { strategy: 'random' },
        { strategy: 'waal', name: 'WAAL', training: { ...waalRecipe, method: 'wasserstein', epochs: 80, epochsOver: 'larger' } }, // prettier-ignore
        { strategy: 'random', name: 'random at WAAL’s steps', training: { ...waalRecipe, epochs: 80, epochsOver: 'larger' } }, // prettier-ignore
      ],
    },
  },
  /*
   * A faster critic, the paper's critic and random at equal gradient steps. The faster critic is one of the settings with the highest
   * validation accuracy (docs/results.md, “Settings of the critic”); none of them differs significantly from random.
   */
  {
    id: 'fashion-waal-critic',
    name: 'Fashion-MNIST, a faster critic',
    about:
      'Drop the four files of Fashion-MNIST: WAAL with the paper’s weights, with a critic that learns ten times as fast, and random, all with 1,250 gradient steps.',
    story: {
      shows:
        'WAAL with the paper’s [critic], and with one that learns ten times as fast, all at equal numbers of [gradient steps|gradient step].',
    },
    spec: {
      ...fashionWaal,
      name: 'Fashion-MNIST, a faster critic',
      query: { size: 500, cycles: 2 },
      training: { ...waalRecipe, steps: 1250 },
      arms: [
        { strategy: 'random' },
        { strategy: 'waal', name: 'WAAL', training: { ...waalRecipe, method: 'wasserstein', steps: 1250 } },
        {
          strategy: 'waal',
          name: 'WAAL, faster critic',
          training: {
            ...waalRecipe,
            method: 'wasserstein',
            steps: 1250,
            parameters: { labelledWeight: 'equal', criticAim: 'full', tradeOff: 0.1, criticRate: 10 },
          },
        },
      ],
    },
  },
  {
    id: 'fashion-imbalanced',
    name: 'Fashion-MNIST, imbalanced',
    about:
      'Drop the four files of Fashion-MNIST: half of the classes ten times rarer, and the mixture query beside entropy.',
    story: {
      shows:
        'Half of the classes are ten times rarer. Does a query by [mixtures|mixture] find them sooner than entropy?',
    },
    spec: {
      version: 2,
      name: 'Fashion-MNIST, imbalanced',
      dataset: { source: 'files', name: 'Fashion-MNIST' },
      pool: { train: 11_000, imbalance: { kind: 'step', ratio: 10 } },
      initial: { size: 1000, by: 'random' },
      query: { size: 1000, cycles: 3 },
      model: waalLenet,
      training: { ...mixtureSchedule, steps: 1000 },
      arms: [
        { strategy: 'random' },
        { strategy: 'entropy' },
        {
          strategy: 'mixture',
          name: 'Reg + DA, mixture query',
          training: { ...mixtureSchedule, method: 'mixture-reg-da', steps: 1000, parameters: { alignSteps: 1000 } },
        },
      ],
      seeds: [1],
    },
  },
  /*
   * WAAL's tables 2 and 3 for CIFAR-10: momentum, weight of the critic, sizes and network differ from Fashion-MNIST. Not run
   * here: a training of VGG-16 on two cores takes hours.
   */
  {
    id: 'cifar-waal',
    name: 'CIFAR-10, WAAL with VGG-16',
    about:
      'Drop CIFAR-10’s binary archive: VGG-16 from 2,000 to 12,000 labels with the paper’s schedule, four arms of its nine. For a GPU, and a night.',
    story: {
      shows: 'The WAAL paper’s setting on CIFAR-10, with its deep network and schedule.',
      pair: ['WAAL', 'random at WAAL’s steps'],
    },
    spec: {
      version: 2,
      name: 'CIFAR-10, WAAL with VGG-16',
      dataset: { source: 'files', name: 'CIFAR-10' },
      pool: { train: 45_000, validation: 5000 },
      initial: { size: 2000, by: 'random' },
      query: { size: 2000, cycles: 5 },
      model: { name: 'vgg-16' },
      training: cifarWaal,
      arms: [
        { strategy: 'random' },
        { strategy: 'margin' },
        {
          strategy: 'waal',
          name: 'WAAL',
          parameters: { selection: 10 },
          training: { ...cifarWaal, method: 'wasserstein', epochsOver: 'larger' },
        },
        { strategy: 'random', name: 'random at WAAL’s steps', training: { ...cifarWaal, epochsOver: 'larger' } },
      ],
      seeds: [1],
    },
  },
];
