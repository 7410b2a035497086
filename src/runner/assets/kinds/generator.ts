/** A generator of the pool's samples, with the critic that it was trained against. */
import { sampleGenerator } from '../../../generative/gan-sampling.ts';
import { buildGan, fitGan, latentPoints, type GanPair, type GanReading } from '../../../generative/gan-training.ts';
import type { GanRecipe } from '../../../generative/recipes/gan-recipes.ts';
import { Rng } from '../../../random/rng.ts';
import { poolSamples } from '../asset-context.ts';
import { gridControl, gridSize, toSampleGrid } from '../sample-grids.ts';
import { trainedAsset } from '../trained-asset.ts';

export interface GeneratorInput {
  recipe: GanRecipe;
  /** In place of the recipe's own. */
  steps?: number;
  seed: number;
}

export const generator = trainedAsset<GeneratorInput, GanPair, GanReading>({
  kind: 'generator',
  provides: ['generator'],
  version: 1,
  stream: 'gan',
  keyFields: [
    ...['network', 'parameters', 'objective', 'penalty', 'consistency', 'slack'],
    ...['steps', 'criticSteps', 'batch', 'generatorBatch', 'rate', 'betas', 'decay'],
  ],
  requires: () => [],
  describe({ input: { recipe, steps = recipe.steps, seed } }) {
    const { label, name: recipeName, size } = recipe;
    const usual = steps === recipe.steps ? {} : { usual: recipe.steps };
    return { name: label, recipeName, size, ...usual, fields: { ...recipe, steps }, seed, total: steps };
  },
  create: ({ input: { recipe }, context }, weights) => buildGan(recipe, context.info, weights),
  networks: (gan) => ({ generator: gan.generator, critic: gan.critic }),
  fit: (gan, { input: { recipe, steps = recipe.steps }, context }, options) =>
    fitGan(gan, { recipe: { ...recipe, steps }, samples: poolSamples(context) }, options),
  view(gan, { input: { seed }, context }) {
    const { info } = context;
    // the same latent points at every step
    const latents = latentPoints(new Rng(seed).child('sheet'), gridSize(info), gan.generator.latent);
    return {
      readingValues: (at) => [at.criticLoss, at.generatorLoss, at.wasserstein, at.norm, at.consistency],
      renderGrid: async () =>
        toSampleGrid('samples', await sampleGenerator(gan, latents, gridControl(context)), info),
    };
  },
});

/** For the assets that are made of a generator. */
export const generatorReference = (input: GeneratorInput) => ({ kind: 'generator', input }) as const;
