/** Whether a spec suits its data set: all checks that are possible before anything is trained. */
import { Rng } from '../random/rng.ts';
import { makeSplit } from '../datasets/splits/splits.ts';
import type { Network } from '../models/model.ts';
import { providedByLearner } from '../models/provided-keys.ts';
import { Problem } from '../protocol/problem.ts';
import { annotatorMismatch } from '../protocol/design/annotator-schema.ts';
import { checkAgainstCatalogue } from '../protocol/catalogue-check.ts';
import { requirementsOf } from '../protocol/parameter-requirements.ts';
import { checkRequirements, providedByData, providedBySplit } from '../protocol/requirements.ts';
import { generatorMeasuring, type ArmSettings, type LearnerSettings } from '../protocol/settings.ts';
import type { ParameterValues } from '../protocol/spec.ts';
import type { RunContext } from './run-context.ts';
import { buildGan } from '../generative/gan-training.ts';
import { ganRecipeNamed } from '../generative/recipes/gan-recipes.ts';
import { randomArmSpec } from './luck.ts';
import { armMethods, catalogueOf, fullSupervisionMethods, type LearnerMethods } from './registry.ts';
import { autoEncoderRecipeFor, recipesFor } from '../generative/recipes/default-recipes.ts';

/** @throws Problem `bad-spec`, `unfit` */
export function checkCompatibility(runContext: RunContext): void {
  const { spec, info, registry } = runContext;
  checkAgainstCatalogue(spec, catalogueOf(registry));
  if (info.labelledCount === 0)
    throw new Problem(
      'unfit',
      `“${info.name}” has no labels to answer the queries with.`,
      'Drop the same pictures again with one folder per class, or choose a data set that has labels.',
    );
  if (info.classes.length < 2)
    throw new Problem('unfit', `“${info.name}” has only one class: there is nothing to classify.`);
  const mismatch = spec.annotator && annotatorMismatch(spec.annotator, info.classes.length);
  if (mismatch) throw new Problem('unfit', mismatch, 'Give a row and a column for each class, in label order.');
  spec.arms.forEach((_, arm) => checkArm(runContext, arm));
  // trained as the arms are, it is checked with them
  if (spec.reference === true) {
    const { settings, model } = fullSupervisionMethods(registry, spec);
    checkDropoutPasses(settings, checkModel(runContext, { settings, model }));
    checkAugmentation(runContext, settings);
  }
  if (spec.luck) checkLuck(runContext);
  checkLabelBudget(runContext);
}

/** Random arms have the spec's own model and training, which no other arm need have. */
function checkLuck(runContext: RunContext): void {
  const of = { ...runContext, spec: randomArmSpec(runContext.spec) };
  checkArm(of, 0);
  const { about } = armMethods(of.registry, of.spec, 0).training;
  if (about.continues)
    throw new Problem(
      'unfit',
      `The random arms of the luck band are trained from initial weights, and “${about.name}” continues from the cycle before.`,
      'Leave out the luck band, or choose another training method for the design.',
    );
}

function checkArm(runContext: RunContext, arm: number): void {
  const { spec, info, registry } = runContext;
  const methods = armMethods(registry, spec, arm);
  const { settings, strategy, model, training } = methods;
  const { parameters } = settings.strategy;
  const network = checkModel(runContext, methods);
  checkAugmentation(runContext, settings);
  const requires = requirementsOf(strategy.about, parameters);
  const given = [...providedByLearner(model, network), ...providedByData(info), ...providedBySplit(spec.pool)];
  const names = { model: model.about, data: info };
  checkRequirements({ requires: training.about.requires ?? [], provides: given }, { by: training.about, ...names });
  const unfit = training.unfit?.(settings.training);
  if (unfit) throw new Problem('unfit', unfit.message, unfit.remedy);
  const provides = [
    ...[...given, ...(training.about.provides ?? [])],
    ...registry.assets.flatMap(({ provides }) => provides),
  ];
  checkRequirements({ requires, provides }, { by: strategy.about, ...names });
  checkDropoutPasses(settings, network);
  checkGeneratorMeasures(runContext, arm, provides);
  if (spec.annotator && 'answers' in parameters)
    throw new Problem(
      'unfit',
      `The annotators’ errors are for samples of the data, and “${strategy.about.name}” queries generated ones.`,
      'Leave out that arm, or the errors.',
    );
  if (requires.includes('generator')) checkGenerator(runContext, parameters);
  if (strategy.latentSpaceAssets) checkLatentAugmentation(settings, strategy.about.name);
}

