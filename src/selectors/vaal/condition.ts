/** The condition of TA-VAAL (Kim et al. 2021): one number per sample beside its code, for the decoder and for the discriminator. */
import { concat, type Tensor, type Tensor2D } from '../../tensor/tf.ts';

export interface Condition {
  /** `[n, 1]` for the decoder. */
  decoder: Tensor2D;
  /** `[n, 1]` for the discriminator. */
  discriminator: Tensor2D;
}

/** Conditions of samples `[n, …shape]`, by a learner that is not trained any more. */
export interface ConditionSource {
  /** Of a batch of one pool, in training. Tidied. */
  ofBatch(samples: Tensor): Condition;
  /** Of the discriminator at the query, `[n]`; none depends on the other samples. */
  ofQuery(samples: Tensor): Promise<Float32Array>;
}

/** Codes `[n, latent]`, or with the condition `[n, latent + 1]`. */
export const besideCode = (codes: Tensor2D, condition: Tensor2D | undefined): Tensor2D =>
  condition ? concat([codes, condition], 1) : codes;
