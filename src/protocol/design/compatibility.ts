/** Whether a design fits a data set, and how to adapt it. */
import type { Catalogue, ModelInfo } from '../catalogue.ts';
import { providedByModel, requirementsOf } from '../parameter-requirements.ts';
import { networkOutputs, providedByData, providedBySplit, requirements, unmetRequirements } from '../requirements.ts';
import { modelOf, trainingOf, type ModelSpec, type Spec, type TrainingSpec } from '../spec.ts';
import { defaultTestSize, type DatasetSummary } from '../dataset.ts';
import { annotatorMismatch } from './annotator-schema.ts';
import { omit } from './omit.ts';

/** Gradient steps of a training on images: with fewer than the least, a network hardly differs from guessing. */
const IMAGE_STEPS = { least: 300, default: 400 };

/** Sizes that a laptop without a GPU runs in minutes. */
const DEFAULT_SIZES = { train: 10_000, validation: 1000, test: 2000 };

export interface Incompatibility {
  section: 'model' | 'pool' | 'initial' | 'query' | 'arms' | 'training' | 'annotator';
  /** Which arm, for `arms`. */
  arm?: number;
  text: string;
}

/** Samples that the splits are drawn from, without the data's own test part. */
const availableSamples = ({ pool }: Spec, datasetSummary: DatasetSummary): number =>
  Math.min(pool.first ?? Infinity, datasetSummary.count - datasetSummary.testCount);

/** Sizes of the splits, with absent ones filled in as the runner does. */
export function splitSizes(
  spec: Spec,
  datasetSummary: DatasetSummary,
): { train: number; validation: number; test: number } {
  const own = datasetSummary.testCount;
  const part = availableSamples(spec, datasetSummary);
  const test = spec.pool.test ?? (own > 0 ? own : defaultTestSize(part));
  const left = own > 0 ? part : part - test;
  const validation = spec.pool.validation;
  return { train: spec.pool.train ?? left - validation, validation, test };
}

export const supportsDataset = (model: ModelInfo, datasetSummary: DatasetSummary): boolean =>
  model.kinds.includes(datasetSummary.kind) &&
  (model.classes === undefined || model.classes === datasetSummary.classes.length);

/** Every part of the design that the data set does not support, with a message for the page. */
export function incompatibilities(
  spec: Spec,
  datasetSummary: DatasetSummary,
  catalogue: Catalogue | undefined,
): Incompatibility[] {
  const found: Incompatibility[] = [];
  const { train, validation, test } = splitSizes(spec, datasetSummary);
  const count = (n: number) => n.toLocaleString('en');
  const ownTest = datasetSummary.testCount > 0;
  const rest = availableSamples(spec, datasetSummary) - (ownTest ? 0 : test);
  if (ownTest && test > datasetSummary.testCount)
    found.push({ section: 'pool', text: `The set has ${count(datasetSummary.testCount)} samples for the test.` });
  if (train + validation > rest || train < 2)
    found.push({ section: 'pool', text: `There are ${count(Math.max(0, rest))} samples for pool and validation.` });
  if (spec.initial.size > train) found.push({ section: 'initial', text: `The pool has only ${count(train)} samples.` });
  else if (
    spec.initial.indices?.some((list) =>
      list.some((sample) => sample >= datasetSummary.count - datasetSummary.testCount),
    )
  )
    found.push({
      section: 'initial',
      text: `The list names samples beyond the ${count(datasetSummary.count - datasetSummary.testCount)} that can be trained on.`,
    });
  else if (spec.initial.size + spec.query.size * spec.query.cycles > train)
    found.push({ section: 'query', text: `Initial labels and queries exceed the pool’s ${count(train)} samples.` });
  const mismatch = spec.annotator && annotatorMismatch(spec.annotator, datasetSummary.classes.length);
  if (mismatch) found.push({ section: 'annotator', text: mismatch });
  const augments = (training?: TrainingSpec) =>
    datasetSummary.kind !== 'image' && (training?.augmentation ?? 'none') !== 'none';
  if (augments(spec.training)) found.push({ section: 'training', text: 'Augmentation is for images.' });
  spec.arms.forEach(({ training }, arm) => {
    if (augments(training)) found.push({ section: 'arms', arm, text: 'Its augmentation is for images.' });
  });
  if (!catalogue) return found;
  spec.arms.forEach((arm, index) => {
    const model = catalogue.models.find((one) => one.name === modelOf(spec, index).name);
    if (model && !supportsDataset(model, datasetSummary)) {
      const why = model.kinds.includes(datasetSummary.kind)
        ? `is for ${model.classes} classes`
        : `does not take ${kindNames[datasetSummary.kind]}`;
      if (arm.model) found.push({ section: 'arms', arm: index, text: `${model.label} ${why}.` });
      else if (!found.some((one) => one.section === 'model'))
        found.push({ section: 'model', text: `${model.label} ${why}.` });
    }
    const strategy = catalogue.strategies.find((one) => one.name === arm.strategy);
    const training = catalogue.trainings.find((one) => one.name === trainingOf(spec, index).method);
    if (!strategy || !model) return;
    const given = [
      ...networkOutputs,
      ...providedByModel(model, modelOf(spec, index).parameters),
      ...providedByData(datasetSummary),
      ...providedBySplit(spec.pool),
    ];
    const provides = [...given, ...(training?.provides ?? []), ...catalogue.assets.flatMap((one) => one.provides)];
    const checks = [
      { label: training?.label, requires: training?.requires ?? [], provides: given },
      { label: strategy.label, requires: requirementsOf(strategy, arm.parameters), provides },
    ];
    const [unmet] = checks.flatMap((one) => unmetRequirements(one).map((key) => ({ label: one.label, key })));
    if (unmet) found.push({ section: 'arms', arm: index, text: `${unmet.label} ${requirements[unmet.key]?.short}.` });
  });
  return found;
}

