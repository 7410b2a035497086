/** The models that can be chosen. A new one is one file and one line here. */
import { findByName } from '../protocol/problem.ts';
import { acGan } from './ac-gan.ts';
import { allCnn } from './all-cnn.ts';
import { cnnBayes } from './cnn-bayes.ts';
import { cnnCelebA } from './cnn-celeba.ts';
import { cnnSmall } from './cnn-small.ts';
import { convSmall } from './conv-small.ts';
import { lenet } from './lenet.ts';
import { lenet5 } from './lenet-5.ts';
import { linear } from './linear.ts';
import { mlp } from './mlp.ts';
import type { Model } from './model.ts';
import { resnet18 } from './resnet-18.ts';
import { resnet50 } from './resnet-50.ts';
import { vgg16 } from './vgg-16.ts';

export const models: readonly Model[] = [
  linear,
  mlp,
  cnnSmall,
  lenet5,
  lenet,
  cnnBayes,
  cnnCelebA,
  convSmall,
  allCnn,
  vgg16,
  resnet18,
  resnet50,
  acGan,
];

/** @throws Problem `bad-spec` where there is none of this name */
export const modelNamed = (name: string): Model => findByName('model', models, ({ about }) => about.name, name);
