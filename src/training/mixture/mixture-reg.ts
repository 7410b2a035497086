/** *Reg* of the Gaussian-mixture paper: supervised training whose features form one Gaussian component per class. */
import { sampleSize } from '../../protocol/dataset.ts';
import { withDefaults } from '../../protocol/parameters.ts';
import { cachedInMemory } from '../../trainer/sample-cache.ts';
import type { LoopReport } from '../../trainer/training-loop.ts';
import type { FitControl } from '../fit-checkpoints.ts';
import { fitSupervised } from '../supervised.ts';
import { noArtifacts, type FitInputs, type TrainingMethod } from '../training-method.ts';
import { mixtureRegularizer, regularizerParameters } from './mixture-regularizer.ts';

/** Settings of the paper's own trainings, for the descriptions. */
export const PAPER_SETTINGS =
  'The paper trains for 200 epochs by SGD at 0.01 (0.1 in its main text), momentum 0.9, weight decay 0.0005, batches of 100, a tenth of the rate after four fifths.';

export const mixtureReg: TrainingMethod = {
  about: {
    name: 'mixture-reg',
    label: 'Mixture: Reg',
    summary: 'one Gaussian component per class',
    requires: ['trunk'],
    about: `Learns the labels, and features by which a mixture of Gaussians, one for each class, tells a sample’s class as well. ${PAPER_SETTINGS}`,
    reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); section 3.3',
    parameters: regularizerParameters,
  },
  async fit(inputs, control) {
    return { report: await fitWithMixtureRegularizer(inputs, control), metrics: {}, artifacts: noArtifacts };
  },
};

/** @param totalSteps gradient steps of the whole training, where another stage follows */
export async function fitWithMixtureRegularizer(
  inputs: FitInputs,
  control: FitControl,
  totalSteps?: number,
): Promise<LoopReport> {
  const { network, settings, rng } = inputs;
  const labelled = await cachedInMemory(inputs.labelled, sampleSize(network.shape));
  const values = withDefaults(regularizerParameters, settings.parameters);
  const regularizer = mixtureRegularizer(network, labelled, { ...values, rng: rng.child('regularizer') });
  try {
    const options = { regularizer, ...(totalSteps !== undefined && { totalSteps }) };
    return await fitSupervised({ ...inputs, labelled }, control, options);
  } finally {
    regularizer.dispose();
  }
}
