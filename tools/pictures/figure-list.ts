/** The pictures of docs/methods: their runs, their figures and the cycles shown. */
import type { Locator } from 'playwright';
import { pretrainedGenerator } from '../../src/presets/asal.ts';
import { presets } from '../../src/presets/index.ts';
import { armNames, parseSpec, type SpecInput } from '../../src/protocol/spec.ts';

export interface Panel {
  figure: string;
  cycle: number;
  /** The surface on the planes, by the button's name. */
  surface?: 'Regions' | 'Critic' | 'Mixtures';
  /** Beside the previous panel. */
  sameRow?: boolean;
  /** Runs before the figure is exported. */
  before?: (figure: Locator) => Promise<unknown>;
}

export interface FigurePlan {
  /** Of the file. */
  name: string;
  spec: SpecInput;
  panels: Panel[];
  /** Width of the page in pixels, for figures that are as wide as the page. */
  across?: number;
}

/** Two arms of a preset, its first seed, and fewer points, so that the pictures are small. */
function twoArms(id: string, arms: [string, string], cycles: number): SpecInput {
  const { spec } = presets.find((one) => one.id === id)!;
  if (spec.dataset.source !== 'built-in') throw new Error(`“${id}” does not come with its data.`);
  const names = armNames(parseSpec(spec));
  return {
    ...spec,
    dataset: { ...spec.dataset, size: 900, testSize: 300 },
    query: { ...spec.query, cycles },
    arms: arms.map((arm) => spec.arms[names.indexOf(arm)]!),
    seeds: [1],
    reference: false,
  };
}

const sideBySide = true;

/** Queries of two arms to the same learner, before their labels differ. */
const queriesFigure = (name: string, ...arms: [string, string]): FigurePlan => ({
  name,
  spec: twoArms('one-learner', arms, 1),
  panels: arms.map((arm, i) => ({ figure: `Plane: ${arm}`, cycle: 0, surface: 'Regions', sameRow: i > 0 })),
});

const blobs = twoArms('rare-blob-mixture', ['entropy', 'mixture query'], 4);

/** Drawn digits, 60 labelled: the same for both arms, which query at random. */
const digits: SpecInput = {
  version: 2,
  dataset: { source: 'built-in', name: 'strokes', size: 900, testSize: 300, seed: 1 },
  initial: { size: 60, by: 'class' },
  query: { size: 10, cycles: 0 },
  model: { name: 'cnn-small' },
  training: { epochs: 40, batch: 20, learningRate: 0.002, patience: 0 },
  arms: [
    { strategy: 'random', name: 'supervised' },
    {
      strategy: 'random',
      name: 'Reg + DA',
      training: {
        ...{ method: 'mixture-reg-da', epochs: 40, batch: 20, learningRate: 0.002, patience: 0 },
        parameters: { subset: 60, alignSteps: 300, refit: 50 },
      },
    },
  ],
  seeds: [1],
};

/** Shows this arm's map and waits for it; a long training is repeated only on request. */
const latent = async (figure: Locator, arm: string): Promise<void> => {
  const show = figure.getByRole('button', { name: 'Show the map' });
  if (await show.isVisible()) await show.click();
  await figure.getByRole('combobox', { name: 'Arm of the map' }).selectOption({ label: arm });
  const map = figure.getByRole('application', { name: new RegExp(`: ${arm.replace('+', '\\+')}, cycle`) });
  const again = figure.getByRole('button', { name: /^Retrain cycle/ });
  await map.or(again).first().waitFor({ timeout: 60_000 });
  if (await again.isVisible()) await again.click();
  await map.waitFor({ timeout: 120_000 });
};

const moons = twoArms('two-moons-asal', ['entropy', 'ASAL'], 1);
/** Unchanged, so that the shipped generator fits. */
const queryTargetsFigure = presets.find(({ id }) => id === 'strokes-asal')!.spec;
const strokes: SpecInput = {
  ...queryTargetsFigure,
  query: { ...queryTargetsFigure.query, cycles: 1 },
  arms: queryTargetsFigure.arms.filter(({ strategy }) => strategy === 'asal'),
};

