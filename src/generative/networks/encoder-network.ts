/**
 * Encoders: networks from samples to the latent points that a generator would have made them from. An encoder is built like the
 * critic of the same GAN, which takes the same samples, with one output per latent dimension in place of the score.
 */
import type { ParameterValues } from '../../protocol/spec.ts';
import { dense } from '../../tensor/layers.ts';
import type { Tensor, Tensor2D } from '../../tensor/tf.ts';
import type { GanModel, Trainable } from './generative-networks.ts';
import type { Mode } from '../../models/model.ts';
import { Weights, type InitialWeights } from '../../models/parts/weights.ts';

export interface Encoder extends Trainable {
  readonly latent: number;
  /** `[n, …shape]` in the generator's range → `[n, latent]`. */
  encode(samples: Tensor, mode: Mode): Tensor2D;
}

export interface EncoderConfig {
  /** Of one sample, without the batch axis. */
  shape: readonly number[];
  /** Length of the generator's latent points. */
  latent: number;
  /** Of the GAN's critic. */
  parameters: ParameterValues;
}

/** @throws Problem `unfit` where the critic does not take this shape */
export function encoderNetworkFor(
  gan: GanModel,
  { shape, latent, parameters }: EncoderConfig,
  rng: InitialWeights,
): Encoder {
  const critic = gan.critic(shape, rng?.child('trunk') ?? null, parameters);
  const weights = new Weights(rng?.child('latent') ?? null);
  const last = weights.dense(critic.featureSize, latent, 'glorot');
  return {
    shape,
    latent,
    encode: (samples, mode) => dense(critic.features(samples, mode), last.weights, last.bias, 'linear'),
    // the critic's last layer, its score, has no part in an encoder
    variables: [...critic.variables.slice(0, -2), ...weights.variables],
    state: critic.state,
    dispose() {
      critic.dispose();
      weights.dispose();
    },
  };
}
