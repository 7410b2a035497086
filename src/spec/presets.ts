/** Experiments to begin with. Each is a whole spec; the first one runs when the page is opened for the first time. */
import type { SpecInput } from './schema.ts';

export interface Preset {
  id: string;
  name: string;
  /** What there is to see, in one sentence. */
  about: string;
  spec: SpecInput;
}

/** A plane set whose pool is 2,000 points, tested on 500 more. */
const plane = (name: string, seed = 1): SpecInput['dataset'] => ({
  source: 'built-in',
  name,
  size: 2500,
  testSize: 500,
  seed,
});

const small: SpecInput['training'] = { epochs: 60, batch: 16, learningRate: 0.01, patience: 0 };

export const presets: readonly [Preset, ...Preset[]] = [
  {
    id: 'two-moons',
    name: 'Two moons, four strategies',
    about: 'Watch random, entropy, margin and core-set choose, and the boundary follow.',
    spec: {
      version: 1,
      name: 'Two moons, four strategies',
      dataset: plane('two-moons'),
      initial: { size: 4, by: 'class' },
      query: { size: 4, cycles: 16 },
      model: { name: 'mlp' },
      training: small,
      arms: [{ strategy: 'random' }, { strategy: 'entropy' }, { strategy: 'margin' }, { strategy: 'core-set' }],
      seeds: [1, 2, 3],
    },
  },
  {
    id: 'sampling-bias',
    name: 'The sampling-bias trap',
    about: 'Four intervals on a line: asking only where the learner doubts, it never finds the inner ones.',
    spec: {
      version: 1,
      name: 'The sampling-bias trap',
      dataset: plane('four-intervals'),
      initial: { size: 4, by: 'class' },
      query: { size: 2, cycles: 16 },
      model: { name: 'mlp' },
      training: small,
      arms: [{ strategy: 'entropy' }, { strategy: 'margin' }, { strategy: 'core-set' }, { strategy: 'random' }],
      seeds: [1, 2, 3],
    },
  },
  {
    id: 'rare-blob',
    name: 'Ten blobs, one rare',
    about: 'Nine classes are common and one is not: who finds it, and when?',
    spec: {
      version: 1,
      name: 'Ten blobs, one rare',
      dataset: plane('blobs-rare'),
      initial: { size: 4, by: 'random' },
      query: { size: 4, cycles: 16 },
      model: { name: 'mlp' },
      training: small,
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'core-set' }, { strategy: 'k-median' }],
      seeds: [1, 2, 3],
    },
  },
  {
    id: 'spirals',
    name: 'Spirals',
    about: 'A boundary that winds: covering the pool beats doubt at first, doubt wins later.',
    spec: {
      version: 1,
      name: 'Spirals',
      dataset: plane('spirals'),
      initial: { size: 4, by: 'class' },
      query: { size: 8, cycles: 16 },
      model: { name: 'mlp' },
      training: { ...small, epochs: 100 },
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'core-set' }, { strategy: 'k-median' }],
      seeds: [1, 2, 3],
    },
  },
  {
    id: 'strokes',
    name: 'Strokes',
    about: 'Drawn digits, 28×28: a small network learns from twenty labels up.',
    spec: {
      version: 1,
      name: 'Strokes',
      dataset: { source: 'built-in', name: 'strokes', size: 2500, testSize: 500, seed: 1 },
      initial: { size: 20, by: 'class' },
      query: { size: 10, cycles: 6 },
      model: { name: 'cnn-small' },
      training: { epochs: 20, batch: 16, learningRate: 0.002, patience: 0 },
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'core-set' }],
      seeds: [1],
    },
  },
  {
    id: 'shapes',
    name: 'Shapes',
    about: 'Coloured shapes, 32×32: ten classes in which colour says nothing.',
    spec: {
      version: 1,
      name: 'Shapes',
      dataset: { source: 'built-in', name: 'shapes', size: 1500, testSize: 500, seed: 1 },
      initial: { size: 20, by: 'class' },
      query: { size: 20, cycles: 5 },
      model: { name: 'cnn-small' },
      training: { epochs: 20, batch: 16, learningRate: 0.002, patience: 0 },
      arms: [{ strategy: 'random' }, { strategy: 'margin' }, { strategy: 'core-set' }],
      seeds: [1],
    },
  },
];
