/** Training of WAAL and of its ablation: the critic's architecture and learning rates, which both share. */
import { numberParameter, integerParameter } from '../../protocol/parameters.ts';
import { epochSize, scheduleFor } from '../../trainer/schedule.ts';
import { settingsOptimizer } from '../../trainer/settings-optimizer.ts';
import type { FitControl } from '../fit-checkpoints.ts';
import { fitSupervised } from '../supervised.ts';
import type { FitInputs, FitResult } from '../training-method.ts';
import type { AdversarialObjective } from './adversarial-trainer.ts';
import { featureView, type CriticView } from './critic-view.ts';
import { buildFeatureCritic } from './feature-critic.ts';
import { trainAgainstCritic } from './train-against-critic.ts';

/** Of the critic's hidden layer (WAAL's supplement, G.2). */
const DROPOUT = 0.5;

export const gradientPenaltyParameter = numberParameter('penalty', {
  label: 'Penalty λ',
  about: 'Weight of the gradient penalty.',
  default: 1,
  min: 0,
  max: 1000,
  step: 0.1,
});

export const tradeOffParameter = numberParameter('tradeOff', {
  label: 'Trade-off µ',
  about: 'Weight of the adversarial loss on the features; 0.01 in the paper, 0.001 for STL-10.',
  default: 0.01,
  min: 0,
  max: 100,
  step: 0.001,
});

export const criticRateParameter = numberParameter('criticRate', {
  label: 'Critic’s rate',
  about: 'The critic’s learning rate as a multiple of the learner’s; 1 in the paper.',
  default: 1,
  min: 0,
  max: 1000,
  step: 0.1,
});

export const criticStepsParameter = integerParameter('criticSteps', {
  label: 'Critic’s steps',
  about: 'Critic steps per learner step, each on a batch of its own; 1 in the paper.',
  default: 1,
  min: 1,
  max: 20,
});

export const criticUnitsParameter = integerParameter('criticUnits', {
  label: 'Critic’s units',
  about: 'Units of the critic’s hidden layer; 50 in the paper, 100 for STL-10.',
  default: 50,
  min: 1,
  max: 4096,
});

interface AdversarialMethod {
  objective: AdversarialObjective;
  /** The critic's learning rate as a multiple of the learner's. */
  criticRate: number;
  /** Units of its hidden layer. */
  criticUnits: number;
  /** Input of the critic; the features where absent. */
  view?: CriticView;
}

/** Without unlabelled samples there is nothing to separate: training is supervised, and the critic stays untrained. */
export async function fitAdversarial(
  inputs: FitInputs,
  { objective, criticRate, criticUnits, view }: AdversarialMethod,
  control: FitControl,
): Promise<FitResult> {
  const { network, settings } = inputs;
  const shape = { view: view ?? featureView(network), hiddenSizes: [criticUnits], dropout: DROPOUT };
  const critic = buildFeatureCritic(shape, inputs.rng.child('critic'));
  const artifacts = { scores: { critic: critic.score }, dispose: () => critic.dispose() };
  try {
    if (inputs.unlabelled.count === 0) return { report: await fitSupervised(inputs, control), metrics: {}, artifacts };
    const schedule = scheduleFor(settings, epochSize(settings, inputs));
    const learner = (step: number) => settings.learningRate * schedule.learningRateFactor(step);
    const rates = { learner, critic: (step: number) => criticRate * learner(step) };
    const criticOptimizer = settingsOptimizer(settings, critic.variables);
    const fitted = await trainAgainstCritic(inputs, { objective, critic, schedule, rates, criticOptimizer }, control);
    return { ...fitted, artifacts };
  } catch (error) {
    critic.dispose();
    throw error;
  }
}
