/**
 * Snapshot ensembles for queries (Jung, Kim and Lee, “A simple yet powerful deep active learning with snapshots ensembles”, ICLR 2023):
 * supervised training that keeps the weights at several steps of one trajectory, with their batch norm statistics. The ensemble is
 * for the query; the learner that is measured is the trained one, or the mean of the snapshots' weights.
 */
import { choiceParameter, integerParameter, numberParameter, withDefaults } from '../../protocol/parameters.ts';
import type { Network } from '../../models/model.ts';
import { restoreSnapshot } from '../../models/parts/snapshot.ts';
import { WeightCopy } from '../../models/parts/weight-copy.ts';
import * as tf from '../../tensor/tf.ts';
import type { CarriedState } from '../../trainer/carried-state.ts';
import { concatenate, splitLike } from '../../trainer/checkpoint.ts';
import { quiet } from '../../trainer/control.ts';
import { recomputeStatistics } from '../../trainer/running-statistics.ts';
import { epochSize, scheduleFor } from '../../trainer/schedule.ts';
import type { FitControl } from '../fit-checkpoints.ts';
import { fitSupervised, type Regularizer } from '../supervised.ts';
import type { FitInputs, TrainingMethod } from '../training-method.ts';
import { constantPlan, cyclicPlan } from './snapshot-plan.ts';

const parameters = [
  integerParameter('members', {
    label: 'Members',
    about: 'Snapshots of the ensemble; 5 in the paper.',
    default: 5,
    min: 2,
    max: 20,
  }),
  choiceParameter('rate', {
    label: 'Rate',
    about:
      'The learning rate that leads to the snapshots: constant after a first phase by the spec’s schedule, as in the paper; or falling to zero once for each member (Huang et al. 2017), in place of the spec’s schedule.',
    default: 'constant',
    choices: { constant: 'constant', cyclic: 'cyclic, once per member' },
  }),
  numberParameter('start', {
    label: 'First phase',
    about:
      'Share of the steps before the constant rate; 0.5 in the paper for CIFAR-10 (100 of 200 epochs), 0.8 for CIFAR-100 (200 of 250), 0.86 for Tiny ImageNet (300 of 350).',
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.05,
  }),
  numberParameter('rateFactor', {
    label: 'Constant rate',
    about:
      'As a multiple of the spec’s learning rate. The paper’s base rate of 0.001 has a peak of ten times as much in its first phase, and a constant rate of ten times as much for CIFAR-10, five for the others.',
    default: 1,
    min: 0,
    max: 100,
    step: 0.1,
  }),
  numberParameter('anneal', {
    label: 'Way to it',
    about:
      'Share of the steps in which the rate goes to the constant one along half a cosine; 0.25 in the paper for CIFAR-10 (50 of 200 epochs), 10 epochs for the others.',
    default: 0.25,
    min: 0,
    max: 1,
    step: 0.05,
  }),
  choiceParameter('reported', {
    label: 'Measured weights',
    about: 'The learner that is measured and predicts: with the trained weights, or with the mean of the snapshots’.',
    default: 'trained',
    choices: { trained: 'the trained ones', average: 'the mean of the snapshots' },
  }),
];

export const snapshotEnsemble: TrainingMethod = {
  about: {
    name: 'snapshot',
    label: 'Snapshot ensemble',
    summary: 'keeps weights along the way as an ensemble',
    about:
      'Supervised training that keeps the weights of several steps at a high learning rate as an ensemble for the query. The paper trains with SGD, Nesterov momentum 0.9, weight decay 0.01, batches of 64 (Tiny ImageNet 256) and a one-cycle rate with a peak of 0.01 first: CIFAR-10 from 500 labels by 500, CIFAR-100 from 5,000 by 1,000, Tiny ImageNet from 10,000 by 1,000.',
    reference: 'Jung, Kim & Lee, “A simple yet powerful deep active learning with snapshots ensembles”, ICLR 2023; Huang et al. 2017 (cyclic rate)', // prettier-ignore
    parameters,
    requires: ['softmax'],
    provides: ['members'],
  },
  async fit(inputs, control) {
    const { network, settings } = inputs;
    const given = withDefaults(parameters, settings.parameters);
    const schedule = scheduleFor(settings, epochSize(settings, inputs));
    const planned = { steps: schedule.steps, members: given.members };
    const scheduled = (step: number) => schedule.learningRateFactor(step);
    const plan =
      given.rate === 'cyclic'
        ? cyclicPlan(planned)
        : constantPlan(planned, { ...given, rate: given.rateFactor, scheduled });
    const snapshots = new Snapshots(network, plan.after);
    try {
      const options = { regularizer: snapshots, learningRateFactor: (step: number) => plan.learningRateFactor(step) };
      const report = await fitSupervised(inputs, control, options);
      // stopped early, before the first one
      if (snapshots.members.length === 0) snapshots.take();
      if (given.reported === 'average' && !report.diverged) await setAverage(inputs, snapshots, control);
      return {
        report,
        metrics: { members: snapshots.members.length },
        artifacts: { scores: {}, ensemble: snapshots.ensemble(), dispose: () => snapshots.dispose() },
      };
    } catch (error) {
      snapshots.dispose();
      throw error;
    }
  },
};

/** Takes the snapshots of a training. */
class Snapshots implements Regularizer {
  readonly streams = {};
  readonly carried: Record<string, CarriedState>;
  readonly members: WeightCopy[] = [];

  /** @param after numbers of steps */
  constructor(
    private readonly learner: Network,
    private readonly after: readonly number[],
  ) {
    this.carried = {
      snapshots: {
        save: async () => {
          const all = await Promise.all(this.members.map(async (one) => concatenate(await one.snapshot())));
          return Object.fromEntries(all.map((values, i) => [String(i), values]));
        },
        restore: (saved) => {
          this.dispose();
          for (let i = 0; saved[i]; i++) this.members.push(new WeightCopy(learner, splitLike(learner, saved[i])));
        },
      },
    };
  }

  afterStep(step: number): void {
    if (this.after.includes(step + 1)) this.take();
  }

  take(): void {
    this.members.push(new WeightCopy(this.learner));
  }

  ensemble() {
    const network = this.learner;
    const probabilities = (samples: tf.Tensor) => () =>
      tf.softmax(network.head(network.features(samples, { training: false })));
    return {
      count: this.members.length,
      probabilities: (samples: tf.Tensor) => this.members.map((one) => one.during(probabilities(samples))),
    };
  }

  dispose(): void {
    for (const one of this.members.splice(0)) one.dispose();
  }
}

/** The network gets the mean of the snapshots' weights, and batch norm statistics that belong to it. */
async function setAverage(
  { network, labelled, settings, rng }: FitInputs,
  { members }: Snapshots,
  control: FitControl,
): Promise<void> {
  const all = await Promise.all(members.map((one) => one.snapshot()));
  const mean = all[0]!.map((values, at) =>
    values.map((_, i) => all.reduce((sum, one) => sum + one[at]![i]!, 0) / all.length),
  );
  restoreSnapshot(network, mean);
  const options = { samples: labelled, batch: settings.batch, rng: rng.child('statistics dropout') };
  await recomputeStatistics(network, options, quiet(control));
}
