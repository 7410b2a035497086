/**
 * Spectral normalisation (Miyato et al. 2018, section 2.1 and Algorithm 1): a weight divided by its greatest singular value σ, which
 * power iteration approximates with two vectors that continue from step to step. A filter `[height, width, from, to]` counts as
 * the matrix `[height · width · from, to]`, as in the authors' code.
 */
import * as tf from '../../tensor/tf.ts';

/** Of the lengths of the vectors, against division by zero. */
const EPSILON = 1e-12;

type Weight = tf.Variable<tf.Rank.R2> | tf.Variable<tf.Rank.R4>;

export class SpectralNorm {
  /** u `[1, outputs]` and v `[1, inputs]`: approximate singular vectors. A checkpoint saves them. */
  readonly vectors: readonly [tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R2>];

  /** Takes the vectors over: u, of any length, and room for v. Call `iterate` before the first use. */
  constructor(
    private readonly weight: Weight,
    { left, right }: { left: tf.Variable<tf.Rank.R2>; right: tf.Variable<tf.Rank.R2> },
  ) {
    this.vectors = [left, right];
  }

  /** One power iteration: v ← Wᵀu / ‖Wᵀu‖, u ← W v / ‖W v‖. Outside of any gradient. */
  iterate(): void {
    const [u, v] = this.vectors;
    tf.tidy(() => {
      const matrix = this.matrix();
      v.assign(unit(tf.matMul(u as tf.Tensor2D, matrix, false, true)));
      u.assign(unit(tf.matMul(v as tf.Tensor2D, matrix)));
    });
  }

  /** σ = uᵀ W v as a scalar, differentiable by the weight; the vectors are constants. */
  greatestSingularValue(): tf.Scalar {
    const [u, v] = this.vectors;
    return tf.sum(tf.mul(tf.matMul(v as tf.Tensor2D, this.matrix()), u));
  }

  /** W / σ. */
  normalised<T extends tf.Tensor2D | tf.Tensor4D>(): T {
    return tf.div(this.weight as tf.Tensor, this.greatestSingularValue()) as T;
  }

  private matrix(): tf.Tensor2D {
    return tf.reshape(this.weight as tf.Tensor, [-1, this.weight.shape.at(-1)!]) as tf.Tensor2D;
  }
}

const unit = (row: tf.Tensor2D): tf.Tensor2D => tf.div(row, tf.add(tf.norm(row), EPSILON));
