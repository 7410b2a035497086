/**
 * Densities of a mixture on the tensor backend. The log-density of a diagonal Gaussian is a polynomial of second degree in
 * each dimension, so that those of all components are two matrix products, of z² and of z with weights. All values are
 * logarithms, because densities in 512 dimensions exceed the range of floating point.
 */
import * as tf from '../../tensor/tf.ts';
import { overallMoments, type Mixture, type FeatureRows } from './mixture.ts';

/** ln π of a class without a component: its posterior is 0, with a finite gradient. */
const LOG_WEIGHT_ABSENT = -1e9;
const LN_2PI = Math.log(2 * Math.PI);

/** ln(π_k N(z | k)) = constant_k + Σ_d squared_dk (z_d − centre_d)² + linear_dk (z_d − centre_d). */
interface Coefficients {
  /** `[size]`, the mean of the whole mixture, around which the two products do not cancel. */
  centre: tf.Tensor1D;
  /** `[size, K]`. */
  squared: tf.Tensor2D;
  /** `[size, K]`. */
  linear: tf.Tensor2D;
  /** `[K]`. */
  constant: tf.Tensor1D;
}

export interface LogJointBlock {
  /** `[count, K]`. */
  logJoint: Float64Array;
  /** x and x², if requested. */
  factors: tf.Tensor2D[];
}

export class MixtureDensity {
  private constructor(
    private readonly coefficients: Coefficients,
    /** The constants in double precision, if computed on the CPU. */
    private readonly constants: Float64Array,
  ) {}

  static of(mixture: Mixture): MixtureDensity {
    const { components, size, weights, means, variances } = mixture;
    const { mean } = overallMoments(mixture);
    const squared = new Float32Array(size * components);
    const linear = new Float32Array(size * components);
    const constants = new Float64Array(components);
    for (let k = 0; k < components; k++) {
      let sum = weights[k]! > 0 ? Math.log(weights[k]!) : LOG_WEIGHT_ABSENT;
      for (let d = 0; d < size; d++) {
        const variance = variances[k * size + d]!;
        const centred = means[k * size + d]! - mean[d]!;
        squared[d * components + k] = -0.5 / variance;
        linear[d * components + k] = centred / variance;
        sum -= ((centred * centred) / variance + Math.log(variance) + LN_2PI) / 2;
      }
      constants[k] = sum;
    }
    return new MixtureDensity(
      {
        centre: tf.tensor1d(Float32Array.from(mean)),
        squared: tf.tensor2d(squared, [size, components]),
        linear: tf.tensor2d(linear, [size, components]),
        constant: tf.tensor1d(Float32Array.from(constants)),
      },
      constants,
    );
  }

  /**
   * The closed form for labelled samples, computed on the device, for a regulariser at each step. Build it outside the
   * differentiated function, so that no gradient flows through ψ.
   * @param z `[n, size]`
   * @param oneHot `[n, K]`, the fixed responsibilities; a class without samples has no component
   * @param floor least variance
   */
  static ofLabelled(z: tf.Tensor2D, oneHot: tf.Tensor2D, floor: number | tf.Scalar): MixtureDensity {
    const coefficients = tf.tidy(() => {
      const centre = tf.mean(z, 0) as tf.Tensor1D;
      const x = tf.sub(z, centre) as tf.Tensor2D;
      const counts = tf.sum(oneHot, 0) as tf.Tensor1D;
      const divisor = tf.maximum(counts, 1);
      const means = tf.div(tf.matMul(x, oneHot, true, false), divisor);
      const squares = tf.div(tf.matMul(tf.square(x), oneHot, true, false), divisor);
      const variances = tf.maximum(tf.sub(squares, tf.square(means)), floor);
      const linear = tf.div(means, variances) as tf.Tensor2D;
      const squared = tf.div(-0.5, variances) as tf.Tensor2D;
      const sums = tf.sum(tf.add(tf.add(tf.mul(means, linear), tf.log(variances)), LN_2PI), 0);
      const logWeights = tf.log(tf.div(divisor, z.shape[0]));
      const absent = tf.mul(tf.sub(1, tf.minimum(counts, 1)), LOG_WEIGHT_ABSENT);
      return {
        centre,
        squared,
        linear,
        constant: tf.add(tf.sub(logWeights, tf.mul(sums, 0.5)), absent) as tf.Tensor1D,
      };
    });
    return new MixtureDensity(coefficients, new Float64Array(0));
  }

  /** z `[n, size]` → ln(π_k N(z | µ_k, σ_k²)) `[n, K]`; differentiable in z. */
  logJoint(z: tf.Tensor2D): tf.Tensor2D {
    const x = tf.sub(z, this.coefficients.centre) as tf.Tensor2D;
    return tf.add(this.polynomial(x, tf.square(x)), this.coefficients.constant);
  }

  /** z `[n, size]` → ln p(z; ψ) `[n]`; differentiable in z. */
  logDensity(z: tf.Tensor2D): tf.Tensor1D {
    return tf.logSumExp(this.logJoint(z), 1) as tf.Tensor1D;
  }

  /** z `[n, size]` → ln p(y = k | z; ψ) `[n, K]`, the logarithms of the responsibilities (Eq. 1); differentiable in z. */
  logPosteriors(z: tf.Tensor2D): tf.Tensor2D {
    return tf.logSoftmax(this.logJoint(z));
  }

  /**
   * `logJoint` of a batch as plain numbers, `[count, K]`: the products in single, the constants in double precision.
   * @param keepFactors whether x = z − centre and x², `[count, size]`, stay on the device for an M-step; the caller frees them
   */
  async logJointBatch({ values, count, size }: FeatureRows, keepFactors: boolean): Promise<LogJointBlock> {
    const [products, ...factors] = tf.tidy((): tf.Tensor[] => {
      const x = tf.sub(tf.tensor2d(values, [count, size]), this.coefficients.centre) as tf.Tensor2D;
      const squares = tf.square(x);
      const products = this.polynomial(x, squares);
      return keepFactors ? [products, x, squares] : [products];
    });
    const single = await products!.data<'float32'>();
    products!.dispose();
    const components = this.constants.length;
    const out = new Float64Array(single.length);
    for (let row = 0; row < out.length; row += components)
      for (let k = 0; k < components; k++) out[row + k] = single[row + k]! + this.constants[k]!;
    return { logJoint: out, factors: factors as tf.Tensor2D[] };
  }

  dispose(): void {
    tf.dispose([
      this.coefficients.centre,
      this.coefficients.squared,
      this.coefficients.linear,
      this.coefficients.constant,
    ]);
  }

  private polynomial(x: tf.Tensor2D, squares: tf.Tensor2D): tf.Tensor2D {
    return tf.add(tf.matMul(squares, this.coefficients.squared), tf.matMul(x, this.coefficients.linear));
  }
}
