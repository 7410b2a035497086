/**
 * How the auto-encoders are trained, as data: the paper's recipes (Mayer and Timofte 2020, supplement, A.1–A.7), and reduced ones of
 * 2,500 steps. Assets and logs name the recipe, so that the two are never confused.
 */
import { findByName } from '../../protocol/problem.ts';
import type { ParameterValues } from '../../protocol/spec.ts';

export interface AutoEncoderRecipe {
  /** Unique; persisted in specs. */
  name: string;
  label: string;
  size: 'paper' | 'reduced';
  /** Of the auto-encoder in `src/generative/index.ts`, and its parameters. */
  network: string;
  parameters: ParameterValues;
  /** Length of the training: one of the two. */
  epochs?: number;
  steps?: number;
  batch: number;
  /** Adam's. */
  rate: number;
}

type RecipeSettings = Omit<AutoEncoderRecipe, 'name' | 'label' | 'size' | 'network' | 'parameters'>;

/** A.4 does not give the training of the auto-encoder for ten classes of CIFAR-10; that of A.2 is used. */
const paperRows: [on: string, network: string, width: number, how: RecipeSettings][] = [
  ['mnist-two', 'auto-encoder-28', 1 / 3, { epochs: 40, batch: 100, rate: 1e-3 }],
  ['mnist-ten', 'auto-encoder-28', 1, { epochs: 40, batch: 100, rate: 1e-3 }],
  ['cifar-two', 'auto-encoder-32', 1, { epochs: 100, batch: 128, rate: 1e-3 }],
  ['cifar-ten', 'auto-encoder-32', 1, { epochs: 100, batch: 128, rate: 1e-3 }],
  ['celeba', 'auto-encoder-64', 1, { epochs: 100, batch: 64, rate: 1e-4 }],
  ['svhn', 'auto-encoder-32', 1, { steps: 100_000, batch: 64, rate: 1e-4 }],
  ['lsun', 'auto-encoder-64', 1, { steps: 100_000, batch: 64, rate: 1e-4 }],
];

/** A quarter as wide, except for digits, where a quarter of 3, 6 and 12 maps would be too few. */
const reducedRows: [on: string, network: string, width: number, how: RecipeSettings][] = [
  ['28', 'auto-encoder-28', 1, { steps: 2500, batch: 100, rate: 1e-3 }],
  ['32', 'auto-encoder-32', 0.25, { steps: 2500, batch: 64, rate: 1e-3 }],
  ['64', 'auto-encoder-64', 0.25, { steps: 2500, batch: 64, rate: 1e-3 }],
];

const recipesFrom = (size: AutoEncoderRecipe['size'], rows: typeof paperRows): AutoEncoderRecipe[] =>
  rows.map(([dataset, network, width, settings]) => ({
    name: `${size}-auto-encoder-${dataset}`,
    label: `Auto-encoder, ${size === 'paper' ? 'as in the paper' : 'reduced'} (${dataset})`,
    size,
    network,
    parameters: { width },
    ...settings,
  }));

export const autoEncoderRecipes: readonly AutoEncoderRecipe[] = [
  ...recipesFrom('reduced', reducedRows),
  ...recipesFrom('paper', paperRows),
];

/** @throws Problem `bad-spec` where there is none of this name */
export const autoEncoderRecipeNamed = (name: string): AutoEncoderRecipe =>
  findByName('auto-encoder recipe', autoEncoderRecipes, (one) => one.name, name);
