/**
 * What labels a batch may get, and what each would say of the weights: the heart of BatchBALD. A *history* is one joint
 * labelling ŷ of the samples chosen so far; with it goes how probable it is, q(ŷ), and how much each dropout pass then
 * counts, p(ω_t | ŷ). By the chain rule the joint information of the chosen and one more sample x exceeds that of the
 * chosen by Σ_ŷ q(ŷ) H(p(y | x, ŷ)) − mean_t H(p_t(y | x)): no joint entropy is ever subtracted from another, and no
 * product of many small probabilities is kept.
 */
import type { Rng } from '../../random/rng.ts';
import * as tf from '../../tensor/tf.ts';

/** Values of one product on the device. */
const BLOCK_VALUES = 1 << 21;

interface HistoryWeights {
  /** p(ω_t | ŷ) `[count, passes]`. */
  posterior: Float32Array;
  /** q(ŷ) `[count]`. */
  probabilities: Float32Array;
}

export class JointLabellings {
  /** Histories so far: all that there are, or as many as may be kept, drawn. */
  private count = 1;
  private exact = true;
  /** ln Π p_t(ŷ), `[count, passes]`. */
  private logLikelihoods: Float64Array;
  /** Follows from the logarithms; kept until the next sample is chosen. */
  private weights: HistoryWeights | undefined;
  /** What the passes say of those chosen. */
  private readonly selected: Float32Array[] = [];

  /**
   * @param limit histories that are kept: all up to that many, above it as many drawn from the passes in turn
   */
  constructor(
    private readonly passes: number,
    private readonly classes: number,
    private readonly limit: number,
    private readonly rng: Rng,
  ) {
    this.logLikelihoods = new Float64Array(passes);
  }

  /** @param sample `[passes, classes]`, what the passes say of the sample that was chosen */
  add(sample: Float32Array): void {
    this.weights = undefined;
    this.selected.push(sample);
    if (this.exact && this.count * this.classes <= this.limit) this.enumerate(sample);
    else if (this.exact) this.sampleAll();
    else this.sampleNext(sample);
  }

  /**
   * How much more is learnt from each of some samples after those that were chosen, in nats.
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
        for (let i = 0; i < width; i++) gains[from + i]! -= meanEntropy(part, i, passes, classes);
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
      // a labelling that no pass thinks possible weighs nothing
      const possible = most > -Infinity;
      for (let t = 0; t < passes; t++)
        posterior[h * passes + t] = possible ? Math.exp(logs[h * passes + t]! - most) / sum : 1 / passes;
      shares[h] = this.exact ? (possible ? (Math.exp(most) * sum) / passes : 0) : 1 / count;
    }
    return { posterior, probabilities: shares };
  }

  /** Every history once with each label of the sample. */
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

  /** There are too many now: as many as are kept, each drawn from one pass, the passes in turn. */
  private sampleAll(): void {
    this.exact = false;
    this.count = this.limit;
    this.logLikelihoods = new Float64Array(this.limit * this.passes);
    for (const sample of this.selected) this.sampleNext(sample);
  }

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

function meanEntropy(samples: Float32Array, i: number, passes: number, classes: number): number {
  let sum = 0;
  for (let at = i * passes * classes; at < (i + 1) * passes * classes; at++) {
    const p = samples[at]!;
    if (p !== 0) sum -= p * Math.log(p);
  }
  return sum / passes;
}
