/**
 * Joint labellings of a batch and their mutual information with the weights, for BatchBALD. A *history* is one joint labelling ŷ
 * of the samples selected so far, with its probability q(ŷ) and the posterior of each dropout pass, p(ω_t | ŷ). By the chain
 * rule the gain of one more sample x is Σ_ŷ q(ŷ) H(p(y | x, ŷ)) − mean_t H(p_t(y | x)). This form is stable: no joint entropy is
 * subtracted from another, and products of many small probabilities are held as logarithms.
 */
import type { Rng } from '../../random/rng.ts';
import * as tf from '../../tensor/tf.ts';

/** Maximum number of values of one matrix product. */
const BLOCK_VALUES = 1 << 21;

interface HistoryWeights {
  /** p(ω_t | ŷ) `[count, passes]`. */
  posterior: Float32Array;
  /** q(ŷ) `[count]`. */
  probabilities: Float32Array;
}

interface LabellingOptions {
  passes: number;
  classes: number;
  /** Maximum number of histories. All are enumerated up to it; above it that many are sampled, from the passes in turn. */
  limit: number;
  rng: Rng;
}

export class JointLabellings {
  /** Number of histories: of all joint labellings, or of those sampled. */
  private count = 1;
  private exact = true;
  /** ln Π p_t(ŷ), `[count, passes]`. */
  private logLikelihoods: Float64Array;
  /** Computed from the log-likelihoods; until the next sample is added. */
  private weights: HistoryWeights | undefined;
  /** Predictions of the samples selected so far, `[passes, classes]` each. */
  private readonly selected: Float32Array[] = [];
  private readonly passes: number;
  private readonly classes: number;
  private readonly limit: number;
  private readonly rng: Rng;

  constructor({ passes, classes, limit, rng }: LabellingOptions) {
    this.passes = passes;
    this.classes = classes;
    this.limit = limit;
    this.rng = rng;
    this.logLikelihoods = new Float64Array(passes);
  }

  /** Adds a selected sample. @param sample its predictions `[passes, classes]` */
  add(sample: Float32Array): void {
    this.weights = undefined;
    this.selected.push(sample);
    if (this.exact && this.count * this.classes <= this.limit) this.enumerate(sample);
    else if (this.exact) this.sampleAll();
    else this.sampleNext(sample);
  }

  /**
   * Gain in joint information of each sample after those selected, `[n]` in nats.
   * @param samples `[n, passes, classes]`
   */
  async gains(samples: Float32Array): Promise<Float64Array> {
    const { passes, classes, count } = this;
    const n = samples.length / (passes * classes);
    const { posterior, probabilities: shares } = (this.weights ??= this.computeWeights());
    const gains = new Float64Array(n);
    const block = Math.max(1, Math.floor(BLOCK_VALUES / (count * classes)));
    const left = tf.tensor2d(posterior, [count, passes]);
    const weights = tf.tensor2d(shares, [1, count]);
    try {
      for (let from = 0; from < n; from += block) {
        const width = Math.min(block, n - from);
        const part = samples.subarray(from * passes * classes, (from + width) * passes * classes);
        const sums = tf.tidy(() => {
          const right = tf.reshape(tf.transpose(tf.tensor3d(part, [width, passes, classes]), [1, 0, 2]), [
            passes,
            width * classes,
          ]);
          const p = tf.matMul(left, right);
          return tf.matMul(weights, tf.mul(p, tf.log(tf.maximum(p, 1e-30))) as tf.Tensor2D);
        });
        const out = await sums.data<'float32'>();
        sums.dispose();
        for (let i = 0; i < width * classes; i++) gains[from + Math.floor(i / classes)]! -= out[i]!;
        const size = passes * classes;
        for (let i = 0; i < width; i++)
          gains[from + i]! -= meanEntropy(part.subarray(i * size, (i + 1) * size), passes);
      }
    } finally {
      tf.dispose([left, weights]);
    }
    return gains;
  }

  private computeWeights(): HistoryWeights {
    const { passes, count, logLikelihoods: logs } = this;
    const posterior = new Float32Array(count * passes);
    const shares = new Float32Array(count);
    for (let h = 0; h < count; h++) {
      let most = -Infinity;
      for (let t = 0; t < passes; t++) most = Math.max(most, logs[h * passes + t]!);
      let sum = 0;
      for (let t = 0; t < passes; t++) sum += Math.exp(logs[h * passes + t]! - most);
      // a labelling of probability 0 in every pass has no weight
      const possible = most > -Infinity;
      for (let t = 0; t < passes; t++)
        posterior[h * passes + t] = possible ? Math.exp(logs[h * passes + t]! - most) / sum : 1 / passes;
      shares[h] = this.exact ? (possible ? (Math.exp(most) * sum) / passes : 0) : 1 / count;
    }
    return { posterior, probabilities: shares };
  }

  /** Extends every history by each label of the sample. */
  private enumerate(sample: Float32Array): void {
    const { passes, classes, count } = this;
    const logs = new Float64Array(count * classes * passes);
    for (let h = 0; h < count; h++)
      for (let c = 0; c < classes; c++)
        for (let t = 0; t < passes; t++)
          logs[(h * classes + c) * passes + t] =
            this.logLikelihoods[h * passes + t]! + Math.log(sample[t * classes + c]!);
    this.logLikelihoods = logs;
    this.count = count * classes;
  }

  /** Replaces the histories by `limit` sampled ones, each from one pass, the passes in turn. */
  private sampleAll(): void {
    this.exact = false;
    this.count = this.limit;
    this.logLikelihoods = new Float64Array(this.limit * this.passes);
    for (const sample of this.selected) this.sampleNext(sample);
  }

  /** Extends every sampled history by a label drawn from its pass. */
  private sampleNext(sample: Float32Array): void {
    const { passes, classes, count, logLikelihoods: logs } = this;
    for (let h = 0; h < count; h++) {
      const passOffset = (h % passes) * classes;
      let left = this.rng.uniform();
      let label = 0;
      for (; label < classes - 1; label++) {
        left -= sample[passOffset + label]!;
        if (left < 0) break;
      }
      for (let t = 0; t < passes; t++) logs[h * passes + t]! += Math.log(sample[t * classes + label]!);
    }
  }
}

/** Mean entropy of the passes, in nats. @param sample `[passes, classes]` */
function meanEntropy(sample: Float32Array, passes: number): number {
  let sum = 0;
  for (const p of sample) if (p !== 0) sum -= p * Math.log(p);
  return sum / passes;
}
