/**
 * WAAL's training (Shui et al. 2020, section 3.3, Eq. 7–8 and algorithm 1): beside the labels the features are held to a small
 * Wasserstein distance between labelled and unlabelled samples, which a 1-Lipschitz critic estimates.
 *
 * With γ = U/L and α = B/L: µ' = µγ/(1 + γ), C₀ = (γ − α)/(γ²(1 + α)). Learner: least loss + µ'(ḡ(U) − C₀ ḡ(L)); critic:
 * greatest µ'(ḡ(U) − C₀ ḡ(L)) − λ·mean(‖∇g‖ − 1)². The authors' code takes L/U for C₀ and gives the penalty the other sign
 * in the critic's step, which drives the norms away from 1; this is the paper's.
 */
import { withDefaults } from '../../protocol/catalogue-check.ts';
import * as tf from '../../tensor/tf.ts';
import { criticRate, criticSteps, fitAgainst, tradeOff } from './fit-adversarial.ts';
import type { Training } from '../../trainer/training-method.ts';

/** γ, α, µ' and C₀ of section 3.3. C₀ is at least 0: a batch may be greater than what is left unlabelled. */
export function waalWeights(labelled: number, unlabelled: number, budget: number, mu: number) {
  const gamma = unlabelled / labelled;
  const alpha = budget / labelled;
  const bias = gamma > 0 ? Math.max(0, (gamma - alpha) / (gamma * gamma * (1 + alpha))) : 0;
  return { gamma, alpha, mu: (gamma / (1 + gamma)) * mu, bias };
}

const parameters = [
  tradeOff,
  {
    name: 'penalty',
    label: 'Penalty λ',
    about: 'How much the critic is held to slopes of 1.',
    kind: 'number' as const,
    default: 1,
    min: 0,
    max: 1000,
    step: 0.1,
  },
  {
    name: 'penaltyAt',
    label: 'Penalty at',
    about: 'Where the critic’s slope is looked at.',
    kind: 'choice' as const,
    default: 'between',
    choices: [
      { value: 'between', label: 'between labelled and unlabelled' },
      { value: 'samples', label: 'the samples themselves' },
    ],
  },
  {
    name: 'criticAim',
    label: 'Critic’s aim',
    about:
      'Beside the penalty: times the trade-off, as in the paper’s algorithm 1, or in full, as Wasserstein GANs have it.',
    kind: 'choice' as const,
    default: 'trade-off',
    choices: [
      { value: 'trade-off', label: 'times the trade-off' },
      { value: 'full', label: 'in full' },
    ],
  },
  {
    name: 'labelledWeight',
    label: 'Labelled count',
    about:
      'What the labelled mean is multiplied with before it is subtracted: the paper’s C₀, which is 0.05 for 1,000 labels of 10,000; labelled over unlabelled, as in the authors’ code; or 1, as in a Wasserstein distance.',
    kind: 'choice' as const,
    default: 'paper',
    choices: [
      { value: 'paper', label: 'C₀, as in the paper' },
      { value: 'code', label: 'L / U, as in the code' },
      { value: 'equal', label: '1' },
    ],
  },
  criticRate,
  criticSteps,
];

export const wasserstein: Training = {
  about: {
    name: 'wasserstein',
    label: 'Wasserstein (WAAL)',
    summary: 'labelled and unlabelled features drawn together',
    about:
      'Learns the labels and at the same time features by which a critic can hardly tell unlabelled samples from labelled ones. The paper trains with SGD at 0.01, batches of 64, momentum 0.5 (Fashion-MNIST, SVHN) or 0.3 (CIFAR-10, STL-10), and a tenth of the rate after half and after three quarters of the steps.',
    reference:
      'Shui, Zhou, Gagné & Wang, “Deep active learning: unified and principled method for query and training”, AISTATS 2020',
    parameters,
    leaves: ['critic'],
  },
  fit(network, labelled, unlabelled, validation, spec, context) {
    const given = withDefaults(parameters, spec.parameters);
    const { gamma, mu, bias } = waalWeights(
      labelled.count,
      unlabelled.count,
      context.budget ?? 0,
      given['tradeOff'] as number,
    );
    const share = { paper: bias, code: 1 / gamma, equal: 1 }[given['labelledWeight'] as 'paper' | 'code' | 'equal'];
    const distance = (u: tf.Tensor1D, l: tf.Tensor1D) =>
      tf.sub(tf.mean(tf.sigmoid(u)), tf.mul(share, tf.mean(tf.sigmoid(l)))) as tf.Scalar;
    const aim = given['criticAim'] === 'full' ? 1 : mu;
    return fitAgainst(
      {
        learner: (u, l) => tf.mul(mu, distance(u, l)),
        critic: (u, l) => tf.mul(-aim, distance(u, l)),
        penalty: given['penalty'] as number,
        penaltyAt: given['penaltyAt'] as 'between' | 'samples',
        criticSteps: given['criticSteps'] as number,
      },
      given['criticRate'] as number,
      network,
      labelled,
      unlabelled,
      validation,
      spec,
      context,
    );
  },
};
