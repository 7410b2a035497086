/**
 * Losses that PyTorch 1.13 gives for the bench's small workloads: of training before each of the first steps of Adam, dropout left out. They
 * come from `tools/bench/tensor/engines/pytorch.py`, which builds its networks by itself.
 */
import { expect } from 'vitest';
import type { Engine } from '../../tools/bench/tensor/engine.ts';
import { workloads } from '../../tools/bench/tensor/workloads.ts';

const PYTORCH_LOSSES: Record<string, number[]> = {
  'linear training': [2.556474, 2.529109],
  'cnn-small training': [3.328718, 3.239006],
  'wgan-gp training': [0.592921, -2.088274],
  'resnet-18 scoring': [1.889362],
};

export async function expectLossesOf(engine: Engine, name: string): Promise<void> {
  const workload = workloads(true).find(({ model, phase }) => `${model} ${phase}` === name)!;
  const { losses } = await engine.prepare(workload);
  const wanted = PYTORCH_LOSSES[name]!;
  expect(losses).toHaveLength(wanted.length);
  losses.forEach((loss, i) => expect(loss / wanted[i]!).toBeCloseTo(1, 4));
}
