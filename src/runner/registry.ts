/** What experiments are made of: the strategies, models and training methods that there are, and how to find one. */
import type { Model } from '../models/model.ts';
import type { Catalogue } from '../protocol/catalogue.ts';
import { named } from '../protocol/problem.ts';
import { withDefaults } from '../protocol/catalogue-check.ts';
import { modelOf, trainingOf, type Spec, type Values } from '../protocol/spec.ts';
import type { Strategy } from '../strategies/contracts/strategy.ts';
import type { Training } from '../trainer/training-method.ts';
import type { Shipped } from './assets/pretrained.ts';

export interface Means {
  strategies: readonly Strategy[];
  models: readonly Model[];
  trainings: readonly Training[];
  /** Assets that come with the page. */
  shipped?: Shipped;
}

export const catalogueOf = (means: Means): Catalogue => ({
  strategies: means.strategies.map((one) => one.about),
  models: means.models.map((one) => one.about),
  trainings: means.trainings.map((one) => one.about),
});

interface Chosen<T> {
  chosen: T;
  parameters: Values;
}

/** An arm's strategy with all its parameters. */
export function strategyFor(means: Means, spec: Spec, arm: number): Chosen<Strategy> {
  const { strategy, parameters } = spec.arms[arm]!;
  return chosenFrom('strategy', means.strategies, strategy, parameters);
}

/** An arm's model; without an arm the spec's own. An augmentation of the training's takes the place of the model's. */
export function modelFor(means: Means, spec: Spec, arm?: number): Chosen<Model> {
  const { name, parameters } = arm === undefined ? spec.model : modelOf(spec, arm);
  const { augmentation } = arm === undefined ? spec.training : trainingOf(spec, arm);
  const found = chosenFrom('model', means.models, name, parameters);
  if (augmentation !== undefined && 'augment' in found.parameters) found.parameters['augment'] = false;
  return found;
}

/** An arm's training method; without an arm the spec's own. */
export function trainingFor(means: Means, spec: Spec, arm?: number): Chosen<Training> {
  const { method, parameters } = arm === undefined ? spec.training : trainingOf(spec, arm);
  return chosenFrom('training method', means.trainings, method, parameters);
}

function chosenFrom<T extends Strategy | Model | Training>(
  what: string,
  list: readonly T[],
  name: string,
  given: Values,
): Chosen<T> {
  const chosen = named<T>(what, list, ({ about }) => about.name, name);
  return { chosen, parameters: withDefaults(chosen.about.parameters, given) };
}
