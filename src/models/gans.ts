/** The GANs and auto-encoders that can be chosen. A new one is one file and one line here. */
import { Problem } from '../spec/problem.ts';
import { autoEncoderCelebA, autoEncoderCifar, autoEncoderMnist } from './auto-encoders.ts';
import { ganCelebA, ganCifar, ganMnist } from './gan-convolutional.ts';
import { ganPlane } from './gan-plane.ts';
import { ganResidual } from './gan-residual.ts';
import type { AutoEncoderModel, Gan } from './generative.ts';

export const gans: readonly Gan[] = [ganPlane, ganMnist, ganCifar, ganCelebA, ganResidual];

export const autoEncoders: readonly AutoEncoderModel[] = [autoEncoderMnist, autoEncoderCifar, autoEncoderCelebA];

/** @throws Problem `bad-spec` where there is none of this name */
export const ganNamed = (name: string): Gan => named(gans, 'GAN', name);

/** @throws Problem `bad-spec` where there is none of this name */
export const autoEncoderNamed = (name: string): AutoEncoderModel => named(autoEncoders, 'auto-encoder', name);

function named<T extends { about: { name: string } }>(all: readonly T[], kind: string, name: string): T {
  const found = all.find(({ about }) => about.name === name);
  if (found) return found;
  const known = all.map(({ about }) => about.name).join(', ');
  throw new Problem('bad-spec', `There is no ${kind} named “${name}”.`, `Known are: ${known}.`);
}
