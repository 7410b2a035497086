/**
 * Two players on one feature extractor: the learner, held to the labels and to confounding the critic, and the critic, that
 * tells labelled from unlabelled features. One pass of the trunk per step serves both: the learner steps first, and the
 * critic on the features that were computed for that (WAAL, algorithm 1, lines 4–6).
 */
import type { Rng } from '../../random/rng.ts';
import type { Network } from '../../models/model.ts';
import { gradientNorms } from '../../tensor/layers.ts';
import type { Optimizer } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import type { FeatureCritic } from './feature-critic.ts';
import type { StepResult } from '../../trainer/training-loop.ts';
import type { PairedBatch } from '../../trainer/batch-sampling.ts';
import { labelLoss, lossTargets } from '../../trainer/label-loss.ts';

/** What the two are after, both to be minimised, by the critic's logits on unlabelled and labelled samples. */
export interface AdversarialObjective {
  learner(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D): tf.Scalar;
  critic(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D): tf.Scalar;
  /** λ of the gradient penalty on the critic's sigmoid; none at 0. */
  penalty: number;
  /** between: at interpolates of labelled and unlabelled features (Gulrajani et al. 2017); samples: at both themselves. */
  penaltyAt: 'between' | 'samples';
  /** Steps of the critic for each of the learner. */
  criticSteps: number;
  /** What the critic sees of z; z itself where absent. Takes no gradient to any weight of its own. */
  criticInput?(z: tf.Tensor2D): tf.Tensor2D;
}

export interface AdversarialNetworks {
  network: Network;
  critic: FeatureCritic;
  learnerOptimizer: Optimizer;
  criticOptimizer: Optimizer;
}

/** Readings of the critic in one training, at most about. */
const MAX_READINGS = 200;

export class AdversarialTrainer {
  private readonly dropoutRng: Rng;
  private readonly criticDropoutRng: Rng;
  private readonly interpolationRng: Rng;
  private readonly readings: { step: number; values: tf.Tensor1D }[] = [];

  constructor(
    private readonly networks: AdversarialNetworks,
    private readonly objective: AdversarialObjective,
    private readonly steps: number,
    rng: Rng,
  ) {
    this.dropoutRng = rng.child('dropout');
    this.criticDropoutRng = rng.child('critic dropout');
    this.interpolationRng = rng.child('interpolates');
  }

  /** One step of each; gives the learner's loss on the labels. */
  trainStep(batch: PairedBatch, step: number): StepResult {
    const { network, critic, learnerOptimizer } = this.networks;
    const { objective } = this;
    const [loss, reading] = tf.tidy((): [tf.Scalar, tf.Tensor1D | undefined] => {
      const x = tf.tensor(batch.values, [2 * batch.size, ...network.shape]);
      const targets = lossTargets(network, batch.labels);
      const mode = { training: true, rng: this.dropoutRng } as const;
      let supervisedLoss: tf.Scalar | undefined;
      let z: tf.Tensor2D | undefined;
      const { value, grads } = tf.variableGrads(() => {
        z = tf.keep(network.trunk(x, mode));
        supervisedLoss = tf.keep(labelLoss(network, tf.slice(z, 0, batch.size), targets, mode));
        const logits = critic.logits(objective.criticInput ? objective.criticInput(z) : z, this.criticDropoutRng);
        return tf.add(supervisedLoss, objective.learner(tf.slice(logits, batch.size), tf.slice(logits, 0, batch.size)));
      }, network.variables as tf.Variable[]);
      value.dispose();
      learnerOptimizer.step(network.variables.map((variable) => grads[variable.name]!));
      let reading: tf.Tensor1D | undefined;
      for (let criticStepIndex = 0; criticStepIndex < objective.criticSteps; criticStepIndex++) {
        const withReading =
          criticStepIndex === objective.criticSteps - 1 && step % Math.ceil(this.steps / MAX_READINGS) === 0;
        reading = this.criticStep(z!, batch.size, withReading);
      }
      z!.dispose();
      return [supervisedLoss!, reading];
    });
    if (reading) this.readings.push({ step, values: reading });
    return { loss, samples: batch.size };
  }

  /**
   * Means over the last tenth of the steps: the critic's outputs (0–1) on unlabelled and labelled samples, the entropy of
   * its outputs in nats and, with a gradient penalty, the gradient norm where the penalty is taken.
   */
  async report(): Promise<Record<string, number>> {
    const lastTenth = this.readings.filter(({ step }) => step >= 0.9 * this.steps);
    const used = lastTenth.length ? lastTenth : this.readings.slice(-1);
    const rows = await Promise.all(used.map(({ values }) => values.data<'float32'>()));
    const [unlabelled, labelled, entropy, norm] = [0, 1, 2, 3].map(
      (at) => rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length,
    );
    const report = { criticUnlabelled: unlabelled!, criticLabelled: labelled!, criticEntropy: entropy! };
    return this.objective.penalty > 0 ? { ...report, criticNorm: norm! } : report;
  }

  dispose(): void {
    tf.dispose(this.readings.map(({ values }) => values));
  }

  /** One step of the critic on features that stay as they are. */
  private criticStep(z: tf.Tensor2D, size: number, withReading: boolean): tf.Tensor1D | undefined {
    const { critic, criticOptimizer } = this.networks;
    const { objective } = this;
    const logits = (at: tf.Tensor2D) =>
      critic.logits(objective.criticInput ? objective.criticInput(at) : at, this.criticDropoutRng);
    const points = objective.penalty > 0 ? this.penaltyPoints(z, size) : undefined;
    let reading: tf.Tensor1D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const criticLogits = logits(z);
      const [labelled, unlabelled] = [tf.slice(criticLogits, 0, size), tf.slice(criticLogits, size)];
      const loss = objective.critic(unlabelled, labelled);
      const norms = points && gradientNorms((at) => tf.sigmoid(logits(at as tf.Tensor2D)), points);
      if (withReading) reading = tf.keep(criticStatistics(unlabelled, labelled, norms));
      return norms ? tf.add(loss, tf.mul(objective.penalty, tf.mean(tf.square(tf.sub(norms, 1))))) : loss;
    }, critic.variables as tf.Variable[]);
    value.dispose();
    criticOptimizer.step(critic.variables.map((variable) => grads[variable.name]!));
    return reading;
  }

  /** Where the penalty is taken. */
  private penaltyPoints(z: tf.Tensor2D, size: number): tf.Tensor2D {
    if (this.objective.penaltyAt === 'samples') return z;
    const coefficients = tf.tensor2d(
      Float32Array.from({ length: size }, () => this.interpolationRng.uniform()),
      [size, 1],
    );
    const labelled = tf.slice(z, 0, size);
    return tf.add(labelled, tf.mul(coefficients, tf.sub(tf.slice(z, size), labelled)));
  }
}

/** `[4]`: mean value on unlabelled and on labelled samples, mean entropy of all verdicts, mean norm. */
function criticStatistics(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D, norms: tf.Tensor1D | undefined): tf.Tensor1D {
  const all = tf.concat([unlabelled, labelled]);
  // H(σ(s)) = softplus(s) − s σ(s)
  const entropy = tf.sub(tf.softplus(all), tf.mul(all, tf.sigmoid(all)));
  const values = [tf.sigmoid(unlabelled), tf.sigmoid(labelled), entropy, ...(norms ? [norms] : [])];
  return tf.stack(values.map((one) => tf.mean(one))) as tf.Tensor1D;
}
