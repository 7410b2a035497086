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
}

export interface LearnerMeasures {
  /** Where a predicted probability is not finite; all values are NaN then. */
  diverged?: Divergence;
  /** Of each measure whose requirements the network meets. */
  values: MeasureValues;
  /** As `encodeConfusion` gives it. */
  confusion: number[];
  predictions: TestPredictions;
}

export async function measureLearner(learner: LearnerToMeasure, control: Control): Promise<LearnerMeasures> {
  const predictions = await predictTest(learner, control);
  const finite = predictions.probabilities.every(Number.isFinite);
  const provides = providedByNetwork(learner.network);
  const values = learner.measures
    .filter(({ about }) => unmetRequirements({ requires: about.requires, provides }).length === 0)
    .map(({ about, measure }) => [about.name, finite ? measure(predictions) : NaN]);
  return {
    ...(!finite && { diverged: 'outputs' as const }),
    // accuracy is among them: it requires nothing
    values: Object.fromEntries(values) as MeasureValues,
    confusion: encodeConfusion(predictions.confusion, predictions.classes),
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
