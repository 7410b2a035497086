/** *Reg* of the Gaussian-mixture paper: supervised training whose features form one cloud for each class. */
import { sampleSize } from '../../protocol/dataset.ts';
import { withDefaults } from '../../protocol/catalogue-check.ts';
import type { Network } from '../../models/model.ts';
import type { TrainingSpec } from '../../protocol/spec.ts';
import { epochOver } from '../../trainer/training-loop.ts';
import { mixtureRegularizer, regularizerParameters } from './mixture-regularizer.ts';
import { remembered } from '../../trainer/sample-cache.ts';
import { fitLabelled } from '../supervised.ts';
import type { FitReport, SampleSet, Training, TrainingContext } from '../../trainer/training-method.ts';

/** How the paper's own trainings are set, for those who want them. */
export const RECIPE =
  'The paper trains for 200 epochs by SGD at 0.01 (0.1 in its main text), momentum 0.9, weight decay 0.0005, batches of 100, a tenth of the rate after four fifths.';

export const mixtureReg: Training = {
  about: {
    name: 'mixture-reg',
    label: 'Mixture: Reg',
    summary: 'one cloud of features for each class',
    about: `Learns the labels, and features by which a mixture of Gaussians, one for each class, tells a sample’s class as well. ${RECIPE}`,
    reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); section 3.3',
    parameters: regularizerParameters,
  },
  fit: (network, labelled, unlabelled, validation, spec, context) =>
    fitRegularized(network, labelled, validation, spec, context, epochOver(spec, labelled.count, unlabelled.count)),
};

/** @param allSteps gradient steps of the whole training, where more follow */
export async function fitRegularized(
  network: Network,
  labelled: SampleSet,
  validation: SampleSet,
  spec: TrainingSpec,
  context: TrainingContext,
  samplesPerEpoch: number,
  allSteps?: number,
): Promise<FitReport> {
  const samples = await remembered(labelled, sampleSize(network.shape));
  const given = withDefaults(regularizerParameters, spec.parameters);
  const regularizer = mixtureRegularizer(network, samples, given, context.draws.child('regularizer'));
  try {
    const more = { regularizer, ...(allSteps !== undefined && { allSteps }) };
    return await fitLabelled(network, samples, validation, spec, context, samplesPerEpoch, more);
  } finally {
    regularizer.dispose();
  }
}
