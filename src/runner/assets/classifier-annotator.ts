/** The annotating classifier of a run: built once per pool, and measured on the test split. */
import { classifierAnnotator, type SynthesizedAnnotator } from '../../annotators/synthesized.ts';
import type { Split } from '../../datasets/splits/splits.ts';
import { annotatingClassifierRecipeFor } from '../../generative/recipes/annotating-classifier-recipes.ts';
import { sampleSetOf } from '../../generative/value-scaling.ts';
import { modelNamed } from '../../models/index.ts';
import { decodeSampleValues } from '../../protocol/base64.ts';
import { accuracy, argmaxRows, predict } from '../../trainer/predict.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import { labelsAt, storedSet } from '../samples/sample-sets.ts';
import { assetContextOf } from './asset-context.ts';
import type { ReadyAsset } from './ready-asset.ts';
import { AssetSession } from './asset-session.ts';
import type { AssetProduct } from './kinds/index.ts';

/** Seed of the classifier. Not the run's, so that runs with other seeds and the same pool share it. */
const CLASSIFIER_SEED = 1;

/** Test accuracy by asset and seed of the split: the same in all steps of a seed. */
const testAccuracies = new WeakMap<RunContext, Map<string, number>>();

/** A split and its seed. */
interface SeedSplit {
  split: Split;
  seed: number;
}

export function openClassifierAnnotator(
  runContext: RunContext,
  { split, seed }: SeedSplit,
  control: StepControl,
): SynthesizedAnnotator {
  const { info, samples, labels } = runContext;
  const recipe = annotatingClassifierRecipeFor(info.kind);
  const { label: name } = modelNamed(recipe.model).about;
  const setOf = (indices: Int32Array) => storedSet(samples, indices, labelsAt(labels, indices));
  const labelledTrain = split.train.filter((index) => labels[index]! >= 0);
  const quiet = { checkpoint: control.checkpoint, progress: () => undefined };

  return classifierAnnotator(async (questions) => {
    const session = new AssetSession(assetContextOf(runContext, split.train, control));
    try {
      const labelled = setOf(labelledTrain);
      const asset = await session.ensure('classifier', { recipe, labelled, seed: CLASSIFIER_SEED });
      const testAccuracy = await testAccuracyOf(asset);
      const network = asset.product;
      const samplesShown = sampleSetOf(samples.normalise(decodeSampleValues(questions.values)), info.shape);
      const predictions: number[] = [];
      for await (const { probabilities } of predict({ network, samples: samplesShown }, quiet))
        predictions.push(...argmaxRows(probabilities, network.classes));
      return { by: { kind: 'classifier', name, testAccuracy, labelled: labelledTrain.length }, labels: predictions };
    } finally {
      session.dispose();
    }
  });

  async function testAccuracyOf({ info: { id }, product }: ReadyAsset<AssetProduct<'classifier'>>): Promise<number> {
    const cached = testAccuracies.get(runContext) ?? new Map<string, number>();
    testAccuracies.set(runContext, cached);
    const found = cached.get(`${id}/${seed}`) ?? (await accuracy(product, setOf(split.test), quiet));
    cached.set(`${id}/${seed}`, found);
    return found;
  }
}
