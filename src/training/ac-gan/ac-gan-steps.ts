/**
 * Steps of AC-GAN (Xie and Huang 2019, Algorithm 1, lines 10–16): real samples from the labelled set, candidates from the generator,
 * adversarial sampling among them, a step of discriminator and classifier, and a step of the generator on the same samples. All
 * random streams are named by the step, so that a resumed training draws the same numbers.
 */
import type { ConditionalGenerator } from '../../models/model.ts';
import type { Rng } from '../../random/rng.ts';
import type { Optimizer } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { oneHot } from '../../trainer/label-loss.ts';
import type { StepReadings } from '../../trainer/step-readings.ts';
import type { StepResult } from '../../trainer/training-loop.ts';
import { greatestScores } from './adversarial-sampling.ts';
import {
  discriminatorTerms,
  generatorTerms,
  sharedFeatures,
  type AcGanLearner,
  type AcGanObjective,
} from './objectives.ts';

export interface RealBatch {
  /** Standardised, `[n, …shape]` row-major. */
  values: Float32Array;
  labels: Int32Array;
}

interface AcGanNetworks {
  learner: AcGanLearner & { shape: readonly number[]; classes: number; variables: readonly tf.Variable[] };
  generator: ConditionalGenerator;
  optimizers: Record<'learner' | 'generator', Optimizer>;
}

export interface AcGanStepSettings {
  objective: AcGanObjective;
  /** Real samples in a step, and as many generated. */
  batch: number;
  /** γ: candidates per generated sample; 1 without adversarial sampling. */
  candidates: number;
  rng: Rng;
  readings: StepReadings;
  /** Real samples of a step of the discriminator, counted from 0. */
  realBatch(number: number): Promise<RealBatch>;
  /** Lets messages in between two steps of the discriminator. */
  yield?: (() => Promise<void>) | undefined;
}

/** Names of the readings, in order; the last one with adversarial sampling alone. */
export const readingNames = [
  ...['discriminatorLoss', 'classifierLoss', 'generatorLoss', 'generatedClassLoss', 'keptClasses'],
] as const;

/** Latent points `[n, latent]` row-major, and the class of each. */
interface Draw {
  z: Float32Array;
  labels: Int32Array;
}

export class AcGanSteps {
  constructor(
    private readonly networks: AcGanNetworks,
    private readonly settings: AcGanStepSettings,
  ) {}

  /** The steps of the discriminator and the step of the generator. @returns the last loss of discriminator and classifier */
  async trainStep(step: number): Promise<StepResult> {
    const { objective, batch, readings, candidates } = this.settings;
    const due = readings.due(step);
    let last: { draw: Draw; loss: tf.Scalar; terms: tf.Tensor1D } | undefined;
    try {
      for (let index = 0; index < objective.discriminatorSteps; index++) {
        await this.settings.yield?.();
        const real = await this.settings.realBatch(step * objective.discriminatorSteps + index);
        tf.dispose([last?.loss, last?.terms]);
        last = undefined;
        const { draw, generated } = await this.drawGenerated(step, index);
        try {
          last = { draw, ...this.discriminatorStep({ real, generated, step, index }) };
        } finally {
          generated.dispose();
        }
      }
      const { draw, loss, terms } = last!;
      const generatorLosses = this.generatorStep(draw, step);
      if (due)
        readings.add(
          step,
          tf.tidy(() => {
            const kept = candidates > 1 ? [tf.tensor1d([effectiveCount(draw.labels)])] : [];
            return tf.concat1d([terms, generatorLosses, ...kept]);
          }),
        );
      tf.dispose([terms, generatorLosses]);
      last = undefined;
      return { loss, samples: batch };
    } finally {
      tf.dispose([last?.loss, last?.terms]);
    }
  }

