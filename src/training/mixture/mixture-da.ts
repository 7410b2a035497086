/**
 * *DA* of the Gaussian-mixture paper (section 3.4), alone and after *Reg*: when the labels have been learnt, a discriminator
 * that sees features and mixtures tells labelled from unlabelled, and the features are drawn together. Learner: least
 * loss + D̄(U) − D̄(L); discriminator: greatest D̄(U) − D̄(L) − λ·mean(‖∇D‖ − 1)². The mixtures are fitted anew now and then.
 */
import type { Network } from '../../models/model.ts';
import type { ParameterInfo } from '../../protocol/catalogue.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import { withDefaults } from '../../protocol/catalogue-check.ts';
import type { TrainingSpec, Values } from '../../protocol/spec.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { withCritic } from '../adversarial/fit-adversarial.ts';
import { Contest } from '../adversarial/adversarial-trainer.ts';
import { courseOf, epochOver, follow } from '../../trainer/training-loop.ts';
import { criticOf, type Critic } from '../adversarial/feature-critic.ts';
import { bothBatches } from '../../trainer/batch-sampling.ts';
import { fitRegularized, RECIPE } from './mixture-reg.ts';
import { regularizerParameters } from './mixture-regularizer.ts';
import { mixturesOf, MixtureView, type MixtureFit, type Mixtures } from './fit-mixtures.ts';
import { remembered } from '../../trainer/sample-cache.ts';
import { fitLabelled, optimizerOptions } from '../supervised.ts';
import type { FitReport, Leftovers, SampleSet, Training, TrainingContext } from '../../trainer/training-method.ts';
import { watchOver } from '../../trainer/validation.ts';

const number = (name: string, label: string, about: string, value: number, max: number, step: number) =>
  ({ name, label, about, kind: 'number', default: value, min: 0, max, step }) satisfies ParameterInfo;
const integer = (name: string, label: string, about: string, value: number, min: number, max: number) =>
  ({ name, label, about, kind: 'integer', default: value, min, max, step: 1 }) satisfies ParameterInfo;

const alignment: ParameterInfo[] = [
  integer('alignSteps', 'Alignment steps', 'Gradient steps after the labels are learnt; 10,000 in the paper.', 10_000, 1, 1e7), // prettier-ignore
  number('alignWeight', 'Alignment weight', 'Of confounding the discriminator beside the labels; 1 in the paper.', 1, 100, 0.1), // prettier-ignore
  number('criticRate', 'Discriminator’s rate', 'Adam’s rate, a tenth of it for the last fifth; 0.0005 in the paper.', 5e-4, 1, 1e-4), // prettier-ignore
  number('penalty', 'Penalty λ', 'How much the discriminator is held to slopes of 1.', 1, 1000, 0.1),
  integer('width', 'Discriminator’s width', 'Units in each of its two hidden layers; the paper does not say.', 256, 1, 1024), // prettier-ignore
  integer('refit', 'Steps between fits', 'After how many steps the mixtures are fitted anew; 500 in the paper.', 500, 1, 1e6), // prettier-ignore
  {
    name: 'fit',
    label: 'Unlabelled mixture',
    about: 'Fitted to all samples at once, or batch by batch with the batches’ mixtures averaged, as in the paper.',
    kind: 'choice',
    default: 'exact',
    choices: [
      { value: 'exact', label: 'Exact' },
      { value: 'batches', label: 'Batches, averaged' },
    ],
  },
  integer('iterations', 'EM iterations', 'How often responsibilities and components are computed in turn.', 10, 1, 200),
  {
    name: 'mixtures',
    label: 'Sees the mixtures',
    about: 'Whether the discriminator sees the mixtures beside the features.',
    kind: 'switch',
    default: true,
  },
];

export const mixtureDa: Training = method(
  'mixture-da',
  'Mixture: DA',
  'labelled and unlabelled drawn together, mixtures in view',
  'Learns the labels first; then features by which a discriminator, which also sees how likely a sample is under mixtures of the labelled and of the unlabelled, cannot tell the two apart.',
  false,
);

export const mixtureRegDa: Training = method(
  'mixture-reg-da',
  'Mixture: Reg + DA',
  'one cloud for each class, then drawn together',
  'The paper’s whole training: one cloud of features for each class, then the alignment of labelled and unlabelled with the mixtures in view.',
  true,
);

