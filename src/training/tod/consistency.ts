/**
 * The unlabelled loss of TOD (Huang et al. 2021, section 3.3): a second linear head v on the features of the main one u, and a teacher
 * u' whose weights are the mean of the learner's over the steps. The learner minimises cross-entropy +
 * w [MSE(u, v) + MSE(v, u')], each over the labelled and over the unlabelled batch, on logits.
 */
import type { Network } from '../../models/model.ts';
import { concatenate, splitLike } from '../../trainer/checkpoint.ts';
import { WeightCopy } from '../../models/parts/weight-copy.ts';
import { Weights } from '../../models/parts/weights.ts';
import { linearLayer } from '../../models/parts/blocks.ts';
import * as tf from '../../tensor/tf.ts';
import { byStep, shuffledBatches } from '../../trainer/batch-sampling.ts';
import { savedArray, type CarriedState } from '../../trainer/carried-state.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { StepReadings } from '../../trainer/step-readings.ts';
import type { Rng } from '../../random/rng.ts';
import type { LabelledBatch, LabelledPass, Regularizer } from '../supervised.ts';

/** Greatest share of itself that the teacher keeps in a step. */
const MAX_SHARE = 0.999;

/** Share of itself that the teacher keeps after this step of the whole run, counted from 0: 0, 1/2, 2/3 … 0.999. */
export const teacherShare = (step: number): number => Math.min(1 - 1 / (step + 1), MAX_SHARE);

interface ConsistencySettings {
  weight: number;
  /** Unlabelled samples of a step. */
  batch: number;
  /** Steps of the cycles before. */
  stepsBefore: number;
  readings: StepReadings;
  rng: Rng;
}

export class Consistency implements Regularizer {
  readonly network;
  readonly streams: Record<string, Rng>;
  readonly carried: Record<string, CarriedState>;
  readonly teacher: WeightCopy;
  private readonly head;
  private readonly positionsOf: ((step: number) => Int32Array) | undefined;
  private readonly dropoutRng: Rng;
  /** Of the step: unlabelled samples, and the teacher's logits of the labelled and of the unlabelled ones. */
  private current: { samples: tf.Tensor | undefined; taught: tf.Tensor2D[] } = { samples: undefined, taught: [] };

  /** @param unlabelled may be empty: the loss is then of the labelled samples alone */
  constructor(
    private readonly learner: Network,
    private readonly unlabelled: SampleSet,
    private readonly settings: ConsistencySettings,
  ) {
    const { rng, batch, readings } = settings;
    const weights = new Weights(rng.child('consistency head'));
    this.head = linearLayer(weights.dense(learner.featureSize, learner.classes, 'glorot'));
    this.network = { variables: weights.variables, state: weights.state, dispose: () => weights.dispose() };
    this.teacher = new WeightCopy(learner);
    const batches = shuffledBatches({ count: unlabelled.count, batch }, rng.child('unlabelled batches'));
    this.positionsOf = unlabelled.count > 0 ? byStep(() => batches.next().value) : undefined;
    this.dropoutRng = rng.child('unlabelled dropout');
    this.streams = { 'unlabelled dropout': this.dropoutRng };
    this.carried = { readings, teacher: teacherState(learner, this.teacher) };
  }

  async beforeStep(step: number, { values, labels }: LabelledBatch): Promise<void> {
    const { learner } = this;
    const positions = this.positionsOf?.(step);
    const others = positions && (await this.unlabelled.read(positions));
    this.disposeCurrent();
    const samples = others && tf.tensor(others, [positions.length, ...learner.shape]);
    const taught = tf.tidy(() => {
      const labelled = tf.tensor(values, [labels.length, ...learner.shape]);
      const logits = (x: tf.Tensor) => learner.head(learner.features(x, { training: false }));
      return this.teacher.during(() => [labelled, ...(samples ? [samples] : [])].map(logits));
    });
    this.current = { samples, taught };
  }

  term({ features, outputs, step }: LabelledPass): tf.Scalar {
    const { learner, settings } = this;
    const { samples, taught } = this.current;
    const passes = [{ features, outputs }];
    if (samples) {
      const mode = { training: true, rng: this.dropoutRng } as const;
      const own = learner.neck(learner.trunk(samples, mode), mode);
      passes.push({ features: own, outputs: learner.head(own) });
    }
    const terms = passes.flatMap((pass, i) => {
      const second = this.head(pass.features);
      return [meanSquare(pass.outputs, second), meanSquare(second, taught[i]!)];
    });
    const loss = tf.addN(terms) as tf.Scalar;
    if (settings.readings.due(step)) settings.readings.add(step, tf.keep(tf.reshape(loss, [1])));
    return tf.mul(settings.weight, loss);
  }

  afterStep(step: number): void {
    this.teacher.average(teacherShare(this.settings.stepsBefore + step + 1));
  }

  dispose(): void {
    this.disposeCurrent();
    this.teacher.dispose();
    this.network.dispose();
  }

  private disposeCurrent(): void {
    const { samples, taught } = this.current;
    tf.dispose([...taught, ...(samples ? [samples] : [])]);
    this.current = { samples: undefined, taught: [] };
  }
}

/** Mean over samples and classes. */
const meanSquare = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Scalar => tf.mean(tf.square(tf.sub(a, b)));

const teacherState = (learner: Network, teacher: WeightCopy): CarriedState => ({
  save: async () => ({ weights: concatenate(await teacher.snapshot()) }),
  restore: (saved) => teacher.restore(splitLike(learner, savedArray(saved, 'weights'))),
});
