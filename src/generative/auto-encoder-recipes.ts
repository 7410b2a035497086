/**
 * How the auto-encoders are trained, as data: the paper's own (Mayer and Timofte 2020, supplement, A.1–A.7), and reduced
 * ones of 2,500 steps. A result bears the recipe's name, so that the two are never mixed up.
 */
import { named } from '../protocol/problem.ts';
import type { Values } from '../protocol/spec.ts';

export interface AutoEncoderRecipe {
  /** Unlike any other's. */
  name: string;
  label: string;
  size: 'paper' | 'reduced';
  /** Of the auto-encoder in `src/generative/index.ts`, and its parameters. */
  network: string;
  parameters: Values;
  /** How long: one of the two. */
  epochs?: number;
  steps?: number;
  batch: number;
  /** Adam's. */
  rate: number;
}

type How = Omit<AutoEncoderRecipe, 'name' | 'label' | 'size' | 'network' | 'parameters'>;

/** A.4 says nothing of the auto-encoder for ten classes of CIFAR-10; it is taken to be trained as that of A.2. */
const table: [on: string, network: string, width: number, how: How][] = [
  ['mnist-two', 'auto-encoder-28', 1 / 3, { epochs: 40, batch: 100, rate: 1e-3 }],
  ['mnist-ten', 'auto-encoder-28', 1, { epochs: 40, batch: 100, rate: 1e-3 }],
  ['cifar-two', 'auto-encoder-32', 1, { epochs: 100, batch: 128, rate: 1e-3 }],
  ['cifar-ten', 'auto-encoder-32', 1, { epochs: 100, batch: 128, rate: 1e-3 }],
  ['celeba', 'auto-encoder-64', 1, { epochs: 100, batch: 64, rate: 1e-4 }],
  ['svhn', 'auto-encoder-32', 1, { steps: 100_000, batch: 64, rate: 1e-4 }],
  ['lsun', 'auto-encoder-64', 1, { steps: 100_000, batch: 64, rate: 1e-4 }],
];

/** A quarter as wide, but for the one for digits: of its 3, 6 and 12 maps a quarter would leave no picture. */
const reduced: [on: string, network: string, width: number, how: How][] = [
  ['28', 'auto-encoder-28', 1, { steps: 2500, batch: 100, rate: 1e-3 }],
  ['32', 'auto-encoder-32', 0.25, { steps: 2500, batch: 64, rate: 1e-3 }],
  ['64', 'auto-encoder-64', 0.25, { steps: 2500, batch: 64, rate: 1e-3 }],
];

const recipes = (size: AutoEncoderRecipe['size'], rows: typeof table): AutoEncoderRecipe[] =>
  rows.map(([on, network, width, how]) => ({
    name: `${size}-auto-encoder-${on}`,
    label: `Auto-encoder, ${size === 'paper' ? 'as in the paper' : 'reduced'} (${on})`,
    size,
    network,
    parameters: { width },
    ...how,
  }));

export const autoEncoderRecipes: readonly AutoEncoderRecipe[] = [
  ...recipes('reduced', reduced),
  ...recipes('paper', table),
];

/** @throws Problem `bad-spec` where there is none of this name */
export const autoEncoderRecipeNamed = (name: string): AutoEncoderRecipe =>
  named('way to train an auto-encoder', autoEncoderRecipes, (one) => one.name, name);
