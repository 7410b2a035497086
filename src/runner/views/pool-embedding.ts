/** A learner's embedding of a subset of the pool: features, predictions and scores. */
import { Rng } from '../../random/rng.ts';
import type { Split } from '../../datasets/splits/splits.ts';
import type { RequirementKey } from '../../protocol/requirements.ts';
import type { StepKey } from '../../protocol/events.ts';
import type { PoolEmbedding, EmbeddingScore } from '../../protocol/pool-embedding.ts';
import { logLikelihoods, type QueryMixtures } from '../../strategies/support/mixture-metrics.ts';
import type { PredictionView } from '../../strategies/contracts/strategy.ts';
import { criticScores, criticAndMixtures, trunkOf } from '../../strategies/support/trunk-batches.ts';
import { crossEntropyOf, entropyOf, marginOf, mostProbable } from '../../strategies/support/uncertainty.ts';
import type { RunContext } from '../run-context.ts';
import type { TrainedLearner } from '../learner.ts';
import { labelsAt } from '../samples/sample-sets.ts';
import { viewOf } from './views.ts';

/** Of the pool: enough for its clusters to be seen, few enough to be laid out in a second or two. */
const MAX_BACKGROUND = 600;
/** Maximum number of labelled and of queried samples, the newest first. */
const MAX_MARKED = 300;

/**
 * @param labelled the learner's training samples, in the order of labelling
 * @param queried the samples that it queries
 */
export async function embedPool(
  { labels }: RunContext,
  key: StepKey,
  split: Split,
  labelled: Int32Array,
  queried: Int32Array,
  learner: TrainedLearner,
  checkpoint: () => Promise<void>,
): Promise<PoolEmbedding> {
  const { network, input, strategy, context } = learner;
  const indices = embeddedIndices(split.train, labelled, queried, new Rng(key.seed));
  const acquisition = await strategy.acquisition?.(context);
  const { critic, mixtures } = criticAndMixtures(context, acquisition);
  const trunk: RequirementKey[] = critic || mixtures ? ['trunk'] : [];
  const needs = new Set<RequirementKey>([...strategy.about.requires, 'features', ...trunk]);
  const view = await viewOf(network, input.unlabelled(indices), indices, [...needs], checkpoint);
  const scores = predictionScores(view, labelsAt(labels, indices));
  if (critic) scores.push({ name: 'Critic', values: await criticScores(critic, view) });
  if (mixtures) scores.push(...(await mixtureScores(mixtures, view, checkpoint)));
  if (acquisition) scores.push({ name: 'Acquisition', values: await acquisition(view) });
  return {
    ...key,
    indices,
    labels: labelsAt(labels, indices),
    predictions: Int32Array.from(indices, (_, i) => mostProbable(view.probabilities, view.classes, i).label),
    scores,
    features: view.features!,
    featureSize: view.featureSize,
    loggedLearner: true,
  };
}

/** What the predictions say by themselves; cross-entropy by the true label, not a number where it is not known. */
function predictionScores({ indices, probabilities, classes }: PredictionView, labels: Int32Array): EmbeddingScore[] {
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
  { labelled, unlabelled }: QueryMixtures,
  view: PredictionView,
  checkpoint: () => Promise<void>,
): Promise<EmbeddingScore[]> {
  const values = trunkOf(view);
  const rows = { values, count: view.indices.length, size: values.length / view.indices.length };
  const [labelledLikelihoods, unlabelledLikelihoods] = [
    await logLikelihoods(labelled, rows, checkpoint),
    await logLikelihoods(unlabelled, rows, checkpoint),
  ];
  return [
    { name: 'I_like', values: Float32Array.from(unlabelledLikelihoods, (value, i) => value - labelledLikelihoods[i]!) },
    { name: 'ln p, labelled mixture', values: Float32Array.from(labelledLikelihoods) },
    { name: 'ln p, unlabelled mixture', values: Float32Array.from(unlabelledLikelihoods) },
  ];
}

/** The same subset of the pool for all arms and cycles of a seed, with the marked samples. Distinct. */
function embeddedIndices(pool: Int32Array, labelled: Int32Array, queried: Int32Array, rng: Rng): Int32Array {
  const positions = rng.child('look').permutation(pool.length).subarray(0, MAX_BACKGROUND).sort();
  const background = Array.from(positions, (position) => pool[position]!);
  return Int32Array.from(new Set([...background, ...labelled.slice(-MAX_MARKED), ...queried.slice(0, MAX_MARKED)]));
}