/** Measures of a generator need a training that has one, and that draws samples of the data. */
function checkGeneratorMeasures({ spec, registry, info }: RunContext, arm: number, provides: readonly string[]): void {
  const asked = generatorMeasuring(spec);
  if (!asked) return;
  const { strategy, model } = armMethods(registry, spec, arm);
  const names = { model: model.about, data: info };
  for (const { about } of registry.generatorMeasures.filter((one) => asked.of.includes(one.about.name)))
    checkRequirements({ requires: about.requires, provides }, { by: about, ...names });
  if (strategy.latentSpaceAssets)
    throw new Problem(
      'unfit',
      `The learner of the strategy “${strategy.about.name}” is trained in latent space: its generator draws latent points, which no measure can judge.`,
      'Leave out that arm, or “measure.of”.',
    );
}

/** Augmentation is for images, not for latent points. */
function checkLatentAugmentation({ training: { augmentation } }: ArmSettings, strategy: string): void {
  if (augmentation === 'none') return;
  throw new Problem(
    'unfit',
    `The learner of the strategy “${strategy}” is trained in latent space, but the augmentation “${augmentation}” is for images.`,
    'Leave the augmentation out for that arm, or choose another strategy.',
  );
}

/** Builds the generator once, since only the networks know which sizes they accept. */
function checkGenerator({ info }: RunContext, parameters: ParameterValues): void {
  const { gan = 'auto', features } = parameters as { gan?: string; features?: string };
  buildGan(ganRecipeNamed(recipesFor(gan, info).gan), info, null).dispose();
  if (features === 'auto-encoder') autoEncoderRecipeFor(gan, info);
}

function checkDropoutPasses({ passes, model }: LearnerSettings, { stochastic }: Pick<Network, 'stochastic'>): void {
  if (passes === 1 || stochastic) return;
  throw new Problem(
    'unfit',
    `The accuracy is the mean of ${passes} passes with dropout, but the model “${model.name}” has no dropout: all passes would be identical.`,
    'Choose a model with dropout, set its dropout above 0, or measure with one pass.',
  );
}

function checkAugmentation({ info }: RunContext, { training: { augmentation } }: LearnerSettings): void {
  if (augmentation === 'none' || info.kind === 'image') return;
  throw new Problem(
    'unfit',
    `The augmentation “${augmentation}” is for images, and “${info.name}” is ${info.kind} data.`,
    'Leave the augmentation out, or choose images.',
  );
}

/** Checks kinds and classes by the model's description, and sizes by building its network once. */
function checkModel(
  { info }: RunContext,
  { model, settings }: Pick<LearnerMethods, 'model' | 'settings'>,
): Pick<Network, 'stochastic' | 'loss'> {
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
  const network = model.build({
    ...{ shape: info.shape, classes: info.classes.length, scale: info.scale },
    ...{ rng: null, parameters: settings.model.parameters },
  });
  network.dispose();
  return network;
}

/**
 * The pool must have all samples that the plan queries. Its size is the same for every seed, except where the spec sets class
 * counts or initial samples.
 */
function checkLabelBudget({ spec, info, labels }: RunContext): void {
  const { size, cycles } = spec.query;
  const labelBudget = spec.initial.size + size * cycles;
  const sizeVariesBySeed = !!spec.pool.imbalance || spec.initial.classShare !== undefined || !!spec.initial.indices;
  for (const seed of sizeVariesBySeed ? spec.seeds : spec.seeds.slice(0, 1)) {
    const { train } = makeSplit({ info, labels, spec, rng: new Rng(seed) });
    if (labelBudget <= train.length) continue;
    throw new Problem(
      'unfit',
      `The plan asks for ${labelBudget} labels (${spec.initial.size} at the start and ${cycles} times ${size}), and the pool has ${train.length} samples.`,
      'Ask for fewer at a time, plan fewer cycles, or give the pool more samples.',
    );
  }
}