  /**
   * Samples for a step of the discriminator: of γ · batch candidates those with the greatest score. All candidates pass the generator
   * at once, in training mode, and move its running statistics: those of what it draws, not of what is kept.
   * @returns the kept points, and their samples, which the caller disposes of
   */
  private async drawGenerated(step: number, index: number): Promise<{ draw: Draw; generated: tf.Tensor }> {
    const { learner, generator } = this.networks;
    const { batch, candidates } = this.settings;
    const draw = this.draw(batch * candidates, step, index);
    const mode = this.mode('generator', step, index);
    const [samples, scores] = tf.tidy(() => {
      const generated = generator.generate(...this.tensorsOf(draw), mode);
      if (candidates === 1) return [generated, undefined];
      const features = sharedFeatures(learner, generated, { ...this.mode('scores', step, index), stateless: true });
      return [generated, tf.reshape(learner.discriminator.score(features), [-1])];
    }) as [tf.Tensor, tf.Tensor1D | undefined];
    if (!scores) return { draw, generated: samples };
    try {
      const kept = greatestScores(await scores.data<'float32'>(), batch);
      const { latent } = generator;
      const z = new Float32Array(batch * latent);
      kept.forEach((at, row) => z.set(draw.z.subarray(at * latent, (at + 1) * latent), row * latent));
      const labels = kept.map((at) => draw.labels[at]!);
      return { draw: { z, labels }, generated: tf.tidy(() => tf.gather(samples, tf.tensor1d(kept, 'int32'))) };
    } finally {
      tf.dispose([samples, scores]);
    }
  }

  private discriminatorStep(at: { real: RealBatch; generated: tf.Tensor; step: number; index: number }) {
    const { learner, optimizers } = this.networks;
    const { objective, batch, rng } = this.settings;
    const { real, generated, step, index } = at;
    learner.discriminator.iterateNorms();
    let terms: tf.Tensor1D | undefined;
    const loss = tf.tidy(() => {
      const own = rng.child('interpolates', step, index);
      const inputs = {
        ...{ real: tf.tensor(real.values, [batch, ...learner.shape]), generated },
        realClasses: oneHot(real.labels, learner.classes),
        interpolation: Float32Array.from({ length: batch }, () => own.uniform()),
      };
      const mode = this.mode('learner', step, index);
      const { value, grads } = tf.variableGrads(() => {
        const { adversarial, classification, loss } = discriminatorTerms(learner, inputs, { objective, mode });
        terms = tf.keep(tf.stack([adversarial, classification]) as tf.Tensor1D);
        return loss;
      }, learner.variables as tf.Variable[]);
      optimizers.learner.step(learner.variables.map((variable) => grads[variable.name]!));
      return value;
    });
    return { loss, terms: terms! };
  }

  /** On the samples of the last step of the discriminator. @returns adversarial and class loss, `[2]` */
  private generatorStep(draw: Draw, step: number): tf.Tensor1D {
    const { generator, optimizers } = this.networks;
    const { objective } = this.settings;
    let terms: tf.Tensor1D | undefined;
    tf.tidy(() => {
      const [z, classRows] = this.tensorsOf(draw);
      const mode = this.mode('generator step', step);
      const { grads } = tf.variableGrads(() => {
        const { adversarial, classification, loss } = generatorTerms(
          this.networks,
          { z, classRows },
          { objective, mode },
        );
        terms = tf.keep(tf.stack([adversarial, classification]) as tf.Tensor1D);
        return loss;
      }, generator.variables as tf.Variable[]);
      optimizers.generator.step(generator.variables.map((variable) => grads[variable.name]!));
    });
    return terms!;
  }

  /** Standard normal points, and classes uniformly at random. */
  private draw(count: number, ...names: number[]): Draw {
    const { latent, classes } = this.networks.generator;
    const rng = this.settings.rng.child('latents', ...names);
    return {
      z: Float32Array.from({ length: count * latent }, () => rng.normal()),
      labels: Int32Array.from({ length: count }, () => rng.integer(classes)),
    };
  }

  private tensorsOf({ z, labels }: Draw): [tf.Tensor2D, tf.Tensor2D] {
    const { latent, classes } = this.networks.generator;
    return [tf.tensor2d(z, [labels.length, latent]), oneHot(labels, classes)];
  }

  private mode(...names: (string | number)[]) {
    return { training: true, rng: this.settings.rng.child('dropout', ...names) } as const;
  }
}

/** exp of the entropy of the labels' frequencies: how many classes, as if all were equally frequent. */
function effectiveCount(labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / labels.length);
  return Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
}
