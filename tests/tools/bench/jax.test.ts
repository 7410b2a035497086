/** The jax-js engine computes the same losses as PyTorch. */
import { beforeAll, it } from 'vitest';
import { jax } from '../../../tools/bench/tensor/engines/jax.ts';
import { expectLossesOf } from '../../support/pytorch-losses.ts';

beforeAll(async () => void (await jax.start('wasm')));

it.each(['linear training', 'cnn-small training'])(
  '%s: jax-js gives the losses of PyTorch',
  (name) => expectLossesOf(jax, name),
  60_000, // a busy machine
);
