/** All measures of a learner, from one pass over the test split. */
import type { Network } from '../models/model.ts';
import { providedByNetwork } from '../models/provided-keys.ts';
import { encodeConfusion, type ConfusionCell } from '../protocol/confusion.ts';
import type { Divergence, MeasureValues } from '../protocol/events.ts';
import { unmetRequirements } from '../protocol/requirements.ts';
import type { DropoutPassOptions } from '../trainer/dropout-passes.ts';
import { argmaxRows, predict, predictWithDropout } from '../trainer/predict.ts';
import type { Control } from '../trainer/control.ts';
import type { SampleSet } from '../trainer/sample-set.ts';
import type { Measure, TestPredictions } from './measure.ts';

interface LearnerToMeasure {
  network: Network;
  /** The test split; samples without a label are not counted. */
  test: SampleSet;
  measures: readonly Measure[];
  /** Probabilities are means of these passes with dropout; absent: one pass without dropout. */
  dropout?: DropoutPassOptions | undefined;
  /** Of its training. */
  diverged?: Divergence | undefined;
}

export interface LearnerMeasures {
  /** That of the training, or `outputs` where a predicted probability is not finite. */
  diverged?: Divergence;
  /** Of each measure whose requirements the network meets; NaN where the learner diverged, whatever class its outputs round to. */
  values: MeasureValues;
  /** As `encodeConfusion` gives it; none where the learner diverged. */
  confusion?: number[];
  predictions: TestPredictions;
}

export async function measureLearner(learner: LearnerToMeasure, control: Control): Promise<LearnerMeasures> {
  const predictions = await predictTest(learner, control);
  const diverged = learner.diverged ?? (predictions.probabilities.every(Number.isFinite) ? undefined : 'outputs');
  const provides = providedByNetwork(learner.network);
  const values = learner.measures
    .filter(({ about }) => unmetRequirements({ requires: about.requires, provides }).length === 0)
    .map(({ about, measure }) => [about.name, diverged ? NaN : measure(predictions)]);
  return {
    // accuracy is among them: it requires nothing
    values: Object.fromEntries(values) as MeasureValues,
    ...(diverged ? { diverged } : { confusion: encodeConfusion(predictions.confusion, predictions.classes) }),
    predictions,
  };
}

async function predictTest({ network, test, dropout }: LearnerToMeasure, control: Control): Promise<TestPredictions> {
  const { classes } = network;
  const counted = test.labels.filter((label) => label >= 0).length;
  const labels = new Int32Array(counted);
  const predicted = new Int32Array(counted);
  const probabilities = new Float32Array(counted * classes);
  const counts = new Map<number, number>();
  let next = 0;
  const batches = dropout
    ? predictWithDropout({ network, samples: test, dropout }, control)
    : predict({ network, samples: test }, control);
  for await (const batch of batches) {
    const best = argmaxRows(batch.probabilities, classes);
    batch.positions.forEach((position, row) => {
      const label = test.labels[position]!;
      if (label < 0) return;
      labels[next] = label;
      predicted[next] = best[row]!;
      probabilities.set(batch.probabilities.subarray(row * classes, (row + 1) * classes), next * classes);
      const pair = label * classes + best[row]!;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      next++;
    });
  }
  const confusion = Array.from(counts, ([pair, count]): ConfusionCell => ({
    label: Math.floor(pair / classes),
    predicted: pair % classes,
    count,
  }));
  return { classes, labels, predicted, probabilities, confusion };
}
