/** An encoder that finds the latent points of real samples for one generator. */
import { buildEncoder, fitEncoder, latentPointsOf } from '../../../generative/encoder-training.ts';
import { sampleGenerator } from '../../../generative/gan-sampling.ts';
import type { GanPair } from '../../../generative/gan-training.ts';
import type { Encoder } from '../../../generative/networks/encoder-network.ts';
import { encoderRecipeFor, type EncoderRecipe } from '../../../generative/recipes/encoder-recipes.ts';
import type { LossReading } from '../../../trainer/descent.ts';
import { poolSamples } from '../asset-context.ts';
import type { ReadyAsset } from '../ready-asset.ts';
import { gridControl, pairGrid } from '../sample-grids.ts';
import { trainedAsset } from '../trained-asset.ts';
import { generatorReference, type GeneratorInput } from './generator.ts';

export interface EncoderInput {
  generator: GeneratorInput;
  /** In place of those that suit the generator. */
  steps?: number;
  seed: number;
}

const recipeFor = ({ generator, steps }: EncoderInput): EncoderRecipe => encoderRecipeFor(generator.recipe, steps);

export const encoder = trainedAsset<EncoderInput, Encoder, LossReading, readonly [ReadyAsset<GanPair>]>({
  kind: 'encoder',
  provides: [],
  version: 1,
  stream: 'encoder',
  keyFields: ['network', 'parameters', 'steps', 'batch', 'rate'],
  requires: ({ generator }) => [generatorReference(generator)],
  describe({ input }) {
    const recipe = recipeFor(input);
    return { name: 'Encoder', fields: { ...recipe }, seed: input.seed, total: recipe.steps };
  },
  create: ({ input, required: [gan] }, weights) => buildEncoder(recipeFor(input), gan.product, weights),
  networks: (product) => ({ encoder: product }),
  fit: (product, { input, required: [gan] }, options) =>
    fitEncoder(product, { recipe: recipeFor(input), generator: gan.product.generator }, options),
  view(product, { required: [{ product: gan }], context }) {
    const control = gridControl(context);
    const { scaling } = gan;
    return {
      readingValues: ({ loss }) => [loss],
      renderGrid: pairGrid(poolSamples(context), context.info, async (real) =>
        sampleGenerator(gan, await latentPointsOf({ encoder: product, scaling }, real, control), control),
      ),
    };
  },
});
