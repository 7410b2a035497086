/**
 * Encoders: from samples to the latent points that a generator might have made them of. Built like the critic of the same GAN,
 * which looks at the same samples, with as many outputs as a latent point is long.
 */
import type { Rng } from '../../random/rng.ts';
import type { ParameterValues } from '../../protocol/spec.ts';
import { dense } from '../../tensor/layers.ts';
import type { Tensor, Tensor2D } from '../../tensor/tf.ts';
import type { GanModel, Trainable } from './generative-networks.ts';
import type { Mode } from '../../models/model.ts';
import { Weights } from '../../models/parts/weights.ts';

export interface Encoder extends Trainable {
  readonly latent: number;
  /** `[n, …shape]` in the generator's range → `[n, latent]`. */
  encode(samples: Tensor, mode: Mode): Tensor2D;
}

/**
 * @param latent how long a point of the generator's is
 * @throws Problem `unfit` where there is no such network for this shape
 */
export function encoderNetworkFor(
  gan: GanModel,
  shape: readonly number[],
  latent: number,
  rng: Rng,
  parameters: ParameterValues,
): Encoder {
  const critic = gan.critic(shape, rng.child('trunk'), parameters);
  const weights = new Weights(rng.child('latent'));
  const last = weights.dense(critic.featureSize, latent, 'glorot');
  return {
    shape,
    latent,
    encode: (samples, mode) => dense(critic.features(samples, mode), last.weights, last.bias, 'linear'),
    // without the critic's last layer, its verdict, which nobody asks for here
    variables: [...critic.variables.slice(0, -2), ...weights.variables],
    state: critic.state,
    dispose() {
      critic.dispose();
      weights.dispose();
    },
  };
}