function method(name: string, label: string, summary: string, about: string, regularized: boolean): Training {
  const parameters = [...(regularized ? regularizerParameters : []), ...alignment];
  return {
    about: {
      name,
      label,
      summary,
      about: `${about} ${RECIPE}`,
      reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); section 3.4',
      parameters,
      leaves: ['critic', 'mixtures'],
    },
    async fit(network, labelled, unlabelled, validation, spec, context) {
      const given = withDefaults(parameters, spec.parameters);
      const epoch = epochOver(spec, labelled.count, unlabelled.count);
      const { steps } = courseOf(spec, epoch);
      const all = steps + (given['alignSteps'] as number);
      const first = regularized
        ? await fitRegularized(network, labelled, validation, spec, context, epoch, all)
        : await fitLabelled(network, labelled, validation, spec, context, epoch, { allSteps: all });
      const { leftovers, ...second } = await align(
        network,
        labelled,
        unlabelled,
        validation,
        spec,
        given,
        context,
        all,
      );
      const left = leftovers && { leftovers };
      if (unlabelled.count === 0) return { ...first, ...left };
      return {
        ...second,
        ...left,
        steps: first.steps + second.steps,
        epochs: first.epochs + second.epochs,
        bestEpoch: first.epochs + second.bestEpoch,
      };
    },
  };
}

/** The second stage, at the learning rate with which the first one ended. */
async function align(
  network: Network,
  few: SampleSet,
  many: SampleSet,
  validation: SampleSet,
  spec: TrainingSpec,
  given: Values,
  context: TrainingContext,
  allSteps: number,
): Promise<FitReport> {
  const size = sampleSize(network.shape);
  const [labelled, unlabelled] = [await remembered(few, size), await remembered(many, size)];
  const draws = context.draws.child('alignment');
  const choice: MixtureFit = {
    method: given['fit'] as MixtureFit['method'],
    iterations: given['iterations'] as number,
  };
  const fitMixtures = (step: number) =>
    mixturesOf(network, labelled, unlabelled, choice, draws.child('mixtures', step), context);
  const seesMixtures = given['mixtures'] as boolean;
  const seen = seesMixtures ? MixtureView.size(network.trunkSize, network.classes) : network.trunkSize;
  const width = given['width'] as number;
  const critic = criticOf(seen, [width, width], 0, draws.child('critic'));
  let view: MixtureView | undefined;
  const look = async (mixtures: Mixtures) => {
    view?.dispose();
    view = seesMixtures ? new MixtureView(mixtures) : undefined;
    return mixtures;
  };
  try {
    const report = await contend();
    return { ...report, leftovers: leftBy(critic, await look(await fitMixtures(allSteps)), view) };
  } catch (error) {
    view?.dispose();
    critic.dispose();
    throw error;
  }

  async function contend(): Promise<FitReport> {
    const before = courseOf(spec, epochOver(spec, labelled.count, unlabelled.count));
    const rate = spec.learningRate * before.rateShare(before.steps - 1);
    const steps = given['alignSteps'] as number;
    const course = { ...courseOf({ ...spec, steps, decay: [0.8] }, labelled.count), patience: 0 };
    if (unlabelled.count === 0) return { steps: 0, epochs: 0, bestEpoch: 0, loss: 0, validationAccuracy: null };
    const next = await bothBatches(labelled, unlabelled, size, spec.batch, draws);
    const watch = await watchOver(withCritic(network, critic), validation, context);
    const learner = optimizerFor(spec.optimizer, rate, network.variables, optimizerOptions(spec));
    const criticRate = given['criticRate'] as number;
    const opponent = optimizerFor('adam', criticRate, critic.variables);
    const weight = given['alignWeight'] as number;
    const apart = (u: tf.Tensor1D, l: tf.Tensor1D) =>
      tf.sub(tf.mean(tf.sigmoid(u)), tf.mean(tf.sigmoid(l))) as tf.Scalar;
    const contest = new Contest(
      { network, critic, learner, opponent },
      {
        learner: (u, l) => tf.mul(weight, apart(u, l)),
        critic: (u, l) => apart(l, u),
        penalty: given['penalty'] as number,
        penaltyAt: 'between',
        criticSteps: 1,
        view: (z) => view?.of(z) ?? z,
      },
      steps,
      draws,
    );
    try {
      const report = await follow(
        course,
        watch,
        context,
        async (step) => {
          if (seesMixtures && step % (given['refit'] as number) === 0) await look(await fitMixtures(step));
          const both = await next();
          opponent.rate = criticRate * course.rateShare(step);
          return contest.play(both, step);
        },
        { before: allSteps - steps, all: allSteps },
      );
      return { ...report, adversary: await contest.report() };
    } finally {
      contest.dispose();
      learner.dispose();
      opponent.dispose();
    }
  }
}

const leftBy = (critic: Critic, mixtures: Mixtures, view: MixtureView | undefined): Leftovers => ({
  critic: (trunk) => tf.sigmoid(critic.logits(view?.of(trunk) ?? trunk)),
  mixtures,
  dispose() {
    view?.dispose();
    critic.dispose();
  },
});
