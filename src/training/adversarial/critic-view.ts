/** Input of a critic for a sample: its trunk features, or more that is computed from them. */
import type { Tensor2D } from '../../tensor/tf.ts';
import type { CarriedState } from '../../trainer/carried-state.ts';

export interface CriticView {
  /** Input values per sample. */
  readonly size: number;
  /** State that it carries from step to step; none where absent. */
  readonly carried?: CarriedState;
  /** z `[n, trunkSize]` → `[n, size]`. Differentiable by z; trains no weight of its own. */
  of(z: Tensor2D): Tensor2D;
  /** Awaited before each gradient step, counted from 0. */
  beforeStep?(step: number): Promise<void>;
}

/** The features themselves. */
export const featureView = ({ trunkSize }: { trunkSize: number }): CriticView => ({ size: trunkSize, of: (z) => z });
