/** What a learner makes of a sample of its pool: features, predictions and scores, for whoever watches. */
import { Draws } from '../../random/rng.ts';
import type { Split } from '../../datasets/splits/splits.ts';
import type { Need } from '../../protocol/catalogue.ts';
import type { StepKey } from '../../protocol/events.ts';
import type { Look, LookScore } from '../../protocol/pool-embedding.ts';
import { logLikelihoods, type Mixtures } from '../../strategies/support/mixture-metrics.ts';
import type { View } from '../../strategies/contracts/strategy.ts';
import { critics, toldApart, trunkOf } from '../../strategies/support/trunk-batches.ts';
import { crossEntropyOf, entropyOf, marginOf, mostProbable } from '../../strategies/support/uncertainty.ts';
import type { Bench } from '../run-context.ts';
import type { Learner } from '../learner.ts';
import { labelsOf } from '../samples/sample-sets.ts';
import { wholeViewOf } from './views.ts';

/** Of the pool: enough for its clusters to be seen, few enough to be laid out in a second or two. */
const BACKGROUND = 600;
/** Of the labelled ones and of those that are asked for, the newest. */
const MARKED = 300;

/**
 * @param labelled what the learner was trained on, in the order in which the labels came
 * @param picked what it asks for
 */
export async function lookAt(
  { labels }: Bench,
  key: StepKey,
  split: Split,
  labelled: Int32Array,
  picked: Int32Array,
  learner: Learner,
  gate: () => Promise<void>,
): Promise<Look> {
  const { network, space, strategy, context } = learner;
  const indices = chosen(split.train, labelled, picked, new Draws(key.seed));
  const wish = await strategy.surface?.(context);
  const { critic, mixtures } = toldApart(context, wish);
  const trunk: Need[] = critic || mixtures ? ['trunk'] : [];
  const needs = new Set<Need>([...strategy.about.needs, 'features', ...trunk]);
  const view = await wholeViewOf(network, space.unlabelled(indices), indices, [...needs], gate);
  const scores = predictionScores(view, labelsOf(labels, indices));
  if (critic) scores.push({ name: 'Critic', values: await critics({ critic }, view) });
  if (mixtures) scores.push(...(await mixtureScores(mixtures, view, gate)));
  if (wish) scores.push({ name: 'Wish to ask', values: await wish(view) });
  return {
    ...key,
    indices,
    labels: labelsOf(labels, indices),
    predictions: Int32Array.from(indices, (_, i) => mostProbable(view.probabilities, view.classes, i).label),
    scores,
    features: view.features!,
    size: view.featureSize,
    same: true,
  };
}

/** What the predictions say by themselves; cross-entropy by the true label, not a number where it is not known. */
function predictionScores({ indices, probabilities, classes }: View, labels: Int32Array): LookScore[] {
  const of = (score: (i: number) => number): Float32Array => Float32Array.from(indices, (_, i) => score(i));
  return [
    { name: 'Entropy', values: of((i) => entropyOf(probabilities, classes, i)) },
    { name: 'Margin', values: of((i) => marginOf(probabilities, classes, i)) },
    { name: 'Confidence', values: of((i) => mostProbable(probabilities, classes, i).p) },
    {
      name: 'Cross-entropy',
      values: of((i) => (labels[i]! < 0 ? NaN : crossEntropyOf(probabilities, classes, i, labels[i]!))),
    },
  ];
}

/** What both mixtures make of the trunk features, and how much more the one of the unlabelled does (Fig. 6 and 8 of the paper). */
async function mixtureScores(
  { labelled, unlabelled }: Mixtures,
  view: View,
  gate: () => Promise<void>,
): Promise<LookScore[]> {
  const values = trunkOf(view);
  const rows = { values, count: view.indices.length, size: values.length / view.indices.length };
  const [known, other] = [await logLikelihoods(labelled, rows, gate), await logLikelihoods(unlabelled, rows, gate)];
  return [
    { name: 'I_like', values: Float32Array.from(other, (value, i) => value - known[i]!) },
    { name: 'ln p, labelled mixture', values: Float32Array.from(known) },
    { name: 'ln p, unlabelled mixture', values: Float32Array.from(other) },
  ];
}

/** The same choice of the pool for all arms and cycles of a seed, and what is marked beside it. Distinct. */
function chosen(pool: Int32Array, labelled: Int32Array, picked: Int32Array, draws: Draws): Int32Array {
  const places = draws.child('look').permutation(pool.length).subarray(0, BACKGROUND).sort();
  const background = Array.from(places, (place) => pool[place]!);
  return Int32Array.from(new Set([...background, ...labelled.slice(-MARKED), ...picked.slice(0, MARKED)]));
}
