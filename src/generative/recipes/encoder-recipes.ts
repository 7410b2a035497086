/** How encoders are trained, as data. */
import type { ParameterValues } from '../../protocol/spec.ts';
import type { GanRecipe } from './gan-recipes.ts';

export interface EncoderRecipe {
  /** Of the GAN in `src/generative/index.ts` whose critic the encoder is built like, and its parameters. */
  network: string;
  parameters: ParameterValues;
  steps: number;
  /** Generated samples per step. */
  batch: number;
  /** Adam's initial learning rate; it falls linearly to zero over the steps. */
  rate: number;
}

const DEFAULT_STEPS: Record<GanRecipe['size'], number> = { plane: 2000, quick: 1000, reduced: 2500, paper: 20_000 };

/** The recipe of an encoder for a generator of this recipe. */
export const encoderRecipeFor = (
  { size, network, parameters }: GanRecipe,
  steps = DEFAULT_STEPS[size],
): EncoderRecipe => ({
  network,
  parameters: { ...parameters, ...('dropout' in parameters && { dropout: false }) },
  steps,
  batch: size === 'plane' ? 256 : 64,
  rate: size === 'plane' ? 3e-3 : 1e-3,
});
