/** The classifier that answers in place of a person: made once for a pool, kept in the store, and measured on the test split. */
import { Draws } from '../../random/rng.ts';
import type { Split } from '../../datasets/splits/splits.ts';
import { modelNamed } from '../../models/index.ts';
import type { Network } from '../../models/model.ts';
import { byClassifier, type SyntheticOracle } from '../../annotators/synthesized.ts';
import { storedValues } from '../../protocol/base64.ts';
import { answererFor, buildAnswerer, fitAnswerer } from '../../generative/annotating-classifier.ts';
import type { LossReading } from '../../trainer/resumable-training.ts';
import { takeWeights } from '../../trainer/checkpoint.ts';
import { setOf } from '../../generative/value-scaling.ts';
import { accuracy, argmaxRows, predict } from '../../trainer/predict.ts';
import type { Bench, StepPacing } from '../run-context.ts';
import { trained } from './asset-preparation.ts';
import { labelsOf, storedSet } from '../samples/sample-sets.ts';
import { workshopOf } from './asset-context.ts';

/** Of all chance in it: other than the run's, so that runs with other seeds share it where they share the pool. */
const SEED = 1;

/** How often it is right, by asset and test split: the same for all steps of a seed. */
const known = new WeakMap<Bench, Map<string, number>>();

export function answeringClassifier(bench: Bench, split: Split, seed: number, pacing: StepPacing): SyntheticOracle {
  const { info, samples, labels } = bench;
  const recipe = answererFor(info.kind);
  const { label: name } = modelNamed(recipe.model).about;
  const setOfLabelled = (indices: Int32Array) => storedSet(samples, indices, labelsOf(labels, indices));
  const taught = split.train.filter((index) => labels[index]! >= 0);
  const quiet = { gate: pacing.gate, progress: () => undefined };

  return byClassifier(async (questions) => {
    const draws = new Draws(SEED).child('classifier', 'weights');
    const network = buildAnswerer(recipe, info.shape, info.classes.length, draws);
    try {
      const id = await prepared(network);
      const testAccuracy = await measured(network, id);
      const shown = setOf(samples.normalise(storedValues(questions.values)), info.shape);
      const said: number[] = [];
      for await (const { probabilities } of predict(network, shown, {}, quiet))
        said.push(...argmaxRows(probabilities, network.classes));
      return { by: { kind: 'classifier', name, testAccuracy, labelled: taught.length }, labels: said };
    } finally {
      network.dispose();
    }
  });

  function prepared(network: Network): Promise<string> {
    // the order of the classes decides which label is which
    const asset = {
      kind: 'classifier' as const,
      name: `Answers by ${name}`,
      settings: { ...recipe, classes: info.classes },
    };
    const shop = workshopOf(bench, split.train, pacing);
    return trained<LossReading>(shop, asset, SEED, recipe.steps, {
      take: (checkpoint) => takeWeights(network, checkpoint, 'classifier'),
      fit: (_, context) => fitAnswerer(network, setOfLabelled(taught), recipe, context),
      shown: () => ({ numbers: ({ loss }) => [loss] }),
    });
  }

  async function measured(network: Network, id: string): Promise<number> {
    const all = known.get(bench) ?? new Map<string, number>();
    known.set(bench, all);
    const found = all.get(`${id}/${seed}`) ?? (await accuracy(network, setOfLabelled(split.test), quiet));
    all.set(`${id}/${seed}`, found);
    return found;
  }
}
