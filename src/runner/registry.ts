/** Registry of strategies, models, training methods and measures, and those that an arm names. */
import type { GeneratorMeasure } from '../measuring/generation/generator-measure.ts';
import type { Measure } from '../measuring/measure.ts';
import type { Model } from '../models/model.ts';
import type { AssetKindInfo, Catalogue } from '../protocol/catalogue.ts';
import { findByName } from '../protocol/problem.ts';
import { resolve, resolveFullSupervision, type ArmSettings, type LearnerSettings } from '../protocol/settings.ts';
import type { Spec } from '../protocol/spec.ts';
import type { Strategy } from '../strategies/contracts/strategy.ts';
import type { TrainingMethod } from '../training/training-method.ts';
import type { PretrainedSource } from './assets/pretrained.ts';

export interface Registry {
  strategies: readonly Strategy[];
  models: readonly Model[];
  trainings: readonly TrainingMethod[];
  measures: readonly Measure[];
  generatorMeasures: readonly GeneratorMeasure[];
  /** Kinds of assets that the runner prepares (assets/kinds). */
  assets: readonly AssetKindInfo[];
  /** Assets shipped with the page. */
  pretrained?: PretrainedSource;
}

export const catalogueOf = (registry: Registry): Catalogue => ({
  strategies: registry.strategies.map((one) => one.about),
  models: registry.models.map((one) => one.about),
  trainings: registry.trainings.map((one) => one.about),
  measures: [...registry.measures, ...registry.generatorMeasures].map((one) => one.about),
  assets: [...registry.assets],
});

/** Model and training of a learner, with their settings. */
export interface LearnerMethods {
  settings: LearnerSettings;
  model: Model;
  training: TrainingMethod;
}

/** Settings of an arm with every default, and the methods that they name. */
export interface ArmMethods extends LearnerMethods {
  settings: ArmSettings;
  strategy: Strategy;
}

/** @throws Problem `bad-spec` where something is not in the registry */
export function armMethods(registry: Registry, spec: Spec, arm: number): ArmMethods {
  const settings = resolve(spec, arm, catalogueOf(registry));
  const strategy = findByName('strategy', registry.strategies, nameOf, settings.strategy.name);
  return { ...learnerMethods(registry, settings), settings, strategy };
}

/** For full supervision: the spec's own model and training. */
export const fullSupervisionMethods = (registry: Registry, spec: Spec): LearnerMethods =>
  learnerMethods(registry, resolveFullSupervision(spec, catalogueOf(registry)));

const learnerMethods = (registry: Registry, settings: LearnerSettings): LearnerMethods => ({
  settings,
  model: findByName('model', registry.models, nameOf, settings.model.name),
  training: findByName('training method', registry.trainings, nameOf, settings.training.method),
});

const nameOf = ({ about }: { about: { name: string } }): string => about.name;
