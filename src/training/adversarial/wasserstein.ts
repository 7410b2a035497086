/**
 * WAAL's training (Shui et al. 2020, section 3.3, Eq. 7–8 and algorithm 1): beside the labels the features are held to a small
 * Wasserstein distance between labelled and unlabelled samples, which a 1-Lipschitz critic estimates.
 *
 * With γ = U/L and α = B/L: µ' = µγ/(1 + γ), C₀ = (γ − α)/(γ²(1 + α)). Learner: least loss + µ'(ḡ(U) − C₀ ḡ(L)); critic:
 * greatest µ'(ḡ(U) − C₀ ḡ(L)) − λ·mean(‖∇g‖ − 1)². The authors' code takes L/U for C₀ and gives the penalty the other sign
 * in the critic's step, which drives the norms away from 1; this is the paper's.
 */
import { choiceParameter, numberParameter, withDefaults } from '../../protocol/parameters.ts';
import * as tf from '../../tensor/tf.ts';
import { criticRateParameter, criticStepsParameter, fitAdversarial, tradeOffParameter } from './fit-adversarial.ts';
import type { TrainingMethod } from '../../trainer/training-method.ts';

/** γ, α, µ' and C₀ of section 3.3. C₀ is at least 0: a batch may be greater than what is left unlabelled. */
export function waalWeights(labelled: number, unlabelled: number, queryBatchSize: number, mu: number) {
  const gamma = unlabelled / labelled;
  const alpha = queryBatchSize / labelled;
  const bias = gamma > 0 ? Math.max(0, (gamma - alpha) / (gamma * gamma * (1 + alpha))) : 0;
  return { gamma, alpha, mu: (gamma / (1 + gamma)) * mu, bias };
}

const parameters = [
  tradeOffParameter,
  numberParameter('penalty', {
    label: 'Penalty λ',
    about: 'Weight of the gradient penalty.',
    default: 1,
    min: 0,
    max: 1000,
    step: 0.1,
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
];

export const wasserstein: TrainingMethod = {
  about: {
    name: 'wasserstein',
    label: 'Wasserstein (WAAL)',
    summary: 'aligns labelled and unlabelled features',
    about:
      'Learns the labels and at the same time features by which a critic can hardly tell unlabelled samples from labelled ones. The paper trains with SGD at 0.01, batches of 64, momentum 0.5 (Fashion-MNIST, SVHN) or 0.3 (CIFAR-10, STL-10), and a tenth of the rate after half and after three quarters of the steps.',
    reference:
      'Shui, Zhou, Gagné & Wang, “Deep active learning: unified and principled method for query and training”, AISTATS 2020',
    parameters,
    provides: ['critic'],
  },
  fit(network, labelled, unlabelled, validation, spec, context) {
    const settings = withDefaults(parameters, spec.parameters);
    const { gamma, mu, bias } = waalWeights(
      labelled.count,
      unlabelled.count,
      context.queryBatchSize ?? 0,
      settings['tradeOff'] as number,
    );
    const labelledWeight = { paper: bias, code: 1 / gamma, equal: 1 }[
      settings['labelledWeight'] as 'paper' | 'code' | 'equal'
    ];
    const distance = (u: tf.Tensor1D, l: tf.Tensor1D) =>
      tf.sub(tf.mean(tf.sigmoid(u)), tf.mul(labelledWeight, tf.mean(tf.sigmoid(l)))) as tf.Scalar;
    const criticWeight = settings['criticAim'] === 'full' ? 1 : mu;
    return fitAdversarial(
      {
        learner: (u, l) => tf.mul(mu, distance(u, l)),
        critic: (u, l) => tf.mul(-criticWeight, distance(u, l)),
        penalty: settings['penalty'] as number,
        penaltyAt: settings['penaltyAt'] as 'between' | 'samples',
        criticSteps: settings['criticSteps'] as number,
      },
      settings['criticRate'] as number,
      network,
      labelled,
      unlabelled,
      validation,
      spec,
      context,
    );
  },
};
