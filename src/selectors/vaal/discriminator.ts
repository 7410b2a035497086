/** VAAL's discriminator: code → 512 → 512 → 1 with ReLU between (Sinha et al. 2019; the authors' model.py). */
import type { Network } from '../../models/model.ts';
import { Weights } from '../../models/parts/weights.ts';
import { scaledFilters } from '../../models/parts/width.ts';
import type { Rng } from '../../random/rng.ts';
import { dense } from '../../tensor/layers.ts';
import { reshape, type Tensor1D, type Tensor2D } from '../../tensor/tf.ts';

export interface Discriminator extends Pick<Network, 'variables' | 'state' | 'dispose'> {
  /** `[n, inputs]` → `[n]`, the logit of “labelled”. */
  logits(codes: Tensor2D): Tensor1D;
}

const UNITS = 512;

/** @param width units relative to the paper's */
export function buildDiscriminator({ inputs, width }: { inputs: number; width: number }, rng: Rng): Discriminator {
  const units = scaledFilters(UNITS, width);
  const weights = new Weights(rng);
  const hidden = [weights.dense(inputs, units, 'he'), weights.dense(units, units, 'he')];
  const last = weights.dense(units, 1, 'he');
  return {
    variables: weights.variables,
    state: weights.state,
    logits(codes) {
      const top = hidden.reduce((x, layer) => dense(x, layer.weights, layer.bias, 'relu'), codes);
      return reshape(dense(top, last.weights, last.bias, 'linear'), [-1]);
    },
    dispose: () => weights.dispose(),
  };
}
