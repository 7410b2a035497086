/**
 * Settings as run: an arm of a spec with every default filled in. This is the only place that resolves defaults. The runner
 * uses these settings, the log stores them with each training, and the page shows them.
 */
import type { Catalogue, ModelInfo, TrainingInfo } from './catalogue.ts';
import { withDefaults } from './parameters.ts';
import { findByName } from './problem.ts';
import { modelOf, trainingOf, type ModelSpec, type ParameterValues, type Spec, type TrainingSpec } from './spec.ts';

/** Evaluations of the validation split in one training. */
export const DEFAULT_EVALUATIONS = 20;
const DEFAULT_MOMENTUM = 0.9;
/** Samples drawn for the measures of a generator. */
const DEFAULT_GENERATED = 2000;

/** A spec's training with all values set. Names and units are those of `spec.ts`. */
export interface TrainingSettings {
  method: string;
  /** Of the training method. */
  parameters: ParameterValues;
  epochs: number;
  /** Gradient steps instead of epochs; null where the length is given in epochs. */
  steps: number | null;
  /** The set whose size is an epoch, unless `epochDraws` says otherwise. */
  epochsOver: 'labelled' | 'larger';
  /** Samples per epoch; null for the size of the set. */
  epochDraws: number | null;
  batch: number;
  optimizer: 'adam' | 'sgd';
  learningRate: number;
  /** Shares of the steps at which the learning rate is divided by ten. */
  decay: number[];
  /** Absent where the learning rate is constant but for `decay`. */
  schedule?: NonNullable<TrainingSpec['schedule']>;
  /** Of SGD; null for Adam. */
  momentum: number | null;
  weightDecay: number;
  keep: 'best' | 'last';
  patience: number;
  looks: number;
  augmentation: NonNullable<TrainingSpec['augmentation']>;
}

/** A model or strategy by name, with all its parameters. */
export interface NamedSettings {
  name: string;
  parameters: ParameterValues;
}

/** How a learner is built, trained and measured. */
export interface LearnerSettings {
  model: NamedSettings;
  training: TrainingSettings;
  /** Number of passes with dropout whose mean is the prediction; 1 is one pass without dropout. */
  passes: number;
}

export interface ArmSettings extends LearnerSettings {
  strategy: NamedSettings;
}

/**
 * An arm with all defaults resolved.
 * @throws Problem `bad-spec` where strategy, model or training method is not in the catalogue
 */
export function resolve(spec: Spec, arm: number, catalogue: Catalogue): ArmSettings {
  const { strategy: name, parameters: given } = spec.arms[arm]!;
  const strategy = findByName('strategy', catalogue.strategies, (one) => one.name, name);
  return {
    strategy: { name, parameters: withDefaults(strategy.parameters, given) },
    ...resolveLearner(spec, { model: modelOf(spec, arm), training: trainingOf(spec, arm) }, catalogue),
  };
}

/** Measures of a generator that the spec asks for. */
export interface GeneratorMeasuring {
  of: readonly string[];
  samples: number;
  embedding: 'classifier';
}

export const generatorMeasuring = ({ measure }: Pick<Spec, 'measure'>): GeneratorMeasuring | undefined =>
  measure?.of && {
    of: measure.of,
    samples: measure.samples ?? DEFAULT_GENERATED,
    embedding: measure.embedding ?? 'classifier',
  };

/** Full supervision is trained with batches of at least this size, and for about so many steps at most, but two epochs at least. */
export const FULL_SUPERVISION_BOUNDS = { minBatch: 64, maxSteps: 2000, minEpochs: 2 } as const;

/** The learner of full supervision: the spec's own model and training. */
export const resolveFullSupervision = (spec: Spec, catalogue: Catalogue): LearnerSettings =>
  resolveLearner(spec, spec, catalogue);

function resolveLearner(
  { measure }: Spec,
  { model, training }: { model: ModelSpec; training: TrainingSpec },
  catalogue: Catalogue,
): LearnerSettings {
  const modelInfo = findByName('model', catalogue.models, (one) => one.name, model.name);
  const method = findByName('training method', catalogue.trainings, (one) => one.name, training.method);
  return {
    model: resolveModel(model, modelInfo, training),
    training: resolveTraining(training, method),
    passes: measure?.passes ?? 1,
  };
}

/** The training's augmentation replaces the model's own (its parameter `augment`). */
function resolveModel({ name, parameters: given }: ModelSpec, info: ModelInfo, training: TrainingSpec): NamedSettings {
  const parameters: ParameterValues = withDefaults(info.parameters, given);
  if (training.augmentation !== undefined && 'augment' in parameters) parameters['augment'] = false;
  return { name, parameters };
}

/** A training with all defaults resolved, for any model. */
export const resolveTraining = (
  training: TrainingSpec,
  { parameters, epochsOver = 'labelled' }: TrainingInfo,
): TrainingSettings => ({
  method: training.method,
  parameters: withDefaults(parameters, training.parameters),
  epochs: training.epochs,
  steps: training.steps ?? null,
  epochsOver: training.epochsOver ?? epochsOver,
  epochDraws: training.epochDraws ?? null,
  batch: training.batch,
  optimizer: training.optimizer,
  learningRate: training.learningRate,
  decay: training.decay ?? [],
  ...(training.schedule && { schedule: training.schedule }),
  momentum: training.optimizer === 'sgd' ? (training.momentum ?? DEFAULT_MOMENTUM) : null,
  weightDecay: training.weightDecay ?? 0,
  keep: training.keep ?? 'best',
  patience: training.patience,
  looks: training.looks ?? DEFAULT_EVALUATIONS,
  augmentation: training.augmentation ?? 'none',
});
