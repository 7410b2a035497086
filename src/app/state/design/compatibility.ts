/** Whether a design and a data set go together: what does not fit, and how to make it fit. */
import type { Catalogue, ModelInfo } from '../../../protocol/catalogue.ts';
import { modelOf, type ModelSpec, type Spec, type TrainingSpec } from '../../../protocol/spec.ts';
import type { Subject } from '../data/library.svelte.ts';
import { without } from './omit.ts';

/** Sizes that a laptop without a GPU gets through while one looks on. */
const POOL = { train: 10_000, validation: 1000, test: 2000 };

export interface Misfit {
  place: 'model' | 'pool' | 'initial' | 'query' | 'arms' | 'training';
  /** Which arm, for `arms`. */
  arm?: number;
  text: string;
}

/** How many samples, other than the data's own test part, the splits are drawn from. */
const drawable = ({ pool }: Spec, subject: Subject): number =>
  Math.min(pool.first ?? Infinity, subject.count - subject.testCount);

/** How many samples go where, with what is absent in the spec filled in as the experiment does. */
export function sizes(spec: Spec, subject: Subject): { train: number; validation: number; test: number } {
  const own = subject.testCount;
  const part = drawable(spec, subject);
  const test = spec.pool.test ?? (own > 0 ? own : Math.floor(part / 5));
  const left = own > 0 ? part : part - test;
  const validation = spec.pool.validation;
  return { train: spec.pool.train ?? left - validation, validation, test };
}

export const suits = (model: ModelInfo, subject: Subject): boolean =>
  model.kinds.includes(subject.kind) && (model.classes === undefined || model.classes === subject.classes.length);

/** Everything in the design that the data do not allow, each with a sentence. */
export function misfits(spec: Spec, subject: Subject, catalogue: Catalogue | undefined): Misfit[] {
  const found: Misfit[] = [];
  const { train, validation, test } = sizes(spec, subject);
  const count = (n: number) => n.toLocaleString('en');
  const ownTest = subject.testCount > 0;
  const rest = drawable(spec, subject) - (ownTest ? 0 : test);
  if (ownTest && test > subject.testCount)
    found.push({ place: 'pool', text: `The set has ${count(subject.testCount)} samples for the test.` });
  if (train + validation > rest || train < 2)
    found.push({ place: 'pool', text: `There are ${count(Math.max(0, rest))} samples for pool and validation.` });
  if (spec.initial.size > train) found.push({ place: 'initial', text: `The pool has only ${count(train)} samples.` });
  else if (spec.initial.indices?.some((list) => list.some((sample) => sample >= subject.count - subject.testCount)))
    found.push({
      place: 'initial',
      text: `The list names samples beyond the ${count(subject.count - subject.testCount)} that can be trained on.`,
    });
  else if (spec.initial.size + spec.query.size * spec.query.cycles > train)
    found.push({ place: 'query', text: `This asks for more than the pool’s ${count(train)} samples.` });
  const augments = (training?: TrainingSpec) =>
    subject.kind !== 'image' && (training?.augmentation ?? 'none') !== 'none';
  if (augments(spec.training)) found.push({ place: 'training', text: 'Augmentation is for images.' });
  spec.arms.forEach(({ training }, arm) => {
    if (augments(training)) found.push({ place: 'arms', arm, text: 'Its augmentation is for images.' });
  });
  if (!catalogue) return found;
  spec.arms.forEach((arm, index) => {
    const model = catalogue.models.find((one) => one.name === modelOf(spec, index).name);
    if (model && !suits(model, subject)) {
      const why = model.kinds.includes(subject.kind)
        ? `is for ${model.classes} classes`
        : `does not take ${kindWord[subject.kind]}`;
      if (arm.model) found.push({ place: 'arms', arm: index, text: `${model.label} ${why}.` });
      else if (!found.some((one) => one.place === 'model'))
        found.push({ place: 'model', text: `${model.label} ${why}.` });
    }
    const strategy = catalogue.strategies.find((one) => one.name === arm.strategy);
    if (strategy?.needs.includes('hyperplane') && model && !model.hyperplane)
      found.push({ place: 'arms', arm: index, text: `${strategy.label} needs a linear model.` });
    else if (strategy?.needs.includes('hyperplane') && subject.classes.length !== 2)
      found.push({ place: 'arms', arm: index, text: `${strategy.label} needs two classes.` });
  });
  return found;
}

const kindWord: Record<Subject['kind'], string> = { plane: 'points', table: 'tables', image: 'images' };

/**
 * The design with model and sizes that suit another data set; what suits already stays.
 * @param before what the design was made for, where that is known
 */
export function fitTo(
  spec: Spec,
  before: Subject | undefined,
  subject: Subject,
  catalogue: Catalogue | undefined,
): Spec {
  const otherKind = before !== undefined && before.kind !== subject.kind;
  const fitted: Spec = {
    ...spec,
    // a list of samples means something in the data that it was written down for only
    initial: before ? without(spec.initial, 'indices') : spec.initial,
    model: suitable(spec.model, subject, catalogue, otherKind),
    training: trainable(spec.training, subject),
  };
  fitted.arms = spec.arms.map((arm) => ({
    ...arm,
    ...(arm.model && { model: suitable(arm.model, subject, catalogue) }),
    ...(arm.training && { training: trainable(arm.training, subject) }),
  }));
  const faults = misfits(fitted, subject, catalogue).filter((one) => one.place !== 'arms');
  if (!otherKind && faults.length === 0) return fitted;
  const rest = subject.count - (subject.testCount || Math.floor(subject.count / 5));
  const large = rest > POOL.train + POOL.validation;
  const classes = Math.max(2, subject.classes.length);
  fitted.pool = {
    ...(large ? { train: POOL.train } : {}),
    validation: large ? POOL.validation : 0,
    ...(subject.testCount > POOL.test ? { test: POOL.test } : {}),
  };
  const train = sizes(fitted, subject).train;
  const size = Math.max(1, Math.min(2 * classes, Math.floor(train / 4)));
  const ask = Math.max(1, Math.min(10, Math.floor(train / 20)));
  const cycles = Math.max(1, Math.min(8, Math.floor((train - size) / ask)));
  fitted.initial = { ...without(spec.initial, 'indices'), size };
  fitted.query = { size: ask, cycles };
  if (subject.kind === 'image')
    fitted.training = { ...fitted.training, epochs: Math.min(spec.training.epochs, 30), learningRate: 0.001 };
  return fitted;
}

/** Only images can be augmented. */
const trainable = (training: TrainingSpec, subject: Subject): TrainingSpec =>
  subject.kind === 'image' ? training : without(training, 'augmentation');

/** @param renew whether a network that suits may give way to the one that the kind of data is best served by */
function suitable(model: ModelSpec, subject: Subject, catalogue: Catalogue | undefined, renew = false): ModelSpec {
  const fit = (catalogue?.models ?? []).filter((one) => suits(one, subject));
  const wished = subject.kind === 'image' ? 'cnn-small' : 'mlp';
  const known = !!catalogue?.models.some((one) => one.name === model.name);
  if (!known || (!renew && fit.some((one) => one.name === model.name))) return model;
  const other = fit.find((one) => one.name === wished) ?? fit[0];
  return other && other.name !== model.name ? { name: other.name, parameters: {} } : model;
}
