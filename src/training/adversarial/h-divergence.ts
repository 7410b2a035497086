/**
 * H-divergence training, WAAL's ablation (Shui et al. 2020, supplement, Eq. 20): a discriminator with cross-entropy in
 * place of the critic. It separates unlabelled samples (1) from labelled ones (0), and the features confound it.
 *
 * In Eq. 20 as printed the discriminator minimises its own log-likelihood; the text below it says the opposite, which is
 * implemented here. Sums over the sets are means over batches of equal size, as in Eq. 8. An epoch is WAAL's, so that both train for
 * equally many steps.
 */
import { withDefaults } from '../../protocol/parameters.ts';
import * as tf from '../../tensor/tf.ts';
import {
  criticRateParameter,
  criticStepsParameter,
  criticUnitsParameter,
  fitAdversarial,
  tradeOffParameter,
} from './fit-adversarial.ts';
import type { TrainingMethod } from '../training-method.ts';
import type { AdversarialObjective } from './adversarial-trainer.ts';

const parameters = [tradeOffParameter, criticRateParameter, criticStepsParameter, criticUnitsParameter];

/** −mean ln g(U) − mean ln(1 − g(L)), by the logits. */
const discriminatorCrossEntropy = (u: tf.Tensor1D, l: tf.Tensor1D) =>
  tf.add(tf.mean(tf.softplus(tf.neg(u))), tf.mean(tf.softplus(l))) as tf.Scalar;

export const hDivergence: TrainingMethod = {
  about: {
    name: 'h-divergence',
    label: 'H-divergence',
    summary: 'a discriminator in place of WAAL’s critic',
    about:
      'Learns the labels and at the same time features by which a discriminator, trained with cross-entropy, cannot tell unlabelled samples from labelled ones. The WAAL paper compares with it, under every baseline’s query.',
    reference:
      'Shui, Zhou, Gagné & Wang, “Deep active learning: unified and principled method for query and training”, AISTATS 2020, appendix H; Gissin & Shalev-Shwartz 2019',
    parameters,
    epochsOver: 'larger',
    requires: ['trunk'],
    provides: ['critic'],
  },
  fit(inputs, control) {
    const { tradeOff: mu, criticRate, criticSteps, criticUnits } = withDefaults(parameters, inputs.settings.parameters);
    const objective: AdversarialObjective = {
      learner: (u, l) => tf.mul(-mu, discriminatorCrossEntropy(u, l)),
      critic: discriminatorCrossEntropy,
      ...{ penalty: 0, penaltyAt: 'between', criticSteps },
    };
    return fitAdversarial(inputs, { objective, criticRate, criticUnits }, control);
  },
};
