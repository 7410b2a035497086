/** *Reg* of the Gaussian-mixture paper: supervised training whose features form one cloud for each class. */
import { sampleSize } from '../../protocol/dataset.ts';
import { withDefaults } from '../../protocol/parameters.ts';
import type { Network } from '../../models/model.ts';
import type { TrainingSpec } from '../../protocol/spec.ts';
import { epochSize } from '../../trainer/schedule.ts';
import { mixtureRegularizer, regularizerParameters } from './mixture-regularizer.ts';
import { cachedInMemory } from '../../trainer/sample-cache.ts';
import { fitSupervised } from '../supervised.ts';
import type { FitReport, SampleSet, TrainingMethod, TrainingContext } from '../../trainer/training-method.ts';

/** How the paper's own trainings are set, for those who want them. */
export const PAPER_SETTINGS =
  'The paper trains for 200 epochs by SGD at 0.01 (0.1 in its main text), momentum 0.9, weight decay 0.0005, batches of 100, a tenth of the rate after four fifths.';

export const mixtureReg: TrainingMethod = {
  about: {
    name: 'mixture-reg',
    label: 'Mixture: Reg',
    summary: 'one Gaussian component per class',
    about: `Learns the labels, and features by which a mixture of Gaussians, one for each class, tells a sample’s class as well. ${PAPER_SETTINGS}`,
    reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); section 3.3',
    parameters: regularizerParameters,
  },
  fit: (network, labelled, unlabelled, validation, spec, context) =>
    fitWithMixtureRegularizer(
      network,
      labelled,
      validation,
      spec,
      context,
      epochSize(spec, labelled.count, unlabelled.count),
    ),
};

/** @param totalSteps gradient steps of the whole training, where more follow */
export async function fitWithMixtureRegularizer(
  network: Network,
  labelled: SampleSet,
  validation: SampleSet,
  spec: TrainingSpec,
  context: TrainingContext,
  samplesPerEpoch: number,
  totalSteps?: number,
): Promise<FitReport> {
  const samples = await cachedInMemory(labelled, sampleSize(network.shape));
  const settings = withDefaults(regularizerParameters, spec.parameters);
  const regularizer = mixtureRegularizer(network, samples, settings, context.rng.child('regularizer'));
  try {
    const options = { regularizer, ...(totalSteps !== undefined && { allSteps: totalSteps }) };
    return await fitSupervised(network, samples, validation, spec, context, samplesPerEpoch, options);
  } finally {
    regularizer.dispose();
  }
}
