/** The list of GANs and auto-encoders. A new one is one file and one line here. */
import { findByName } from '../protocol/problem.ts';
import { autoEncoderCelebA, autoEncoderCifar, autoEncoderMnist } from './networks/auto-encoder-networks.ts';
import { ganCelebA, ganCifar, ganMnist } from './networks/gan-convolutional.ts';
import { ganPlane } from './networks/gan-plane.ts';
import { ganResidual } from './networks/gan-residual.ts';
import type { AutoEncoderModel, GanModel } from './networks/generative-networks.ts';

export const gans: readonly GanModel[] = [ganPlane, ganMnist, ganCifar, ganCelebA, ganResidual];

export const autoEncoders: readonly AutoEncoderModel[] = [autoEncoderMnist, autoEncoderCifar, autoEncoderCelebA];

const nameOf = ({ about }: GanModel | AutoEncoderModel): string => about.name;

/** @throws Problem `bad-spec` for an unknown name */
export const ganNamed = (name: string): GanModel => findByName('GAN', gans, nameOf, name);

/** @throws Problem `bad-spec` for an unknown name */
export const autoEncoderNamed = (name: string): AutoEncoderModel =>
  findByName('auto-encoder', autoEncoders, nameOf, name);
