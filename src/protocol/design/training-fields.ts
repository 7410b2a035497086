/**
 * The fields of a spec's training as described parameters, for the page's form. Three differ from the fields of the spec:
 * `unit` says which of `steps`, `epochsOver` and `epochDraws` is given, or the training method's own set where none is, `decay` is
 * a text of shares or the name of another schedule, and `augmentation` is `model` where the spec has none.
 */
import {
  choiceParameter,
  integerParameter,
  numberParameter,
  type ParameterInfo,
  type ParameterValue,
} from '../parameters.ts';
import type { TrainingInfo } from '../catalogue.ts';
import { omit } from './omit.ts';
import type { TrainingSpec } from '../spec.ts';

export const trainingFields = [
  integerParameter('epochs', {
    label: 'Epochs',
    about: 'Passes through the training set in one training.',
    default: 60,
    min: 1,
    max: 10_000,
  }),
  integerParameter('steps', {
    label: 'Gradient steps',
    about: 'Length of one training, the same for every arm whatever its training method.',
    default: 1000,
    min: 1,
    max: 10_000_000,
  }),
  choiceParameter('unit', {
    label: 'Unit of training length',
    about: 'Arms of different methods can be compared at equal gradient steps only.',
    default: 'labelled',
    choices: {
      labelled: 'epochs of the labelled set',
      larger: 'epochs of the larger set',
      draws: 'epochs of N samples',
      steps: 'gradient steps',
    },
  }),
  integerParameter('epochDraws', {
    label: 'Samples per epoch',
    about: 'A small labelled set is repeated until this number is reached.',
    default: 5056,
    min: 1,
    max: 10_000_000,
  }),
  integerParameter('batch', {
    label: 'Batch',
    about: 'Samples per gradient step.',
    default: 16,
    min: 1,
    max: 4096,
  }),
  numberParameter('learningRate', {
    label: 'Learning rate',
    about: 'Step size of the optimizer.',
    default: 0.001,
    min: 1e-7,
    max: 10,
    step: 0.001,
  }),
  choiceParameter('optimizer', {
    label: 'Optimizer',
    about: 'How gradients change the weights.',
    default: 'adam',
    choices: { adam: 'Adam', sgd: 'SGD' },
  }),
  numberParameter('momentum', {
    label: 'Momentum',
    about: 'Share of the previous step that SGD adds to the next one.',
    default: 0.9,
    min: 0,
    max: 0.999,
    step: 0.01,
  }),
  numberParameter('weightDecay', {
    label: 'Weight decay',
    about: 'This share of the weights is added to their gradients.',
    default: 0,
    min: 0,
    max: 1,
    step: 0.0001,
  }),
  choiceParameter('decay', {
    label: 'Schedule',
    about: 'The learning rate as training goes on.',
    default: '',
    choices: {
      '': 'constant',
      '0.5 0.75': 'step decay ×0.1 at 50 %, 75 %',
      '0.8': 'step decay ×0.1 at 80 %',
      cosine: 'cosine, to zero',
      'one-cycle': 'one-cycle: up for 30 %, then down',
    },
  }),
  choiceParameter('keep', {
    label: 'Weights',
    about: 'Which weights a training ends with.',
    default: 'best',
    choices: { best: 'best on the validation split', last: 'the last' },
  }),
  integerParameter('patience', {
    label: 'Patience',
    about: 'Validation checks without improvement before training stops; 0 disables early stopping.',
    default: 10,
    min: 0,
    max: 10_000,
  }),
  integerParameter('looks', {
    label: 'Validation checks',
    about: 'Validation checks per training, evenly spaced.',
    default: 20,
    min: 1,
    max: 10_000,
  }),
  choiceParameter('augmentation', {
    label: 'Augmentation',
    about: 'Random transformations of each training batch of images.',
    default: 'model',
    choices: {
      model: 'as the model does',
      none: 'none',
      wobble: 'shift, rotate, scale',
      crop: 'crop, padding 4',
      'flip-crop': 'flip, crop, padding 4',
    },
  }),
] as const;

