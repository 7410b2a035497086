/** The annotating classifier of a run, asked for the labels of generated samples. */
import { classifierAnnotator, type SynthesizedAnnotator } from '../../annotators/synthesized.ts';
import { sampleSetOf } from '../../generative/value-scaling.ts';
import { decodeSampleValues } from '../../protocol/base64.ts';
import { argmaxRows, predict } from '../../trainer/predict.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import { assetContextOf } from './asset-context.ts';
import { AssetSession } from './asset-session.ts';
import { ensurePoolClassifier, type SplitOfSeed } from './pool-classifier.ts';

export function openClassifierAnnotator(
  runContext: RunContext,
  { split, seed }: SplitOfSeed,
  control: StepControl,
): SynthesizedAnnotator {
  const { info, samples } = runContext;
  const quiet = { checkpoint: control.checkpoint, progress: () => undefined };
  return classifierAnnotator(async (questions) => {
    const session = new AssetSession(assetContextOf(runContext, split.train, control));
    try {
      const classifier = await ensurePoolClassifier(session, { runContext, split, seed }, control);
      const { name, network, testAccuracy, labelled } = classifier;
      const samplesShown = sampleSetOf(samples.normalise(decodeSampleValues(questions.values)), info.shape);
      const predictions: number[] = [];
      for await (const { probabilities } of predict({ network, samples: samplesShown }, quiet))
        predictions.push(...argmaxRows(probabilities, network.classes));
      return { by: { kind: 'classifier', name, testAccuracy, labelled }, labels: predictions };
    } finally {
      session.dispose();
    }
  });
}
