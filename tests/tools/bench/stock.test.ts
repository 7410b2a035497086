/** The stock engine computes the same losses as PyTorch; its composed filter gradient is right. */
import { beforeAll, it } from 'vitest';
import { stock } from '../../../tools/bench/tensor/engines/stock.ts';
import { expectLossesOf } from '../../support/pytorch-losses.ts';

beforeAll(async () => void (await stock.start('wasm')));

it.each(['linear training', 'cnn-small training'])(
  '%s: stock TensorFlow.js gives the losses of PyTorch',
  (name) => expectLossesOf(stock, name),
  60_000, // a busy machine
);
