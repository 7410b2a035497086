/**
 * Default recipes by data set: the reduced ones, which a laptop can train. The auto-encoder has the size of the generator beside it,
 * so that networks of the paper's size and reduced ones are not mixed.
 */
import type { DatasetInfo } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { autoEncoderRecipes } from './auto-encoder-recipes.ts';

export interface RecipeNames {
  gan: string;
  /** Absent where there is none for such data. */
  autoEncoder?: string;
}

/**
 * @param gan a recipe's name, or “auto”
 * @throws Problem `unfit` where there is no generator for such data
 */
export function recipesFor(
  gan: string,
  { kind, shape, name }: Pick<DatasetInfo, 'kind' | 'shape' | 'name'>,
): RecipeNames {
  if (kind === 'plane') return { gan: gan === 'auto' ? 'plane-wgan-gp' : gan };
  const side = shape[0];
  if (kind !== 'image' || shape[1] !== side || ![28, 32, 64].includes(side!))
    throw new Problem(
      'unfit',
      `There is no generator for “${name}”: there are some for points of the plane, and for square images of 28, 32 or 64 pixels a side.`,
      'Import the images with one of these sizes, or choose another strategy.',
    );
  const reduced = `reduced-auto-encoder-${side}`;
  return { gan: gan === 'auto' ? `reduced-wgan-gp-${side}` : gan, autoEncoder: paperAutoEncoderFor(gan) ?? reduced };
}

/**
 * Name of the auto-encoder's recipe beside that generator.
 * @throws Problem `unfit` where there is none for such data
 */
export function autoEncoderRecipeFor(gan: string, info: Parameters<typeof recipesFor>[1]): string {
  const { autoEncoder } = recipesFor(gan, info);
  if (!autoEncoder)
    throw new Problem('unfit', 'There is no auto-encoder for points of the plane.', 'Choose the values themselves.');
  return autoEncoder;
}

/** The paper's auto-encoder for the data that the paper's generator is for: both names end alike, “…-mnist-two”. */
const paperAutoEncoderFor = (gan: string): string | undefined =>
  autoEncoderRecipes.find(({ name, size }) => size === 'paper' && gan.endsWith(name.replace('paper-auto-encoder', '')))
    ?.name;
