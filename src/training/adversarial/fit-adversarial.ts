/** Training against a critic on features from first step to last: what WAAL and its ablation share. */
import type { Network } from '../../models/model.ts';
import type { ParameterInfo } from '../../protocol/catalogue.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { TrainingSpec } from '../../protocol/spec.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { Contest, type Game } from './adversarial-trainer.ts';
import { courseOf, epochOver, follow } from '../../trainer/training-loop.ts';
import { criticOf, type Critic } from './feature-critic.ts';
import { bothBatches } from '../../trainer/batch-sampling.ts';
import { fitLabelled, optimizerOptions } from '../supervised.ts';
import type { FitReport, Leftovers, SampleSet, TrainingContext } from '../../trainer/training-method.ts';
import { watchOver } from '../../trainer/validation.ts';

/** Units of the critic's hidden layer, and its dropout (WAAL's supplement, G.2). */
const HIDDEN = 50;
const DROPOUT = 0.5;

export const tradeOff: ParameterInfo = {
  name: 'tradeOff',
  label: 'Trade-off µ',
  about: 'How much the features are held to confound the critic; 0.01 in the paper, 0.001 for STL-10.',
  kind: 'number',
  default: 0.01,
  min: 0,
  max: 100,
  step: 0.001,
};

export const criticRate: ParameterInfo = {
  name: 'criticRate',
  label: 'Critic’s rate',
  about: 'The critic’s learning rate as a multiple of the learner’s; 1 in the paper.',
  kind: 'number',
  default: 1,
  min: 0,
  max: 1000,
  step: 0.1,
};

export const criticSteps: ParameterInfo = {
  name: 'criticSteps',
  label: 'Critic’s steps',
  about: 'Steps of the critic for each of the learner; 1 in the paper.',
  kind: 'integer',
  default: 1,
  min: 1,
  max: 20,
  step: 1,
};

/** With no unlabelled sample left there is nothing to tell apart: then the labels alone are learnt. */
export async function fitAgainst(
  game: Game,
  rate: number,
  network: Network,
  labelled: SampleSet,
  unlabelled: SampleSet,
  validation: SampleSet,
  spec: TrainingSpec,
  context: TrainingContext,
): Promise<FitReport> {
  const critic = criticOf(network.trunkSize, [HIDDEN], DROPOUT, context.draws.child('critic'));
  const leftovers = leftBy(critic);
  const epoch = epochOver(spec, labelled.count, unlabelled.count);
  try {
    if (unlabelled.count === 0) {
      return { ...(await fitLabelled(network, labelled, validation, spec, context, epoch)), leftovers };
    }
    return { ...(await contend()), leftovers };
  } catch (error) {
    leftovers.dispose();
    throw error;
  }

  async function contend(): Promise<FitReport> {
    const course = courseOf(spec, epoch);
    const next = await bothBatches(labelled, unlabelled, sampleSize(network.shape), spec.batch, context.draws);
    const watch = await watchOver(withCritic(network, critic), validation, context);
    const options = optimizerOptions(spec);
    const learner = optimizerFor(spec.optimizer, spec.learningRate, network.variables, options);
    const opponent = optimizerFor(spec.optimizer, spec.learningRate * rate, critic.variables, options);
    const contest = new Contest({ network, critic, learner, opponent }, game, course.steps, context.draws);
    try {
      const report = await follow(course, watch, context, async (step) => {
        const both = await next();
        learner.rate = spec.learningRate * course.rateShare(step);
        opponent.rate = rate * learner.rate;
        return contest.play(both, step);
      });
      return { ...report, adversary: await contest.report() };
    } finally {
      contest.dispose();
      learner.dispose();
      opponent.dispose();
    }
  }
}

/** The network with the critic's weights among its own, so that the best of both are those of one moment. */
export const withCritic = (network: Network, critic: Critic): Network => ({
  ...network,
  variables: [...network.variables, ...critic.variables],
});

const leftBy = (critic: Critic): Leftovers => ({
  critic: (trunk) => tf.sigmoid(critic.logits(trunk)),
  dispose: () => critic.dispose(),
});
