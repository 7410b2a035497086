/** The classifier that answers in place of a person: made once for a pool, kept in the store, and measured on the test split. */
import { Rng } from '../../random/rng.ts';
import type { Split } from '../../datasets/splits/splits.ts';
import { modelNamed } from '../../models/index.ts';
import type { Network } from '../../models/model.ts';
import { classifierAnnotator, type SynthesizedAnnotator } from '../../annotators/synthesized.ts';
import { decodeSampleValues } from '../../protocol/base64.ts';
import { annotatingClassifierRecipeFor, buildAnnotatingClassifier, fitAnnotatingClassifier } from '../../generative/annotating-classifier.ts';
import type { LossReading } from '../../trainer/resumable-training.ts';
import { restoreWeights } from '../../trainer/checkpoint.ts';
import { sampleSetOf } from '../../generative/value-scaling.ts';
import { accuracy, argmaxRows, predict } from '../../trainer/predict.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import { ensureTrained } from './asset-preparation.ts';
import { labelsAt, storedSet } from '../samples/sample-sets.ts';
import { assetContextOf } from './asset-context.ts';

/** Of all chance in it: other than the run's, so that runs with other seeds share it where they share the pool. */
const CLASSIFIER_SEED = 1;

/** How often it is right, by asset and test split: the same for all steps of a seed. */
const testAccuracies = new WeakMap<RunContext, Map<string, number>>();

export function openClassifierAnnotator(runContext: RunContext, split: Split, seed: number, control: StepControl): SynthesizedAnnotator {
  const { info, samples, labels } = runContext;
  const recipe = annotatingClassifierRecipeFor(info.kind);
  const { label: name } = modelNamed(recipe.model).about;
  const setOfLabelled = (indices: Int32Array) => storedSet(samples, indices, labelsAt(labels, indices));
  const labelledTrain = split.train.filter((index) => labels[index]! >= 0);
  const quiet = { checkpoint: control.checkpoint, progress: () => undefined };

  return classifierAnnotator(async (questions) => {
    const rng = new Rng(CLASSIFIER_SEED).child('classifier', 'weights');
    const network = buildAnnotatingClassifier(recipe, info.shape, info.classes.length, rng);
    try {
      const assetId = await ensureClassifier(network);
      const testAccuracy = await testAccuracyOf(network, assetId);
      const samplesShown = sampleSetOf(samples.normalise(decodeSampleValues(questions.values)), info.shape);
      const predictions: number[] = [];
      for await (const { probabilities } of predict(network, samplesShown, {}, quiet))
        predictions.push(...argmaxRows(probabilities, network.classes));
      return { by: { kind: 'classifier', name, testAccuracy, labelled: labelledTrain.length }, labels: predictions };
    } finally {
      network.dispose();
    }
  });

  function ensureClassifier(network: Network): Promise<string> {
    // the order of the classes decides which label is which
    const asset = {
      kind: 'classifier' as const,
      name: `Annotator: ${name}`,
      settings: { ...recipe, classes: info.classes },
    };
    const assetContext = assetContextOf(runContext, split.train, control);
    return ensureTrained<LossReading>(assetContext, asset, CLASSIFIER_SEED, recipe.steps, {
      restore: (checkpoint) => restoreWeights(network, checkpoint, 'classifier'),
      fit: (_, context) => fitAnnotatingClassifier(network, setOfLabelled(labelledTrain), recipe, context),
      progressSource: () => ({ readingValues: ({ loss }) => [loss] }),
    });
  }

  async function testAccuracyOf(network: Network, assetId: string): Promise<number> {
    const cached = testAccuracies.get(runContext) ?? new Map<string, number>();
    testAccuracies.set(runContext, cached);
    const found = cached.get(`${assetId}/${seed}`) ?? (await accuracy(network, setOfLabelled(split.test), quiet));
    cached.set(`${assetId}/${seed}`, found);
    return found;
  }
}
