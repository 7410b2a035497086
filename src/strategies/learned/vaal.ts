/**
 * VAAL (Sinha, Ebrahimi and Darrell, ICCV 2019): queries the samples that a discriminator on the codes of a variational
 * auto-encoder is most certain are unlabelled. Learner and labels take no part.
 */
import { withDefaults } from '../../protocol/parameters.ts';
import { fitVaal } from '../../selectors/vaal/fit-vaal.ts';
import { acquisitionOf, type Strategy, type StrategyContext } from '../contracts/strategy.ts';
import { candidatesOf } from '../support/candidates.ts';
import { selectLeastLabelled } from '../support/least-labelled.ts';
import { vaalParameters } from '../support/vaal-parameters.ts';

const parameters = vaalParameters({ klReduction: 'mean-all', vaeSteps: 2 });

export const vaal: Strategy = {
  about: {
    name: 'vaal',
    label: 'VAAL',
    group: 'distribution',
    summary: 'unlike the labelled, by a discriminator of codes',
    about:
      'Fits a variational auto-encoder to the pool in each cycle, and a discriminator that tells the codes of labelled samples from those of unlabelled ones; queries the samples that look least labelled. Labels and learner take no part. The paper fits 39,062 steps per cycle with batches of 128, 32 latent dimensions and full width.',
    reference: 'Sinha, Ebrahimi & Darrell, “Variational adversarial active learning”, ICCV 2019',
    parameters,
    requires: [],
  },
  select: async (context) =>
    selectLeastLabelled(context, { fitted: await fittedVaal(context), candidates: candidatesOf(context) }),
  async acquisition(context) {
    const fitted = await fittedVaal(context);
    return acquisitionOf({
      outputs: { values: true },
      score: async ({ values }) => (await fitted.logits(values)).map((logit) => -logit),
    });
  },
};

const fittedVaal = ({ learner: { network, pool, labelled }, parameters: given, rng, fitSelector }: StrategyContext) =>
  fitSelector((control) =>
    fitVaal(
      { labelled, unlabelled: pool, shape: network.shape, rng: rng.child('selector') },
      withDefaults(parameters, given),
      control,
    ),
  );
