/**
 * TA-VAAL (Kim, Park, Kim and Chun, CVPR 2021): VAAL whose decoder and discriminator also take the loss that the module of the
 * training predicts for each sample, so that the learner has a part in the query.
 */
import { choiceParameter, withDefaults } from '../../protocol/parameters.ts';
import { fitVaal, type FittedVaal } from '../../selectors/vaal/fit-vaal.ts';
import { rankCondition, type RankVariable } from '../../selectors/vaal/rank-condition.ts';
import { acquisitionOf, type Strategy, type StrategyContext } from '../contracts/strategy.ts';
import { checkedLearner } from '../support/checked-learner.ts';
import { candidatesOf, type Candidates } from '../support/candidates.ts';
import { selectLeastLabelled } from '../support/least-labelled.ts';
import { predictedLosses } from '../support/predicted-losses.ts';
import { randomSubset, subsetParameter } from '../support/random-subset.ts';
import { vaalParameters } from '../support/vaal-parameters.ts';

const parameters = [
  {
    ...subsetParameter,
    about:
      'Samples of the pool, drawn at random in each cycle, to which the networks are fitted and of which the batch is queried; 10,000 in the paper; 0 takes all.',
    default: 10_000,
  },
  choiceParameter<'rank', RankVariable>('rank', {
    label: 'Rank variable',
    about:
      'What decoder and discriminator take of the predicted losses. The sigmoid, of which the discriminator has none, is that of the authors’ code; the normalised rank is that of the abstract.',
    default: 'sigmoid',
    choices: { sigmoid: 'sigmoid (the code)', rank: 'normalised rank (the abstract)' },
  }),
  ...vaalParameters({ klReduction: 'mean-all', vaeSteps: 1 }),
];

export const taVaal: Strategy = {
  about: {
    name: 'ta-vaal',
    label: 'TA-VAAL',
    group: 'distribution',
    summary: 'VAAL, conditioned on the predicted loss',
    about:
      'Fits a variational auto-encoder and a discriminator of labelled and unlabelled samples in each cycle, as VAAL does, which also take the loss that the training’s module predicts for each sample; queries the samples that look least labelled. The paper trains the module with the logistic ranking loss, and fits (1,000 · cycle + 10,000) · 100 ÷ 128 steps with batches of 128.',
    reference: 'Kim, Park, Kim & Chun, “Task-aware variational adversarial active learning”, CVPR 2021',
    parameters,
    ownTraining: 'learning-loss',
    requires: ['predicted-loss'],
  },
  select: async (context) => selectLeastLabelled(context, await fittedTaVaal(context)),
  async acquisition(context) {
    const { fitted } = await fittedTaVaal(context);
    return acquisitionOf({
      outputs: { values: true },
      score: async ({ values }) => (await fitted.logits(values)).map((logit) => -logit),
    });
  },
};

function fittedTaVaal(
  context: StrategyContext,
): Promise<{ fitted: FittedVaal; candidates: Candidates; dispose(): void }> {
  const learner = checkedLearner(taVaal, context);
  const settings = withDefaults(parameters, context.parameters);
  return context.fitSelector(async (control) => {
    const candidates = candidatesOf(context, randomSubset({ ...context, parameters: settings }));
    const losses = await lossesOf(context, candidates.indices);
    const samples = {
      ...{ labelled: learner.labelled, unlabelled: candidates.samples, shape: learner.network.shape },
      rng: context.rng.child('selector'),
      condition: rankCondition({ predict: predictedLosses(learner), candidates: losses }, settings.rank),
    };
    const fitted = await fitVaal(samples, settings, control);
    return { fitted, candidates, dispose: () => fitted.dispose() };
  });
}

/** Predicted losses of samples of the pool. */
async function lossesOf(context: StrategyContext, indices: Int32Array): Promise<Float32Array> {
  const losses = new Float32Array(indices.length);
  let done = 0;
  for await (const { scores } of context.predict({ scores: ['predicted-loss'] }, indices)) {
    losses.set(scores['predicted-loss'], done);
    done += scores['predicted-loss'].length;
  }
  return losses;
}
