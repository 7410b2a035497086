/** Whether spec and data suit each other: everything that can be known before anything is trained. */
import { Draws } from '../random/rng.ts';
import { makeSplit } from '../datasets/splits/splits.ts';
import type { Network } from '../models/model.ts';
import { Problem } from '../protocol/problem.ts';
import { checkNames } from '../protocol/catalogue-check.ts';
import { trainingOf, type Spec, type TrainingSpec, type Values } from '../protocol/spec.ts';
import { checkNeeds } from '../strategies/contracts/requirements.ts';
import type { Bench } from './run-context.ts';
import { buildGan } from '../generative/gan-training.ts';
import { ganRecipeNamed } from '../generative/gan-recipes.ts';
import { catalogueOf, modelFor, strategyFor, trainingFor } from './registry.ts';
import { autoEncoderFor, recipesFor } from './assets/default-recipes.ts';

/** @throws Problem `bad-spec`, `unfit` */
export function checkFitness(bench: Bench): void {
  const { spec, info, means } = bench;
  checkNames(spec, catalogueOf(means));
  if (info.labelledCount === 0)
    throw new Problem(
      'unfit',
      `“${info.name}” has no labels, so that there is nothing to answer the queries with.`,
      'Drop the same pictures again with one folder per class, or choose a data set that has labels.',
    );
  if (info.classes.length < 2)
    throw new Problem('unfit', `“${info.name}” has one class only, so that there is nothing to tell apart.`);
  spec.arms.forEach((_, arm) => checkArm(bench, arm));
  if (spec.reference) {
    checkMeasure(spec, checkModel(bench, undefined), spec.model.name);
    checkAugmentation(bench, spec.training);
  }
  checkBudget(bench);
}

function checkArm(bench: Bench, arm: number): void {
  const { spec, info, means } = bench;
  const network = checkModel(bench, arm);
  checkAugmentation(bench, trainingOf(spec, arm));
  const { chosen, parameters } = strategyFor(means, spec, arm);
  const { about: strategy } = chosen;
  checkNeeds(chosen, parameters, network, trainingFor(means, spec, arm).chosen.about.leaves ?? []);
  checkMeasure(spec, network, modelFor(means, spec, arm).chosen.about.name);
  const { about: model } = modelFor(means, spec, arm).chosen;
  const needs = [...strategy.needs, ...(chosen.needsToo?.(parameters) ?? [])];
  if (needs.includes('generator')) checkGenerator(bench, parameters);
  if (chosen.latentSpace) checkLatent(bench, arm, strategy.name);
  if (!needs.includes('hyperplane')) return;
  if (!model.hyperplane)
    throw new Problem(
      'unfit',
      `The strategy “${strategy.name}” needs a separating plane, and the model “${model.name}” has none.`,
      'Choose a linear model for that arm, or another strategy.',
    );
  if (info.classes.length !== 2)
    throw new Problem(
      'unfit',
      `The strategy “${strategy.name}” needs two classes, and “${info.name}” has ${info.classes.length}.`,
      'Choose data with two classes, or another strategy.',
    );
}

/** A latent point is no image. */
function checkLatent({ spec }: Bench, arm: number, strategy: string): void {
  const { augmentation = 'none' } = trainingOf(spec, arm);
  if (augmentation === 'none') return;
  throw new Problem(
    'unfit',
    `The learner of the strategy “${strategy}” lives in latent space, and the augmentation “${augmentation}” is for images.`,
    'Leave the augmentation out for that arm, or choose another strategy.',
  );
}

/** Built once, since only the networks know which sizes they take. */
function checkGenerator({ info }: Bench, parameters: Values): void {
  const { gan = 'auto', features } = parameters as { gan?: string; features?: string };
  buildGan(ganRecipeNamed(recipesFor(gan, info).gan), info, new Draws(0)).dispose();
  if (features === 'auto-encoder') autoEncoderFor(gan, info);
}

function checkMeasure({ measure }: Spec, { stochastic }: Pick<Network, 'stochastic'>, model: string): void {
  if (!measure || stochastic) return;
  throw new Problem(
    'unfit',
    `The accuracy is to be that of ${measure.passes} passes with dropout, and the model “${model}” has none: every pass would say the same.`,
    'Choose a model with dropout, set its dropout above 0, or measure with one pass.',
  );
}

function checkAugmentation({ info }: Bench, { augmentation = 'none' }: TrainingSpec): void {
  if (augmentation === 'none' || info.kind === 'image') return;
  throw new Problem(
    'unfit',
    `The augmentation “${augmentation}” is for images, and “${info.name}” is ${info.kind} data.`,
    'Leave the augmentation out, or choose images.',
  );
}

/** Kinds and classes by what the model says of itself; sizes by building it once. */
function checkModel({ spec, info, means }: Bench, arm: number | undefined): Pick<Network, 'stochastic' | 'loss'> {
  const { chosen: model, parameters } = modelFor(means, spec, arm);
  const { name, kinds, classes } = model.about;
  if (!kinds.includes(info.kind))
    throw new Problem(
      'unfit',
      `The model “${name}” takes ${kinds.join(' or ')} data, and “${info.name}” is ${info.kind} data.`,
      'Choose another model.',
    );
  if (classes !== undefined && classes !== info.classes.length)
    throw new Problem(
      'unfit',
      `The model “${name}” takes ${classes} classes, and “${info.name}” has ${info.classes.length}.`,
      'Choose another model.',
    );
  const network = model.build(info.shape, info.classes.length, new Draws(0), parameters);
  network.dispose();
  return network;
}

/**
 * The pool must hold all that the plan will ask for. Its size is the same for every seed, but where it is made of so and
 * so many of each class: then each seed has others.
 */
function checkBudget({ spec, info, labels }: Bench): void {
  const { size, cycles } = spec.query;
  const wanted = spec.initial.size + size * cycles;
  const differ = !!spec.pool.imbalance || spec.initial.classShare !== undefined || !!spec.initial.indices;
  for (const seed of differ ? spec.seeds : spec.seeds.slice(0, 1)) {
    const { train } = makeSplit(info, labels, spec, new Draws(seed));
    if (wanted <= train.length) continue;
    throw new Problem(
      'unfit',
      `The plan asks for ${wanted} labels (${spec.initial.size} at the start and ${cycles} times ${size}), and the pool has ${train.length} samples.`,
      'Ask for fewer at a time, plan fewer cycles, or give the pool more samples.',
    );
  }
}