export type TrainingField = (typeof trainingFields)[number]['name'];

const fieldOf = (name: TrainingField): ParameterInfo => trainingFields.find((one) => one.name === name)!;

/** The description of a training method; undefined while the catalogue is. */
type Method = Pick<TrainingInfo, 'epochsOver'> | undefined;

const ownEpochs = (method: Method): 'labelled' | 'larger' => method?.epochsOver ?? 'labelled';

/** The unit in which a training's length is given; of the resolved settings, absent values are null. */
export function unitOf(
  { steps, epochDraws, epochsOver }: Nullable<Pick<TrainingSpec, 'steps' | 'epochDraws' | 'epochsOver'>>,
  method: Method,
): 'labelled' | 'larger' | 'draws' | 'steps' {
  if (typeof steps === 'number') return 'steps';
  return typeof epochDraws === 'number' ? 'draws' : (epochsOver ?? ownEpochs(method));
}

type Nullable<Fields> = { [Name in keyof Fields]?: Fields[Name] | null };

/** The value that the form shows for a field. */
export function trainingFieldValue(training: TrainingSpec, name: TrainingField, method: Method): ParameterValue {
  if (name === 'unit') return unitOf(training, method);
  if (name === 'decay') return training.schedule ?? (training.decay ?? []).join(' ');
  return training[name] ?? fieldOf(name).default;
}

/** The training with another value of a field. Default values are omitted where the spec allows it. */
export function withTrainingField(
  training: TrainingSpec,
  name: TrainingField,
  { value, method }: { value: ParameterValue; method: Method },
): TrainingSpec {
  const rest: Partial<TrainingSpec> = { ...training };
  if (name === 'unit') {
    for (const part of ['steps', 'epochDraws', 'epochsOver'] as const) delete rest[part];
    if (value === ownEpochs(method)) return rest as TrainingSpec;
    const length = {
      labelled: { epochsOver: 'labelled' },
      larger: { epochsOver: 'larger' },
      draws: { epochDraws: trainingFieldValue(training, 'epochDraws', method) },
      steps: { steps: trainingFieldValue(training, 'steps', method) },
    }[value as ReturnType<typeof unitOf>];
    return { ...rest, ...length } as TrainingSpec;
  }
  delete rest[name];
  if (name === 'decay') return withSchedule(rest as TrainingSpec, String(value));
  const required = ['epochs', 'steps', 'epochDraws', 'batch', 'learningRate', 'optimizer', 'patience'].includes(name);
  return (value === fieldOf(name).default && !required ? rest : { ...rest, [name]: value }) as TrainingSpec;
}

function withSchedule(training: TrainingSpec, value: string): TrainingSpec {
  const rest = omit(training, 'schedule');
  if (value === 'cosine' || value === 'one-cycle') return { ...rest, schedule: value };
  return value === '' ? rest : { ...rest, decay: value.split(' ').map(Number) };
}

/** The fields that apply to this training, in the form's order; `decay` also offers the training's own schedule. */
export function applicableTrainingFields(
  training: TrainingSpec,
  { images, method }: { images: boolean; method: Method },
): ParameterInfo[] {
  const unit = unitOf(training, method);
  const applies: Partial<Record<TrainingField, boolean>> = {
    epochs: unit !== 'steps',
    steps: unit === 'steps',
    epochDraws: unit === 'draws',
    momentum: training.optimizer === 'sgd',
    augmentation: images || training.augmentation !== undefined,
  };
  const own = String(trainingFieldValue(training, 'decay', method));
  return trainingFields
    .filter(({ name }) => applies[name] ?? true)
    .map((one: ParameterInfo) => {
      const known = one.name !== 'decay' || one.choices?.some(({ value }) => value === own);
      return known ? one : { ...one, choices: [...one.choices!, { value: own, label: `step decay ×0.1 at ${own}` }] };
    });
}
