/**
 * The classifier of a run's data, trained on all labels of the pool: it annotates generated samples, and embeds them where a generator
 * is measured. Built once per pool, and measured on the test split.
 */
import type { Split } from '../../datasets/splits/splits.ts';
import { annotatingClassifierRecipeFor } from '../../generative/recipes/annotating-classifier-recipes.ts';
import { modelNamed } from '../../models/index.ts';
import type { Network } from '../../models/model.ts';
import { accuracy } from '../../trainer/predict.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import { labelsAt, storedSet } from '../samples/sample-sets.ts';
import type { AssetSession } from './asset-session.ts';

/** Seed of the classifier. Not the run's, so that runs with other seeds and the same pool share it. */
const CLASSIFIER_SEED = 1;

/** A split and its seed. */
export interface SplitOfSeed {
  split: Split;
  seed: number;
}

export interface PoolClassifier {
  /** Its key as an asset. */
  id: string;
  /** Of its model. */
  name: string;
  /** Until the session is disposed of. */
  network: Network;
  /** Fraction. */
  testAccuracy: number;
  /** Labels that it was trained on. */
  labelled: number;
}

/** Test accuracy by asset and seed of the split: the same in all steps of a seed. */
const testAccuracies = new WeakMap<RunContext, Map<string, number>>();

export async function ensurePoolClassifier(
  session: AssetSession,
  { runContext, split, seed }: SplitOfSeed & { runContext: RunContext },
  control: Pick<StepControl, 'checkpoint'>,
): Promise<PoolClassifier> {
  const { info, samples, labels } = runContext;
  const recipe = annotatingClassifierRecipeFor(info.kind);
  const setOf = (indices: Int32Array) => storedSet(samples, indices, labelsAt(labels, indices));
  const labelledTrain = split.train.filter((index) => labels[index]! >= 0);
  const input = { recipe, labelled: setOf(labelledTrain), seed: CLASSIFIER_SEED };
  const asset = await session.ensure('classifier', input);
  const { id } = asset.info;
  const cached = testAccuracies.get(runContext) ?? new Map<string, number>();
  testAccuracies.set(runContext, cached);
  const quiet = { checkpoint: control.checkpoint, progress: () => undefined };
  const testAccuracy = cached.get(`${id}/${seed}`) ?? (await accuracy(asset.product, setOf(split.test), quiet));
  cached.set(`${id}/${seed}`, testAccuracy);
  const name = modelNamed(recipe.model).about.label;
  return { id, name, network: asset.product, testAccuracy, labelled: labelledTrain.length };
}
