/** Measures of the generator of a step's training, where the spec asks for them, with the classifier that embeds its samples. */
import { embedSamples, generatedSet } from '../measuring/generation/measure-generator.ts';
import type { Gaussians } from '../measuring/generation/generator-measure.ts';
import type { ConditionalGenerator } from '../models/model.ts';
import type { Measured } from '../protocol/events.ts';
import { generatorMeasuring } from '../protocol/settings.ts';
import { Rng } from '../random/rng.ts';
import { quiet } from '../trainer/control.ts';
import { assetContextOf } from './assets/asset-context.ts';
import { AssetSession } from './assets/asset-session.ts';
import { ensurePoolClassifier, type PoolClassifier, type SplitOfSeed } from './assets/pool-classifier.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { labelsAt, storedSet } from './samples/sample-sets.ts';

/** What the log gets of it. */
export interface GeneratorMeasures extends Pick<Measured, 'classValues' | 'embedding'> {
  values: Record<string, number>;
  /** Of waiting for the classifier. */
  buildSeconds: number;
}

/** Of the real samples, by classifier and seed of the split: the same in all steps of a seed. */
const realGaussians = new WeakMap<RunContext, Map<string, Gaussians>>();

/** Undefined where the spec asks for none, or the training has no generator. Of a learner that diverged all values are NaN. */
export async function measureGenerator(
  runContext: RunContext,
  {
    split,
    seed,
    generator,
    diverged,
  }: SplitOfSeed & { generator: ConditionalGenerator | undefined; diverged: boolean },
  control: StepControl,
): Promise<GeneratorMeasures | undefined> {
  const asked = generatorMeasuring(runContext.spec);
  if (!asked || !(generator || diverged)) return undefined;
  const measures = runContext.registry.generatorMeasures.filter(({ about }) =>
    asked.of.some((one) => one === about.name),
  );
  const notANumber = () => Object.fromEntries(measures.map(({ about }) => [about.name, NaN]));
  if (diverged || !generator) return { values: notANumber(), buildSeconds: 0 };
  const session = new AssetSession(assetContextOf(runContext, split.train, control));
  try {
    const classifier = await ensurePoolClassifier(session, { runContext, split, seed }, control);
    const { id, name, network, testAccuracy, labelled } = classifier;
    const real = await realGaussiansOf(runContext, { split, seed, classifier }, control);
    const progress = control.phase('measuring');
    const samples = generatedSet(generator, asked.samples, new Rng(seed).child('generated samples'));
    const { gaussians, ...embedded } = await embedSamples(network, samples, { ...quiet(control), progress });
    const all = { ...embedded, generated: gaussians, real };
    return {
      values: Object.fromEntries(measures.map((one) => [one.about.name, one.measure(all)])),
      classValues: Object.fromEntries(measures.map((one) => [one.about.name, one.perClass(all)])),
      embedding: { kind: 'classifier', name, asset: id, testAccuracy, labelled, samples: asked.samples },
      buildSeconds: session.buildSeconds,
    };
  } finally {
    session.dispose();
  }
}

/** All samples of the pool; for the classes their true labels. */
async function realGaussiansOf(
  runContext: RunContext,
  { split, seed, classifier }: SplitOfSeed & { classifier: PoolClassifier },
  control: StepControl,
): Promise<Gaussians> {
  const cached = realGaussians.get(runContext) ?? new Map<string, Gaussians>();
  realGaussians.set(runContext, cached);
  const key = `${classifier.id}/${seed}`;
  const found = cached.get(key);
  if (found) return found;
  const { samples, labels } = runContext;
  const pool = storedSet(samples, split.train, labelsAt(labels, split.train));
  const { gaussians } = await embedSamples(classifier.network, pool, quiet(control));
  cached.set(key, gaussians);
  return gaussians;
}
