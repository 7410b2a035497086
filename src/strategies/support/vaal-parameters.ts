/** Parameters of VAAL and TA-VAAL. Defaults are small, for a browser; the papers' stand in the descriptions. */
import { choiceParameter, integerParameter, numberParameter } from '../../protocol/parameters.ts';
import type { KlReduction } from '../../selectors/vaal/vaal-losses.ts';

interface VaalDefaults {
  klReduction: KlReduction;
  vaeSteps: number;
}

export const vaalParameters = ({ klReduction, vaeSteps }: VaalDefaults) =>
  [
    integerParameter('steps', {
      label: 'Steps',
      about:
        'Steps of the discriminator in each cycle, whatever the length of the learner’s training; 39,062 in VAAL for CIFAR-10.',
      default: 500,
      min: 1,
      max: 1_000_000,
      step: 100,
    }),
    integerParameter('batch', {
      label: 'Batch',
      about: 'Labelled samples in a batch, and as many unlabelled ones; 128 in the paper.',
      default: 32,
      min: 2,
      max: 1024,
    }),
    numberParameter('width', {
      label: 'Width',
      about:
        'Filters and units of auto-encoder and discriminator relative to the paper’s 128 to 1,024 filters and 512 units; 1 in the paper.',
      default: 0.0625,
      min: 0.015625,
      max: 2,
      step: 0.0625,
    }),
    integerParameter('latent', {
      label: 'Latent dimensions',
      about: 'Length of a code; 32 in the paper.',
      default: 32,
      min: 1,
      max: 512,
    }),
    choiceParameter<'klReduction', KlReduction>('klReduction', {
      label: 'KL divergence',
      about:
        'How its terms are reduced, beside a reconstruction error that is a mean over all values. The sum over code and batch of VAAL’s code weighs it batch × values ÷ 2 times as much as the evidence lower bound does: the codes collapse, and the query is close to random. The mean over both of TA-VAAL’s code is the nearest to the bound.',
      default: klReduction,
      choices: {
        'mean-all': 'mean over code and batch (TA-VAAL’s code)',
        'mean-batch': 'sum over the code, mean over the batch',
        'sum-batch': 'sum over code and batch (VAAL’s code)',
      },
    }),
    numberParameter('beta', {
      label: 'β',
      about: 'Weight of the KL divergence; 1 in the paper.',
      default: 1,
      min: 0,
      max: 1000,
      step: 0.1,
    }),
    numberParameter('adversaryWeight', {
      label: 'Adversary’s weight',
      about: 'Weight of the term by which the auto-encoder confounds the discriminator; 1 in the paper.',
      default: 1,
      min: 0,
      max: 1000,
      step: 0.1,
    }),
    integerParameter('vaeSteps', {
      label: 'Auto-encoder steps',
      about:
        'Steps of the auto-encoder before each of the discriminator, each with a batch of its own; 2 in VAAL’s code, 1 in TA-VAAL’s.',
      default: vaeSteps,
      min: 1,
      max: 10,
    }),
    numberParameter('rate', {
      label: 'Learning rate',
      about: 'Adam’s, of auto-encoder and discriminator; 0.0005 in the paper.',
      default: 5e-4,
      min: 1e-6,
      max: 1,
      step: 1e-4,
    }),
  ] as const;
