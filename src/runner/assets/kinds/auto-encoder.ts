/** An auto-encoder of the pool's samples. */
import {
  autoEncoderSteps,
  buildAutoEncoder,
  fitAutoEncoder,
  reconstructSamples,
  type ScaledAutoEncoder,
} from '../../../generative/auto-encoder-training.ts';
import type { AutoEncoderRecipe } from '../../../generative/recipes/auto-encoder-recipes.ts';
import type { LossReading } from '../../../trainer/descent.ts';
import { poolSamples } from '../asset-context.ts';
import { gridControl, pairGrid } from '../sample-grids.ts';
import { trainedAsset } from '../trained-asset.ts';

export interface AutoEncoderInput {
  recipe: AutoEncoderRecipe;
  seed: number;
}

export const autoEncoder = trainedAsset<AutoEncoderInput, ScaledAutoEncoder, LossReading>({
  kind: 'auto-encoder',
  provides: [],
  version: 1,
  stream: 'auto-encoder',
  keyFields: ['network', 'parameters', 'epochs', 'steps', 'batch', 'rate'],
  requires: () => [],
  describe({ input: { recipe, seed }, context }) {
    const { label, name: recipeName, size } = recipe;
    const total = autoEncoderSteps(recipe, context.pool.length);
    return { name: label, recipeName, size, fields: { ...recipe }, seed, total };
  },
  create: ({ input: { recipe }, context }, weights) => buildAutoEncoder(recipe, context.info, weights),
  networks: ({ network }) => ({ 'auto-encoder': network }),
  fit: (product, { input: { recipe }, context }, options) =>
    fitAutoEncoder(product, { recipe, samples: poolSamples(context) }, options),
  view: (product, { context }) => ({
    readingValues: ({ loss }) => [loss],
    renderGrid: pairGrid(poolSamples(context), context.info, (real) =>
      reconstructSamples(product, real, gridControl(context)),
    ),
  }),
});

/** For the assets that are made of an auto-encoder. */
export const autoEncoderReference = (input: AutoEncoderInput) => ({ kind: 'auto-encoder', input }) as const;