/** GAAL with the shipped generator. */
const gaal: SpecInput = {
  ...strokes,
  arms: [{ strategy: 'gaal', name: 'GAAL', parameters: pretrainedGenerator }],
};
/** Two classes for ADBA; their generator is trained for the picture. */
const adba: SpecInput = {
  ...strokes,
  dataset: { source: 'built-in', name: 'strokes', classes: ['1', '7'] },
  initial: { size: 10, by: 'class' },
  query: { size: 4, cycles: 1 },
  model: { name: 'linear' },
  arms: [{ strategy: 'adba', name: 'ADBA', parameters: { gan: 'quick-wgan-gp-28', ganSteps: 400 } }],
};

export const figurePlans: readonly FigurePlan[] = [
  {
    name: 'asal',
    spec: moons,
    panels: [
      { figure: 'Plane: entropy', cycle: 0, surface: 'Regions' },
      { figure: 'Plane: ASAL', cycle: 0, surface: 'Regions', sameRow: sideBySide },
    ],
  },
  { name: 'asal-strokes', spec: strokes, panels: [{ figure: 'Query targets and matches', cycle: 0 }] },
  {
    name: 'waal-query',
    spec: twoArms('sampling-bias-waal', ['margin', 'WAAL, critic in balance'], 6),
    panels: [
      { figure: 'Plane: margin', cycle: 5, surface: 'Regions' },
      { figure: 'Plane: WAAL, critic in balance', cycle: 5, surface: 'Critic', sameRow: sideBySide },
    ],
  },
  {
    name: 'waal-training',
    spec: twoArms('sampling-bias-waal', ['WAAL, as in the paper', 'WAAL, critic in balance'], 6),
    panels: [
      { figure: 'Plane: WAAL, as in the paper', cycle: 3, surface: 'Critic' },
      { figure: 'Plane: WAAL, critic in balance', cycle: 3, surface: 'Critic', sameRow: sideBySide },
    ],
  },
  {
    name: 'mixture',
    spec: blobs,
    panels: [
      { figure: 'Plane: mixture query', cycle: 0, surface: 'Mixtures' },
      { figure: 'Plane: mixture query', cycle: 4, surface: 'Mixtures', sameRow: sideBySide },
    ],
  },
  {
    name: 'mixture-query',
    spec: blobs,
    panels: [
      { figure: 'Plane: entropy', cycle: 3, surface: 'Regions' },
      { figure: 'Plane: mixture query', cycle: 3, surface: 'Mixtures', sameRow: sideBySide },
    ],
  },
  {
    name: 'mixture-training',
    spec: digits,
    across: 520,
    panels: [
      { figure: 'Latent map', cycle: 0, before: (figure) => latent(figure, 'Supervised') },
      { figure: 'Latent map', cycle: 0, before: (figure) => latent(figure, 'Reg + DA'), sameRow: sideBySide },
    ],
  },
  { name: 'gaal', spec: gaal, panels: [{ figure: 'Synthesized queries', cycle: 0 }] },
  { name: 'adba', spec: adba, panels: [{ figure: 'Synthesized queries', cycle: 0 }] },
  queriesFigure('badge', 'entropy', 'BADGE'),
  queriesFigure('alfa-mix', 'entropy', 'ALFA-Mix'),
  queriesFigure('deep-fool', 'margin', 'DeepFool'),
  queriesFigure('dropout-queries', 'BALD', 'BatchBALD'),
  {
    name: 'class-balanced',
    spec: twoArms('one-learner', ['entropy', 'CBAL'], 4),
    panels: [
      { figure: 'Plane: entropy', cycle: 4, surface: 'Regions' },
      { figure: 'Plane: CBAL', cycle: 4, surface: 'Regions', sameRow: sideBySide },
      { figure: 'Labels per class', cycle: 4 },
    ],
  },
];
