/** Every op and gradient that models and methods use. */
import type { Conformance } from '../suite.ts';
import { convolutions } from './convolutions.ts';
import { elementwise, rearranging } from './elementwise.ts';
import { losses, normalization, pooling, transforms } from './pooling.ts';
import { determinism } from './determinism.ts';
import { optimizers, penalties } from './training.ts';

export const groups: Record<string, Conformance[]> = {
  'convolutions and products': convolutions,
  pooling,
  normalisation: normalization,
  losses,
  images: transforms,
  'gradient penalties': penalties,
  optimisers: optimizers,
  rng: determinism,
  'values one by one': elementwise,
  'reductions and rearrangements': rearranging,
};
