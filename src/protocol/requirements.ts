/**
 * What strategies and measures require, and what models, training methods, data and assets provide, as open keys. A new key is used
 * in `requires` and `provides` and has an entry in `requirements` below; the checks of the runner and of the page are generic.
 *
 * A requirement that depends on a parameter's value stands in the parameter's description (`requiresWhen`), so that the catalogue
 * carries it to the page, and so does what a parameter's value provides to its own strategy (`providesWhen`). `requirementsOf`
 * (parameter-requirements.ts) adds them up.
 *
 * A selector, a network that is fitted for the query alone, is a strategy's own (`StrategyContext.fitSelector`): what it needs of
 * the learner stands in the `requires` of the strategy.
 */
import { Problem } from './problem.ts';

/** A key of `requirements`. */
export type RequirementKey = string;

/** Names for the message of a refusal. Model and data are absent where they are unknown. */
export interface Requiring {
  /** Description of the strategy or training method that requires. */
  by: { name: string; label: string };
  model?: { name: string };
  data?: { name: string; classes: readonly string[] };
}

interface RequirementInfo {
  /** Another key that this one implies. */
  implies?: readonly RequirementKey[];
  /** One sentence: who requires it, and that it is missing. */
  refusal(requiring: Requiring): string;
  /** One sentence: what to do. */
  remedy: string;
  /** For the page, after the label of what requires it. */
  short: string;
}

/** Outputs of a network for each sample. Every network has them, so this refusal is never shown. */
const output = (what: string): RequirementInfo => ({
  refusal: ({ by }) => `${by.label} needs ${what}, and this model has none.`,
  remedy: 'Choose another model for that arm.',
  short: `needs ${what}`,
});

export const requirements: Record<RequirementKey, RequirementInfo> = {
  probabilities: output('probabilities'),
  features: output('features'),
  trunk: output('features of a trunk'),
  dropout: {
    refusal: ({ by }) =>
      `${by.label} compares passes with dropout, and this network has none: every pass would give the same prediction.`,
    remedy: 'Choose a model with dropout, set its dropout above 0, or choose another strategy.',
    short: 'needs a model with dropout',
  },
  softmax: {
    refusal: ({ by }) => `${by.label} needs an output per class, and a classifier with hinge loss has a single one.`,
    remedy: 'Choose a model with cross-entropy, or the strategy “minimum-distance”.',
    short: 'needs a model with cross-entropy',
  },
  critic: {
    refusal: ({ by }) =>
      `${by.label} needs a critic that separates labelled from unlabelled samples, and this training method provides none.`,
    remedy: 'Choose a training method with a critic, or another strategy.',
    short: 'needs a training method with a critic',
  },
  stages: {
    refusal: ({ by, model }) =>
      `${by.label} reads the stages of a network’s trunk, and ${model ? `the model “${model.name}”` : 'this model'} has none.`,
    remedy: 'Choose a model with hidden layers, or another training method.',
    short: 'needs a model with hidden layers',
  },
  'predicted-loss': {
    refusal: ({ by }) =>
      `${by.label} needs a module that predicts the loss of each sample, and this training method has none.`,
    remedy: 'Choose the training method “learning-loss”, or another strategy.',
    short: 'needs a training method that predicts losses',
  },
  discrepancy: {
    refusal: ({ by }) =>
      `${by.label} compares the learner with that of the cycle before, and this training method does not keep it.`,
    remedy: 'Choose the training method “tod”, or another strategy.',
    short: 'needs a training method that keeps the last learner',
  },
  'head-entropy': {
    refusal: ({ by }) => `${by.label} asks two heads of one learner, and this training method has one.`,
    remedy: 'Choose the training method “ads”, or another strategy.',
    short: 'needs a training method with two heads',
  },
  members: {
    refusal: ({ by }) => `${by.label} compares the members of an ensemble, and this training method has none.`,
    remedy: 'Choose the training method “snapshot”, or another strategy.',
    short: 'needs a training method with an ensemble',
  },
  discriminator: {
    refusal: ({ by, model }) =>
      `${by.label} trains a discriminator against a generator, and ${model ? `the model “${model.name}”` : 'this model'} has neither.`,
    remedy: 'Choose the model “ac-gan”, or another training method.',
    short: 'needs the model “ac-gan”',
  },
  'class-generator': {
    refusal: ({ by }) =>
      `${by.label} judges samples that a generator draws by class, and this training method has none.`,
    remedy: 'Choose the training method “ac-gan”.',
    short: 'needs a training method that draws samples by class',
  },
  mixtures: {
    refusal: ({ by }) => `${by.label} needs Gaussian mixtures of the features, and this training method provides none.`,
    remedy: 'Choose a training method with mixtures, or another strategy.',
    short: 'needs a training method with mixtures',
  },
  metric: {
    refusal: ({ by }) =>
      `${by.label} ranks the samples by the sum of its metrics, and all of them are switched off: every sample would be equal.`,
    remedy: 'Switch one on, or choose the strategy “random”.',
    short: 'needs one of its metrics',
  },
  validation: {
    refusal: ({ by }) =>
      `${by.label} compares queries by their accuracy on the validation split, and the design holds out no samples for it.`,
    remedy: 'Hold out samples for validation, or let the strategy compare on the test split.',
    short: 'needs samples held out for validation',
  },
  generator: {
    refusal: ({ by }) => `${by.label} needs a generator, and there is none.`,
    remedy: 'Choose another strategy.',
    short: 'needs a generator',
  },
  hyperplane: {
    implies: ['two-classes'],
    refusal: ({ by, model }) =>
      `${by.label} needs a separating plane, and ${model ? `the model “${model.name}”` : 'this model'} has none.`,
    remedy: 'Choose a linear model for that arm, or another strategy.',
    short: 'needs a linear model',
  },
  'two-classes': {
    refusal: ({ by, data }) =>
      `${by.label} needs two classes, and ${data ? `“${data.name}” has ${data.classes.length}` : 'the data has more'}.`,
    remedy: 'Choose data with two classes, or another strategy.',
    short: 'needs two classes',
  },
};

interface Fit {
  requires: readonly RequirementKey[];
  provides: readonly RequirementKey[];
}

/** Keys that are required and not provided, each once, in the order of `requires`; implied keys follow. */
export function unmetRequirements({ requires, provides }: Fit): RequirementKey[] {
  const all = requires.flatMap((key) => [key, ...(requirements[key]?.implies ?? [])]);
  return [...new Set(all)].filter((key) => !provides.includes(key));
}

/** @throws Problem `unfit` with the refusal of the first unmet requirement */
export function checkRequirements(fit: Fit, requiring: Requiring): void {
  const [key] = unmetRequirements(fit);
  if (key === undefined) return;
  const info = requirements[key];
  // a key without an entry is a bug, which a test over all lists finds
  if (!info) throw new Error(`The requirement “${key}” has no entry in the list of requirements.`);
  throw new Problem('unfit', info.refusal(requiring), info.remedy);
}

/** Outputs that every network has. */
export const networkOutputs: readonly RequirementKey[] = ['probabilities', 'features', 'trunk'];

export const providedByData = ({ classes }: { classes: readonly string[] }): RequirementKey[] =>
  classes.length === 2 ? ['two-classes'] : [];

export const providedBySplit = ({ validation }: { validation: number }): RequirementKey[] =>
  validation > 0 ? ['validation'] : [];
