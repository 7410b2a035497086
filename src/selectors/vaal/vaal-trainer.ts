/**
 * The two steps of VAAL (Sinha et al. 2019, algorithm 1): the auto-encoder reconstructs both pools and confounds the
 * discriminator; the discriminator separates the means of their codes. Neither step changes the other's weights.
 */
import type { Mode } from '../../models/model.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { Rng } from '../../random/rng.ts';
import type { Optimizer } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { besideCode, type Condition, type ConditionSource } from './condition.ts';
import type { Discriminator } from './discriminator.ts';
import {
  adversaryLoss,
  discriminatorLoss,
  klDivergence,
  reconstructionError,
  sampledCode,
  type KlReduction,
  type PoolLogits,
} from './vaal-losses.ts';
import type { Vae } from './vae-networks.ts';

export interface VaalObjective {
  /** β of the KL divergence. */
  beta: number;
  klReduction: KlReduction;
  /** λ₂ of the adversary's term. */
  adversaryWeight: number;
}

/** As many labelled as unlabelled samples, `[n, …shape]` row-major each. */
export interface PoolBatch {
  labelled: Float32Array;
  unlabelled: Float32Array;
}

export interface VaalNetworks {
  vae: Vae;
  discriminator: Discriminator;
  /** TA-VAAL's; none where absent. */
  condition?: ConditionSource | undefined;
}

interface Samples {
  x: tf.Tensor;
  condition: Condition | undefined;
}

export class VaalTrainer {
  constructor(
    private readonly networks: VaalNetworks,
    private readonly objective: VaalObjective,
    private readonly optimizers: { vae: Optimizer; discriminator: Optimizer },
  ) {}

  /** One step of the auto-encoder: Eq. 4. @param noise gives ε of the labelled, then of the unlabelled codes */
  vaeStep(batch: PoolBatch, noise: Rng): void {
    const { vae, discriminator } = this.networks;
    const { beta, klReduction, adversaryWeight } = this.objective;
    const mode: Mode = { training: true, rng: noise };
    tf.tidy(() => {
      const pools = this.samplesOf(batch).map((pool) => ({ ...pool, noise: this.noiseFor(pool.x, noise) }));
      const { grads } = tf.variableGrads(() => {
        const parts = pools.map(({ x, condition, noise }) => {
          const posterior = vae.encode(x, mode);
          const reconstructed = vae.decode(sampledCode(posterior, noise), mode, condition?.decoder);
          const kl = tf.mul(beta, klDivergence(posterior, klReduction));
          return {
            loss: tf.add(reconstructionError(reconstructed, x), kl) as tf.Scalar,
            logits: discriminator.logits(besideCode(posterior.mean, condition?.discriminator)),
          };
        });
        const [labelled, unlabelled] = parts as [(typeof parts)[0], (typeof parts)[0]];
        const adversary = adversaryLoss({ labelled: labelled.logits, unlabelled: unlabelled.logits });
        return tf.add(tf.add(labelled.loss, unlabelled.loss), tf.mul(adversaryWeight, adversary)) as tf.Scalar;
      }, vae.variables as tf.Variable[]);
      this.optimizers.vae.step(vae.variables.map((variable) => grads[variable.name]!));
    });
  }

  /**
   * One step of the discriminator: Eq. 5, on the means of the codes. They are computed as in training, from the statistics of each
   * batch, without a change of the running ones.
   */
  discriminatorStep(batch: PoolBatch, rng: Rng): void {
    const { vae, discriminator } = this.networks;
    const mode: Mode = { training: true, rng, stateless: true };
    tf.tidy(() => {
      const [labelled, unlabelled] = this.samplesOf(batch).map(({ x, condition }) =>
        besideCode(vae.encode(x, mode).mean, condition?.discriminator),
      ) as [tf.Tensor2D, tf.Tensor2D];
      const { grads } = tf.variableGrads(() => {
        const logits: PoolLogits = {
          labelled: discriminator.logits(labelled),
          unlabelled: discriminator.logits(unlabelled),
        };
        return discriminatorLoss(logits);
      }, discriminator.variables as tf.Variable[]);
      this.optimizers.discriminator.step(discriminator.variables.map((variable) => grads[variable.name]!));
    });
  }

  /** Labelled, then unlabelled: each pool is a pass of its own, with batch statistics of its own, as in the authors' code. */
  private samplesOf({ labelled, unlabelled }: PoolBatch): Samples[] {
    const { vae, condition } = this.networks;
    return [labelled, unlabelled].map((values) => {
      const x = tf.tensor(values, [values.length / sampleSize(vae.shape), ...vae.shape]);
      return { x, condition: condition?.ofBatch(x) };
    });
  }

  private noiseFor({ shape: [count] }: tf.Tensor, rng: Rng): tf.Tensor2D {
    const { latent } = this.networks.vae;
    return tf.tensor2d(
      Float32Array.from({ length: count! * latent }, () => rng.normal()),
      [count!, latent],
    );
  }
}
