/** The classifier that labels generated samples in place of a person. */
import { buildAnnotatingClassifier, fitAnnotatingClassifier } from '../../../generative/annotating-classifier.ts';
import type { AnnotatingClassifierRecipe } from '../../../generative/recipes/annotating-classifier-recipes.ts';
import { modelNamed } from '../../../models/index.ts';
import type { Network } from '../../../models/model.ts';
import type { LossReading } from '../../../trainer/descent.ts';
import type { SampleSet } from '../../../trainer/sample-set.ts';
import { trainedAsset } from '../trained-asset.ts';

export interface ClassifierInput {
  recipe: AnnotatingClassifierRecipe;
  /** All labelled samples of the pool. */
  labelled: SampleSet;
  seed: number;
}

export const classifier = trainedAsset<ClassifierInput, Network, LossReading>({
  kind: 'classifier',
  provides: [],
  version: 1,
  stream: 'classifier',
  // the order of the classes decides which label is which
  keyFields: ['model', 'parameters', 'steps', 'batch', 'rate', 'classes'],
  requires: () => [],
  describe: ({ input: { recipe, seed }, context }) => ({
    name: `Annotator: ${modelNamed(recipe.model).about.label}`,
    fields: { ...recipe, classes: context.info.classes },
    seed,
    total: recipe.steps,
  }),
  create: ({ input: { recipe }, context: { info } }, weights) =>
    buildAnnotatingClassifier(recipe, { shape: info.shape, classes: info.classes.length }, weights),
  networks: (network) => ({ classifier: network }),
  fit: (network, { input: { recipe, labelled } }, options) =>
    fitAnnotatingClassifier(network, { recipe, samples: labelled }, options),
  view: () => ({ readingValues: ({ loss }) => [loss] }),
});
