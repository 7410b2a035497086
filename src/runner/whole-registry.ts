/** All strategies, models, training methods, measures and kinds of assets of the program. */
import { generatorMeasures, measures } from '../measuring/index.ts';
import { models } from '../models/index.ts';
import { strategies } from '../strategies/index.ts';
import { trainingMethods } from '../training/index.ts';
import { assetKindInfos } from './assets/kinds/index.ts';
import type { Registry } from './registry.ts';

export const wholeRegistry: Registry = {
  strategies,
  models,
  trainings: trainingMethods,
  measures,
  generatorMeasures,
  assets: assetKindInfos,
};
