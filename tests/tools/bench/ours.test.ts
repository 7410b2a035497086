/** Our models, layers, kernels and optimiser against PyTorch: the same weights and batch give the same losses. */
import { beforeAll, expect, it } from 'vitest';
import { ours } from '../../../tools/bench/tensor/engines/ours.ts';
import { expectLossesOf } from '../../support/pytorch-losses.ts';

beforeAll(async () => void (await ours.start('wasm')));

it.each(['linear training', 'cnn-small training', 'wgan-gp training', 'resnet-18 scoring'])(
  '%s: ours gives the losses of PyTorch',
  (name) => expectLossesOf(ours, name),
  60_000, // a busy machine
);

it('times the requested batches, and reports the time by kernel', async () => {
  await expectLossesOf(ours, 'linear training');
  expect(await ours.run(2)).toBeGreaterThan(0);
  const kernels = await ours.profile!();
  expect(kernels.map(({ kernel }) => kernel)).toEqual(expect.arrayContaining(['Dense', 'CrossEntropy']));
});
