/** A learner's embedding of a subset of the pool: features, predictions and scores. */
import { Rng } from '../../random/rng.ts';
import type { MixturePair } from '../../algorithms/mixture/mixture-pair.ts';
import type { FeatureRows } from '../../algorithms/mixture/mixture.ts';
import type { PoolEmbedding, EmbeddingScore } from '../../protocol/replay/pool-embedding.ts';
import type { PredictionView } from '../../strategies/contracts/prediction.ts';
import { logLikelihoods } from '../../strategies/support/mixture-metrics.ts';
import { crossEntropyOf, entropyOf, marginOf, mostProbable, rowOf } from '../../strategies/support/uncertainty.ts';
import { quiet } from '../../trainer/control.ts';
import type { RunContext } from '../run-context.ts';
import type { TrainedLearner } from '../learner.ts';
import type { Step } from '../run-progress.ts';
import { labelsAt } from '../samples/sample-sets.ts';
import { predictAll } from './predictions.ts';
import { shownArtifacts } from './shown-artifacts.ts';

/** Samples of the pool: enough to show its clusters, few enough for a projection in a second or two. */
const MAX_BACKGROUND = 600;
/** Maximum number of labelled and of queried samples, the newest first. */
const MAX_MARKED = 300;

interface StepToEmbed extends Step {
  learner: Pick<TrainedLearner, 'input' | 'strategy' | 'context'>;
  /** Indices of the samples that the learner queries. */
  queried: Int32Array;
}

export async function embedPool(
  runContext: Pick<RunContext, 'labels'>,
  { key, split, labelled, queried, learner: { input, strategy, context } }: StepToEmbed,
  checkpoint: () => Promise<void>,
): Promise<PoolEmbedding> {
  const marked = [...labelled.indices.slice(-MAX_MARKED), ...queried.slice(0, MAX_MARKED)];
  const indices = embeddedIndices(split.train, marked, new Rng(key.seed));
  const labels = labelsAt(runContext.labels, indices);
  const acquisition = await strategy.acquisition?.(context);
  const { critic, mixtures, outputs } = shownArtifacts(context, acquisition);
  const view = await predictAll(
    { learner: context.learner, samples: input.unlabelled(indices), indices },
    { ...outputs, features: true },
    quiet({ checkpoint }),
  );
  const { trunk, trunkSize: size } = view;
  const scores = predictionScores(view, labels);
  if (critic) scores.push({ name: 'Critic', values: view.scores!['critic']! });
  if (mixtures && trunk)
    scores.push(...(await mixtureScores(mixtures, { values: trunk, count: indices.length, size }, checkpoint)));
  if (acquisition) scores.push({ name: 'Acquisition', values: await acquisition.score(view) });
  return {
    ...key,
    indices,
    labels,
    predictions: Int32Array.from(indices, (_, i) => mostProbable(view.probabilities, view.classes, i).label),
    scores,
    features: view.features,
    featureSize: view.featureSize,
    loggedLearner: true,
  };
}

/** Scores of the predictions. Cross-entropy is that of the true label, and NaN for a sample without a label. */
function predictionScores(
  { indices, probabilities, classes }: PredictionView<{ probabilities: true }>,
  labels: Int32Array,
): EmbeddingScore[] {
  const of = (score: (i: number) => number): Float32Array => Float32Array.from(indices, (_, i) => score(i));
  return [
    { name: 'Entropy', values: of((i) => entropyOf(probabilities, classes, i)) },
    { name: 'Margin', values: of((i) => marginOf(probabilities, classes, i)) },
    { name: 'Confidence', values: of((i) => mostProbable(probabilities, classes, i).p) },
    {
      name: 'Cross-entropy',
      values: of((i) => (labels[i]! < 0 ? NaN : crossEntropyOf(rowOf(probabilities, i, classes), labels[i]!))),
    },
  ];
}

/** Log-densities of the trunk features under both mixtures, and their difference (Fig. 6 and 8 of the mixture paper). */
async function mixtureScores(
  { labelled, unlabelled }: MixturePair,
  trunk: FeatureRows,
  checkpoint: () => Promise<void>,
): Promise<EmbeddingScore[]> {
  const labelledLikelihoods = await logLikelihoods(labelled, trunk, checkpoint);
  const unlabelledLikelihoods = await logLikelihoods(unlabelled, trunk, checkpoint);
  return [
    { name: 'I_like', values: Float32Array.from(unlabelledLikelihoods, (value, i) => value - labelledLikelihoods[i]!) },
    { name: 'ln p, labelled mixture', values: Float32Array.from(labelledLikelihoods) },
    { name: 'ln p, unlabelled mixture', values: Float32Array.from(unlabelledLikelihoods) },
  ];
}

/** A subset of the pool, the same for all arms and cycles of a seed, and the marked samples; each once. */
function embeddedIndices(pool: Int32Array, marked: readonly number[], rng: Rng): Int32Array {
  const positions = rng.child('look').permutation(pool.length).subarray(0, MAX_BACKGROUND).sort();
  const background = Array.from(positions, (position) => pool[position]!);
  return Int32Array.from(new Set([...background, ...marked]));
}
