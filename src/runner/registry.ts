/** What experiments are made of: the strategies, models and training methods that there are, and how to find one. */
import type { Measure } from '../measuring/measure.ts';
import type { Model } from '../models/model.ts';
import type { Catalogue } from '../protocol/catalogue.ts';
import { findByName } from '../protocol/problem.ts';
import { withDefaults } from '../protocol/parameters.ts';
import { modelOf, trainingOf, type Spec, type ParameterValues } from '../protocol/spec.ts';
import type { Strategy } from '../strategies/contracts/strategy.ts';
import type { TrainingMethod } from '../trainer/training-method.ts';
import type { PretrainedSource } from './assets/pretrained.ts';

export interface Registry {
  strategies: readonly Strategy[];
  models: readonly Model[];
  trainings: readonly TrainingMethod[];
  measures: readonly Measure[];
  /** Assets that come with the page. */
  pretrained?: PretrainedSource;
}

export const catalogueOf = (registry: Registry): Catalogue => ({
  strategies: registry.strategies.map((one) => one.about),
  models: registry.models.map((one) => one.about),
  trainings: registry.trainings.map((one) => one.about),
  measures: registry.measures.map((one) => one.about),
});

interface Resolved<T> {
  entry: T;
  parameters: ParameterValues;
}

/** An arm's strategy with all its parameters. */
export function strategyFor(registry: Registry, spec: Spec, arm: number): Resolved<Strategy> {
  const { strategy, parameters } = spec.arms[arm]!;
  return resolve('strategy', registry.strategies, strategy, parameters);
}

/** An arm's model; without an arm the spec's own. An augmentation of the training's takes the place of the model's. */
export function modelFor(registry: Registry, spec: Spec, arm?: number): Resolved<Model> {
  const { name, parameters } = arm === undefined ? spec.model : modelOf(spec, arm);
  const { augmentation } = arm === undefined ? spec.training : trainingOf(spec, arm);
  const found = resolve('model', registry.models, name, parameters);
  if (augmentation !== undefined && 'augment' in found.parameters) found.parameters['augment'] = false;
  return found;
}

/** An arm's training method; without an arm the spec's own. */
export function trainingFor(registry: Registry, spec: Spec, arm?: number): Resolved<TrainingMethod> {
  const { method, parameters } = arm === undefined ? spec.training : trainingOf(spec, arm);
  return resolve('training method', registry.trainings, method, parameters);
}

function resolve<T extends Strategy | Model | TrainingMethod>(
  what: string,
  list: readonly T[],
  name: string,
  given: ParameterValues,
): Resolved<T> {
  const entry = findByName<T>(what, list, ({ about }) => about.name, name);
  return { entry, parameters: withDefaults(entry.about.parameters, given) };
}