const kindNames: Record<DatasetSummary['kind'], string> = { plane: 'points', table: 'tables', image: 'images' };

export interface Adaptation {
  /** The data set that the design was made for, where it is known. */
  before: DatasetSummary | undefined;
  catalogue: Catalogue | undefined;
}

/** The design with model and sizes adapted to another data set; parts that fit are unchanged. */
export function adaptTo(spec: Spec, datasetSummary: DatasetSummary, { before, catalogue }: Adaptation): Spec {
  const otherKind = before !== undefined && before.kind !== datasetSummary.kind;
  const fitted: Spec = {
    ...spec,
    // lists of sample numbers are valid for their own data set only
    initial: before ? omit(spec.initial, 'indices') : spec.initial,
    model: adaptModel(spec.model, datasetSummary, { catalogue, replace: otherKind }),
    training: adaptTraining(spec.training, datasetSummary),
  };
  fitted.arms = spec.arms.map((arm) => ({
    ...arm,
    ...(arm.model && { model: adaptModel(arm.model, datasetSummary, { catalogue, replace: false }) }),
    ...(arm.training && { training: adaptTraining(arm.training, datasetSummary) }),
  }));
  // a design that waited for these very files keeps its training
  if (datasetSummary.kind === 'image' && before && stepsAtStart(fitted) < IMAGE_STEPS.least)
    fitted.training = inSteps(fitted.training, otherKind);
  const faults = incompatibilities(fitted, datasetSummary, catalogue).filter((one) => one.section !== 'arms');
  if (!otherKind && faults.length === 0) return fitted;
  const rest = datasetSummary.count - (datasetSummary.testCount || defaultTestSize(datasetSummary.count));
  const large = rest > DEFAULT_SIZES.train + DEFAULT_SIZES.validation;
  const classes = Math.max(2, datasetSummary.classes.length);
  fitted.pool = {
    ...(large ? { train: DEFAULT_SIZES.train } : {}),
    validation: large ? DEFAULT_SIZES.validation : 0,
    ...(datasetSummary.testCount > DEFAULT_SIZES.test ? { test: DEFAULT_SIZES.test } : {}),
  };
  const train = splitSizes(fitted, datasetSummary).train;
  const size = Math.max(1, Math.min(2 * classes, Math.floor(train / 4)));
  const querySize = Math.max(1, Math.min(10, Math.floor(train / 20)));
  const cycles = Math.max(1, Math.min(8, Math.floor((train - size) / querySize)));
  fitted.initial = { ...omit(spec.initial, 'indices'), size };
  fitted.query = { size: querySize, cycles };
  if (datasetSummary.kind === 'image' && stepsAtStart(fitted) < IMAGE_STEPS.least)
    fitted.training = inSteps(fitted.training, otherKind);
  return fitted;
}

/** Gradient steps of the first training, on the initial labels; infinite where its length does not depend on them. */
function stepsAtStart({ training, initial }: Spec): number {
  const { steps, epochs, batch, epochsOver, epochDraws } = training;
  if (steps !== undefined) return steps;
  if (epochsOver === 'larger') return Infinity;
  return epochs * Math.ceil((epochDraws ?? initial.size) / batch);
}

/** The training with a length in gradient steps that images need, however few their labels. */
const inSteps = (training: TrainingSpec, otherKind: boolean): TrainingSpec => ({
  ...omit(omit(training, 'epochsOver'), 'epochDraws'),
  steps: IMAGE_STEPS.default,
  ...(otherKind && { learningRate: 0.001 }),
});

/** Only images can be augmented. */
const adaptTraining = (training: TrainingSpec, datasetSummary: DatasetSummary): TrainingSpec =>
  datasetSummary.kind === 'image' ? training : omit(training, 'augmentation');

/** @param replace whether a fitting model too is replaced by the default model of the data's kind */
function adaptModel(
  model: ModelSpec,
  datasetSummary: DatasetSummary,
  { catalogue, replace }: { catalogue: Catalogue | undefined; replace: boolean },
): ModelSpec {
  const fit = (catalogue?.models ?? []).filter((one) => supportsDataset(one, datasetSummary));
  const preferred = datasetSummary.kind === 'image' ? 'cnn-small' : 'mlp';
  const known = !!catalogue?.models.some((one) => one.name === model.name);
  if (!known || (!replace && fit.some((one) => one.name === model.name))) return model;
  const other = fit.find((one) => one.name === preferred) ?? fit[0];
  return other && other.name !== model.name ? { name: other.name, parameters: {} } : model;
}
