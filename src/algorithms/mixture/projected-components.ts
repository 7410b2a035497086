/**
 * The components of a mixture on a plane: mean and covariance of the samples' positions there, weighted by the component's
 * responsibility for each sample. This is the M-step (section 3.2 of the Gaussian-mixture paper) with positions in place of z
 * and a full covariance.
 */
import * as tf from '../../tensor/tf.ts';
import { MixtureDensity } from './mixture-density.ts';
import { MIN_COMPONENT_ROWS } from './em.ts';
import type { Mixture, FeatureRows } from './mixture.ts';

/** Position and extent of a component's samples. */
export interface ProjectedComponent {
  /** k, the class of the component. */
  component: number;
  /** Σγ_ik, in samples. */
  samples: number;
  mean: [number, number];
  /** Of x, of x with y, of y. */
  covariance: [number, number, number];
}

/** Sums over batches of samples. */
export class ProjectedComponents {
  private readonly sums: Float64Array;
  /** Position of the first sample, around which squares are summed to avoid cancellation. */
  private origin: [number, number] | undefined;

  constructor(private readonly components: number) {
    this.sums = new Float64Array(6 * components);
  }

  /**
   * @param points `[n, 2]`
   * @param responsibilities γ `[n, components]`
   */
  add(points: ArrayLike<number>, responsibilities: ArrayLike<number>): void {
    for (let i = 0; 2 * i < points.length; i++) {
      this.origin ??= [points[0]!, points[1]!];
      const x = points[2 * i]! - this.origin[0];
      const y = points[2 * i + 1]! - this.origin[1];
      const terms: Six = [1, x, y, x * x, x * y, y * y];
      for (let k = 0; k < this.components; k++) {
        const share = responsibilities[i * this.components + k]!;
        if (share === 0) continue;
        for (let which = 0; which < 6; which++) this.sums[6 * k + which]! += share * terms[which]!;
      }
    }
  }

  /** The components with positive responsibility, in their order. */
  result(): ProjectedComponent[] {
    const [left, top] = this.origin ?? [0, 0];
    return Array.from({ length: this.components }, (_, component) => component).flatMap((component) => {
      const [samples, ...sums] = this.sums.subarray(6 * component, 6 * component + 6) as unknown as Six;
      if (!(samples >= MIN_COMPONENT_ROWS)) return [];
      const [x, y, xx, xy, yy] = sums.map((sum) => sum / samples) as Five;
      const mean: ProjectedComponent['mean'] = [left + x, top + y];
      return { component, samples, mean, covariance: [Math.max(0, xx - x * x), xy - x * y, Math.max(0, yy - y * y)] };
    });
  }
}

type Five = [number, number, number, number, number];
type Six = [number, ...Five];

/** γ `[count, K]` (Eq. 1); 0 for a class without a component. */
export async function responsibilities(mixture: Mixture, { values, count, size }: FeatureRows): Promise<Float32Array> {
  const density = MixtureDensity.of(mixture);
  const gamma = tf.tidy(() => tf.exp(density.logPosteriors(tf.tensor2d(values, [count, size]))));
  try {
    return await gamma.data<'float32'>();
  } finally {
    gamma.dispose();
    density.dispose();
  }
}
