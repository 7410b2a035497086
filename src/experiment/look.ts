/** What a learner makes of a sample of its pool: features, predictions and scores, for whoever watches. */
import { Draws } from '../chance/draws.ts';
import type { Split } from '../datasets/splits.ts';
import type { Need } from '../spec/catalogue.ts';
import type { StepKey } from '../spec/events.ts';
import type { Look, LookScore } from '../spec/look.ts';
import type { View } from '../strategies/strategy.ts';
import { critics } from '../strategies/trunk.ts';
import { entropyOf, marginOf, mostProbable } from '../strategies/uncertainty.ts';
import type { Bench } from './bench.ts';
import type { Learner } from './learner.ts';
import { labelsOf, unlabelledSet } from './sets.ts';
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
  { labels, samples }: Bench,
  key: StepKey,
  split: Split,
  labelled: Int32Array,
  picked: Int32Array,
  learner: Learner,
  gate: () => Promise<void>,
): Promise<Look> {
  const { network, strategy, context } = learner;
  const indices = chosen(split.train, labelled, picked, new Draws(key.seed));
  const critic = context.learner.leftovers?.critic;
  const needs = new Set<Need>([...strategy.about.needs, 'features', ...(critic ? (['trunk'] as const) : [])]);
  const view = await wholeViewOf(network, unlabelledSet(samples, indices), indices, [...needs], gate);
  const of = (score: (i: number) => number): Float32Array => Float32Array.from(indices, (_, i) => score(i));
  const { probabilities, classes, featureSize } = view;
  const scores: LookScore[] = [
    { name: 'Entropy', values: of((i) => entropyOf(probabilities, classes, i)) },
    { name: 'Margin', values: of((i) => marginOf(probabilities, classes, i)) },
    { name: 'Confidence', values: of((i) => mostProbable(probabilities, classes, i).p) },
  ];
  if (critic) scores.push({ name: 'Critic', values: await critics(context.learner.leftovers, view) });
  const wish = await wishOf(learner, view);
  if (wish) scores.push({ name: 'Wish to ask', values: wish });
  return {
    ...key,
    indices,
    labels: labelsOf(labels, indices),
    predictions: Int32Array.from(indices, (_, i) => mostProbable(probabilities, classes, i).label),
    scores,
    features: view.features!,
    size: featureSize,
    same: true,
  };
}

/** How much the strategy would like to ask for each, where that is a function of what is seen of it. */
async function wishOf({ strategy, context }: Learner, view: View): Promise<Float32Array | undefined> {
  const surface = await strategy.surface?.(context);
  return surface?.(view);
}

/** The same choice of the pool for all arms and cycles of a seed, and what is marked beside it. Distinct. */
function chosen(pool: Int32Array, labelled: Int32Array, picked: Int32Array, draws: Draws): Int32Array {
  const places = draws.child('look').permutation(pool.length).subarray(0, BACKGROUND).sort();
  const background = Array.from(places, (place) => pool[place]!);
  return Int32Array.from(new Set([...background, ...labelled.slice(-MARKED), ...picked.slice(0, MARKED)]));
}
