/**
 * One step of learner and critic. The learner minimises the loss of the labels and confounds the critic; the critic separates
 * labelled from unlabelled features. One pass of the trunk serves both: the learner steps first, and the critic on the
 * features that were computed for that (WAAL, algorithm 1, lines 4–6). Each further step of the critic has a batch of its own,
 * as in Gulrajani et al. 2017, algorithm 1.
 */
import type { Network } from '../../models/model.ts';
import type { Rng } from '../../random/rng.ts';
import type { Augmenter } from '../../tensor/augmentation.ts';
import { gradientNorms, interpolated } from '../../tensor/layers.ts';
import type { Optimizer } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { prefixed, streamStates, type CarriedState } from '../../trainer/carried-state.ts';
import type { PairedBatch } from '../../trainer/batch-sampling.ts';
import { labelLoss, lossTargets } from '../../trainer/label-loss.ts';
import type { StepReadings } from '../../trainer/step-readings.ts';
import type { StepResult } from '../../trainer/training-loop.ts';
import { criticReading, criticReadings } from './critic-readings.ts';
import type { FeatureCritic } from './feature-critic.ts';

/** Losses of learner and critic by the critic's logits on unlabelled and labelled samples. */
export interface AdversarialObjective {
  learner(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D): tf.Scalar;
  critic(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D): tf.Scalar;
  /** λ of the gradient penalty on the critic's sigmoid; none at 0. */
  penalty: number;
  /** between: at interpolates of labelled and unlabelled features (Gulrajani et al. 2017); samples: at both themselves. */
  penaltyAt: 'between' | 'samples';
  /** Critic steps per learner step. */
  criticSteps: number;
}

export interface AdversarialNetworks {
  network: Network;
  critic: FeatureCritic;
  learnerOptimizer: Optimizer;
  criticOptimizer: Optimizer;
}

export class AdversarialTrainer {
  readonly readings: StepReadings;
  private readonly dropoutRng: Rng;
  private readonly criticDropoutRng: Rng;
  private readonly interpolationRng: Rng;

  /** Of the passes for the critic's further steps. */
  private readonly criticPassRng: Rng;
  private readonly criticAugmenter: Augmenter | undefined;

  /** @param steps of the whole training */
  constructor(
    private readonly networks: AdversarialNetworks,
    private readonly objective: AdversarialObjective,
    { steps, rng }: { steps: number; rng: Rng },
  ) {
    this.readings = criticReadings(steps);
    this.dropoutRng = rng.child('dropout');
    this.criticDropoutRng = rng.child('critic dropout');
    this.interpolationRng = rng.child('interpolates');
    this.criticPassRng = rng.child('critic passes');
    this.criticAugmenter = networks.network.augmenter?.(rng.child('critic augmentation'));
  }

  /** State for checkpoints. */
  get carried(): Record<string, CarriedState> {
    const streams = {
      dropout: this.dropoutRng,
      'critic dropout': this.criticDropoutRng,
      interpolates: this.interpolationRng,
    };
    const passes = { 'critic passes': this.criticPassRng, ...prefixed('critic', this.criticAugmenter?.streams) };
    const all = this.objective.criticSteps > 1 ? { ...streams, ...passes } : streams;
    return { ...streamStates(all), readings: this.readings };
  }

  /**
   * One step of the learner, then the critic's steps; returns the learner's loss on the labels.
   * @param batches one for each step of the critic; the first is the learner's too
   */
  trainStep(batches: readonly PairedBatch[], step: number): StepResult {
    const [first] = batches as [PairedBatch];
    const [loss, reading] = tf.tidy((): [tf.Scalar, tf.Tensor1D | undefined] => {
      const { z, supervisedLoss } = this.learnerStep(first);
      let reading: tf.Tensor1D | undefined;
      batches.forEach((batch, index) => {
        const features = index === 0 ? z : this.featuresForCritic(batch);
        reading = this.criticStep(features, batch.size, index === batches.length - 1 && this.readings.due(step));
        features.dispose();
      });
      return [supervisedLoss, reading];
    });
    if (reading) this.readings.add(step, reading);
    return { loss, samples: first.size };
  }

  /** By the learner after its step, as in training, without moving its running statistics. */
  private featuresForCritic({ values, size }: PairedBatch): tf.Tensor2D {
    const { network } = this.networks;
    return tf.tidy(() => {
      const x = tf.tensor(values, [2 * size, ...network.shape]);
      const augmented = this.criticAugmenter ? this.criticAugmenter.apply(x as tf.Tensor4D) : x;
      return network.trunk(augmented, { training: true, rng: this.criticPassRng, stateless: true });
    });
  }

  dispose(): void {
    this.readings.dispose();
  }

  private learnerStep({ values, labels, size }: PairedBatch): { z: tf.Tensor2D; supervisedLoss: tf.Scalar } {
    const { network, critic, learnerOptimizer } = this.networks;
    const x = tf.tensor(values, [2 * size, ...network.shape]);
    const targets = lossTargets(network, labels);
    const mode = { training: true, rng: this.dropoutRng } as const;
    let supervisedLoss: tf.Scalar | undefined;
    let z: tf.Tensor2D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      z = tf.keep(network.trunk(x, mode));
      supervisedLoss = tf.keep(labelLoss({ network, trunk: tf.slice(z, 0, size), targets, mode }));
      const logits = critic.logits(z, this.criticDropoutRng);
      const adversarialLoss = this.objective.learner(tf.slice(logits, size), tf.slice(logits, 0, size));
      return tf.add(supervisedLoss, adversarialLoss);
    }, network.variables as tf.Variable[]);
    value.dispose();
    learnerOptimizer.step(network.variables.map((variable) => grads[variable.name]!));
    return { z: z!, supervisedLoss: supervisedLoss! };
  }

  /** One step of the critic on fixed features. */
  private criticStep(z: tf.Tensor2D, size: number, withReading: boolean): tf.Tensor1D | undefined {
    const { critic, criticOptimizer } = this.networks;
    const { objective } = this;
    const logits = (at: tf.Tensor2D) => critic.logits(at, this.criticDropoutRng);
    const points = objective.penalty > 0 ? this.penaltyPoints(z, size) : undefined;
    let reading: tf.Tensor1D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const criticLogits = logits(z);
      const [labelled, unlabelled] = [tf.slice(criticLogits, 0, size), tf.slice(criticLogits, size)];
      const loss = objective.critic(unlabelled, labelled);
      const norms = points && gradientNorms((at) => tf.sigmoid(logits(at as tf.Tensor2D)), points);
      if (withReading) reading = tf.keep(criticReading(unlabelled, labelled, norms));
      return norms ? tf.add(loss, tf.mul(objective.penalty, tf.mean(tf.square(tf.sub(norms, 1))))) : loss;
    }, critic.variables as tf.Variable[]);
    value.dispose();
    criticOptimizer.step(critic.variables.map((variable) => grads[variable.name]!));
    return reading;
  }

  /** Points of the gradient penalty, `[n, trunkSize]`. */
  private penaltyPoints(z: tf.Tensor2D, size: number): tf.Tensor2D {
    if (this.objective.penaltyAt === 'samples') return z;
    const shares = Float32Array.from({ length: size }, () => this.interpolationRng.uniform());
    return interpolated(tf.slice(z, size), tf.slice(z, 0, size), shares);
  }
}
