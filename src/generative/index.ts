/** The GANs and auto-encoders that can be chosen. A new one is one file and one line here. */
import { named } from '../protocol/problem.ts';
import { autoEncoderCelebA, autoEncoderCifar, autoEncoderMnist } from './auto-encoder-networks.ts';
import { ganCelebA, ganCifar, ganMnist } from './gan-convolutional.ts';
import { ganPlane } from './gan-plane.ts';
import { ganResidual } from './gan-residual.ts';
import type { AutoEncoderModel, Gan } from './generative-networks.ts';

export const gans: readonly Gan[] = [ganPlane, ganMnist, ganCifar, ganCelebA, ganResidual];

export const autoEncoders: readonly AutoEncoderModel[] = [autoEncoderMnist, autoEncoderCifar, autoEncoderCelebA];

const nameOf = ({ about }: Gan | AutoEncoderModel): string => about.name;

/** @throws Problem `bad-spec` where there is none of this name */
export const ganNamed = (name: string): Gan => named('GAN', gans, nameOf, name);

/** @throws Problem `bad-spec` where there is none of this name */
export const autoEncoderNamed = (name: string): AutoEncoderModel => named('auto-encoder', autoEncoders, nameOf, name);
