/**
 * WAAL's training (Shui et al. 2020, section 3.3, Eq. 7–8 and algorithm 1): labels are learnt together with features of a small
 * Wasserstein distance between labelled and unlabelled samples, which a 1-Lipschitz critic estimates.
 *
 * With γ = U/L and α = B/L: µ' = µγ/(1 + γ), C₀ = (γ − α)/(γ²(1 + α)). The learner minimises loss + µ'(ḡ(U) − C₀ ḡ(L)), the
 * critic maximises µ'(ḡ(U) − C₀ ḡ(L)) − λ·mean(‖∇g‖ − 1)². The authors' code has L/U for C₀ and the penalty with the
 * opposite sign in the critic's step, which drives the norms away from 1; the paper's form is implemented. With λ relative to
 * the distance, the penalty is multiplied by µ' too.
 */
import { mixtureFitParameters } from '../../algorithms/mixture/mixture-pair.ts';
import { choiceParameter, switchParameter, withDefaults, type ValuesOf } from '../../protocol/parameters.ts';
import * as tf from '../../tensor/tf.ts';
import {
  criticRateParameter,
  criticStepsParameter,
  criticUnitsParameter,
  fitAdversarial,
  gradientPenaltyParameter,
  tradeOffParameter,
} from './fit-adversarial.ts';
import { logarithmsParameter, mixturesOf, MixtureView, refitParameter, withMixtures } from '../mixture/mixture-view.ts';
import type { FitInputs, TrainingMethod } from '../training-method.ts';
import type { AdversarialObjective } from './adversarial-trainer.ts';

interface WaalCounts {
  labelled: number;
  unlabelled: number;
  queryBatchSize: number;
  mu: number;
}

/** γ, α, µ' and C₀ of section 3.3. C₀ is at least 0, since a batch may be larger than the unlabelled set. */
export function waalWeights({ labelled, unlabelled, queryBatchSize, mu }: WaalCounts) {
  const gamma = unlabelled / labelled;
  const alpha = queryBatchSize / labelled;
  const bias = gamma > 0 ? Math.max(0, (gamma - alpha) / (gamma * gamma * (1 + alpha))) : 0;
  return { gamma, alpha, mu: (gamma / (1 + gamma)) * mu, bias };
}

const parameters = [
  tradeOffParameter,
  gradientPenaltyParameter,
  choiceParameter('penaltyScale', {
    label: 'λ relative to',
    about:
      'Whether λ is the penalty’s weight itself, as in the paper’s algorithm 1, which with λ = 1 weighs it a hundred times and more over the distance; or relative to the weight of the distance in the critic’s loss: with λ = 10 the 10 : 1 of Gulrajani et al. 2017, whom the paper cites.',
    default: 'loss',
    choices: { loss: 'nothing: the weight itself', distance: 'the distance (10 in Gulrajani et al.)' },
  }),
  choiceParameter('penaltyAt', {
    label: 'Penalty at',
    about: 'Where the gradient penalty is computed.',
    default: 'between',
    choices: { between: 'between labelled and unlabelled', samples: 'the samples themselves' },
  }),
  choiceParameter('criticAim', {
    label: 'Critic’s aim',
    about:
      'Weight of the distance term in the critic’s loss: the trade-off, as in the paper’s algorithm 1, or 1, as in Wasserstein GANs.',
    default: 'trade-off',
    choices: { 'trade-off': 'times the trade-off', full: 'in full' },
  }),
  choiceParameter('labelledWeight', {
    label: 'Labelled count',
    about:
      'Factor of the labelled mean before it is subtracted: the paper’s C₀, which is 0.05 for 1,000 labels of 10,000; labelled over unlabelled, as in the authors’ code; or 1, as in a Wasserstein distance.',
    default: 'paper',
    choices: { paper: 'C₀, as in the paper', code: 'L / U, as in the code', equal: '1' },
  }),
  criticRateParameter,
  criticStepsParameter,
  criticUnitsParameter,
  switchParameter('mixtures', {
    label: 'Mixture input',
    about:
      'Whether log-posteriors and log-densities under mixtures of the labelled and of the unlabelled features are inputs of the critic too (Fig. 17 of the mixture paper).',
    default: false,
  }),
  refitParameter,
  logarithmsParameter,
];

export const wasserstein: TrainingMethod = {
  about: {
    name: 'wasserstein',
    label: 'Wasserstein (WAAL)',
    summary: 'aligns labelled and unlabelled features',
    about:
      'Learns the labels and at the same time features by which a critic can hardly tell unlabelled samples from labelled ones. The paper trains with SGD at 0.01, batches of 64, momentum 0.5 (Fashion-MNIST, SVHN) or 0.3 (CIFAR-10, STL-10), and a tenth of the rate after half and after three quarters of the steps; its 80 epochs pass through the unlabelled pool (algorithm 1, line 2).',
    reference:
      'Shui, Zhou, Gagné & Wang, “Deep active learning: unified and principled method for query and training”, AISTATS 2020',
    parameters,
    epochsOver: 'larger',
    requires: ['trunk'],
    provides: ['critic'],
  },
  async fit(inputs, control) {
    const { mixtures, refit, logarithms, ...given } = withDefaults(parameters, inputs.settings.parameters);
    const method = {
      objective: waalObjective(inputs, given),
      criticRate: given.criticRate,
      criticUnits: given.criticUnits,
    };
    if (!mixtures) return fitAdversarial(inputs, method, control);
    const view = new MixtureView(inputs.network, {
      ...{ refit, logarithms },
      fit: mixturesOf(inputs, defaultMixtureFit, control),
    });
    const fitted = await fitAdversarial(inputs, { ...method, view }, control).catch((error: unknown) => {
      view.dispose();
      throw error;
    });
    return withMixtures(fitted, view);
  },
};

const defaultMixtureFit = withDefaults(mixtureFitParameters, {});

function waalObjective(
  { labelled, unlabelled, queryBatchSize }: FitInputs,
  given: Omit<
    ValuesOf<(typeof parameters)[number]>,
    'mixtures' | 'refit' | 'logarithms' | 'criticRate' | 'criticUnits'
  >,
): AdversarialObjective {
  const { gamma, mu, bias } = waalWeights({
    ...{ labelled: labelled.count, unlabelled: unlabelled.count },
    ...{ queryBatchSize, mu: given.tradeOff },
  });
  const labelledWeight = { paper: bias, code: 1 / gamma, equal: 1 }[given.labelledWeight];
  const criticWeight = given.criticAim === 'full' ? 1 : mu;
  const distance = (u: tf.Tensor1D, l: tf.Tensor1D) =>
    tf.sub(tf.mean(tf.sigmoid(u)), tf.mul(labelledWeight, tf.mean(tf.sigmoid(l)))) as tf.Scalar;
  return {
    learner: (u, l) => tf.mul(mu, distance(u, l)),
    critic: (u, l) => tf.mul(-criticWeight, distance(u, l)),
    penalty: given.penalty * (given.penaltyScale === 'distance' ? criticWeight : 1),
    ...{ penaltyAt: given.penaltyAt, criticSteps: given.criticSteps },
  };
}
