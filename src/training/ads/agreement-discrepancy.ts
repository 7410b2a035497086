/**
 * Agreement, discrepancy, selection (Fu et al., “Agreement-discrepancy-selection: active learning with progressive distribution alignment”,
 * AAAI 2021). Each step has three: the features are trained towards agreement of two heads on an unlabelled batch; the heads
 * towards discrepancy on another, and on a labelled batch; and both on the labels. The learner predicts by the mean of the heads.
 */
import { choiceParameter, numberParameter, withDefaults } from '../../protocol/parameters.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { Network } from '../../models/model.ts';
import * as tf from '../../tensor/tf.ts';
import { byStep, shuffledBatches } from '../../trainer/batch-sampling.ts';
import { streamStates } from '../../trainer/carried-state.ts';
import { oneHot } from '../../trainer/label-loss.ts';
import { cachedInMemory } from '../../trainer/sample-cache.ts';
import { epochSize, scheduleFor } from '../../trainer/schedule.ts';
import { settingsOptimizer } from '../../trainer/settings-optimizer.ts';
import { StepReadings } from '../../trainer/step-readings.ts';
import { runTrainingLoop, type LoopReport } from '../../trainer/training-loop.ts';
import { validatorFor } from '../../trainer/validation.ts';
import { stageCheckpoints, type FitControl } from '../fit-checkpoints.ts';
import type { FitInputs, TrainingMethod } from '../training-method.ts';
import { agreementLoss, discrepancyLoss, headDifference, headEntropy, headLoss, HeadPair, type DiscrepancyWeights } from './head-pair.ts'; // prettier-ignore

const parameters = [
  numberParameter('threshold', {
    label: 'Threshold τ',
    about: 'Entropy at which agreement and discrepancy weigh the same; 0.1 in the paper.',
    default: 0.1,
    min: 0,
    max: 10,
    step: 0.05,
  }),
  choiceParameter('entropy', {
    label: 'Entropy',
    about:
      'Of the heads’ outputs: as they are, in nats, as the paper has it; or divided by their sum, base 2, as in the authors’ code.',
    default: 'plain',
    choices: { plain: 'of the outputs (paper)', normalised: 'of normalised outputs (code)' },
  }),
];

export const agreementDiscrepancy: TrainingMethod = {
  about: {
    name: 'ads',
    label: 'Agreement and discrepancy (ADS)',
    summary: 'two heads agree, then differ, on unlabelled samples',
    about:
      'Learns the labels with two heads on the same features. On unlabelled samples the features are trained so that the heads agree, the heads so that they differ where they are uncertain. The paper trains ResNet-18 for 200 epochs by SGD at 0.1, 0.01 from 160 on, momentum 0.9, weight decay 0.0005, batches of 128: CIFAR-10 from 1,000 labels by 1,000, CIFAR-100 and VGG-16 from 5,000 by 2,500.',
    reference: 'Fu, Yuan, Wan, Xu & Ye, “Agreement-discrepancy-selection: active learning with progressive distribution alignment”, AAAI 2021', // prettier-ignore
    parameters,
    requires: ['softmax'],
    provides: ['head-entropy'],
  },
  async fit(inputs, control) {
    const { network, settings } = inputs;
    const weights = withDefaults(parameters, settings.parameters);
    const heads = new HeadPair(network, inputs.rng.child('heads'));
    try {
      const fitted = withHeads(network, heads);
      const trained = await trainHeads(
        { ...inputs, network: fitted },
        { heads, weights, features: featureVariables(network) },
        control,
      );
      const score = (z: tf.Tensor2D) =>
        headEntropy(heads.logits(network.neck(z, { training: false })), weights.entropy);
      return {
        ...trained,
        network: fitted,
        artifacts: { scores: { 'head-entropy': score }, dispose: () => heads.dispose() },
      };
    } catch (error) {
      heads.dispose();
      throw error;
    }
  },
};

/** The network with the mean of the heads in place of its own head, which is not trained. */
const withHeads = (network: Network, heads: HeadPair): Network => ({
  ...network,
  variables: [...network.variables, ...heads.variables],
  head: (features) => heads.meanLogits(features),
});

/** Of the network's variables those that its features depend on: all but its head's. */
const featureVariables = (network: Network): tf.Variable[] =>
  tf.tidy(() => {
    const all = network.variables as tf.Variable[];
    const head = () => tf.sum(network.head(tf.zeros([1, network.featureSize]))) as tf.Scalar;
    const { grads } = tf.variableGrads(head, all);
    return all.filter(({ name }) => !grads[name]);
  });

interface HeadTraining {
  heads: HeadPair;
  /** Of the features. */
  features: readonly tf.Variable[];
  weights: DiscrepancyWeights;
}

async function trainHeads(
  { network, labelled, unlabelled, validation, settings, rng }: FitInputs,
  { heads, features, weights }: HeadTraining,
  control: FitControl,
): Promise<{ report: LoopReport; metrics: Record<string, number> }> {
  const size = sampleSize(network.shape);
  const [own, others] = [await cachedInMemory(labelled, size), await cachedInMemory(unlabelled, size)];
  const schedule = scheduleFor(settings, epochSize(settings, { labelled, unlabelled }));
  const validator = await validatorFor({ network, validation, schedule }, control);
  const { batch } = settings;
  const labelledBatches = shuffledBatches({ count: own.count, batch, samplesPerEpoch: settings.epochDraws ?? undefined }, rng.child('batches')); // prettier-ignore
  const otherBatches = shuffledBatches({ count: others.count, batch }, rng.child('unlabelled batches'));
  const ownAt = byStep(() => labelledBatches.next().value);
  const othersAt = byStep(() => [otherBatches.next().value, otherBatches.next().value] as const);
  // the network's own head is not used: zero, whether or not initial weights were drawn
  const unused = network.variables.filter((one) => !features.includes(one) && !heads.variables.includes(one));
  tf.tidy(() => unused.forEach((one) => one.assign(tf.zeros(one.shape))));
  const [featureOptimizer, headOptimizer] = [features, heads.variables].map((all) => settingsOptimizer(settings, all));
  const dropoutRng = rng.child('dropout');
  const mode = { training: true, rng: dropoutRng } as const;
  const fixed = { ...mode, stateless: true } as const;
  const readings = new StepReadings(schedule.steps, ['headDifference', 'headEntropy']);
  const logitsOf = (x: tf.Tensor, how: typeof mode | typeof fixed) => heads.logits(network.features(x, how));

  /** One step of some variables down a loss; gives the loss. */
  function descend(loss: () => tf.Scalar, steps: [typeof featureOptimizer, readonly tf.Variable[]][]): tf.Scalar {
    const variables = steps.flatMap(([, all]) => all) as tf.Variable[];
    const { value, grads } = tf.variableGrads(loss, variables);
    for (const [optimizer, all] of steps) optimizer!.step(all.map(({ name }) => grads[name]!));
    return value;
  }

  const trainStep = async (step: number) => {
    const positions = ownAt(step);
    const labels = positions.map((position) => own.labels[position]!);
    const values = await own.read(positions);
    const pairs = others.count > 0 ? othersAt(step) : [];
    const read = await Promise.all(pairs.map((at) => others.read(at)));
    const loss = tf.tidy(() => {
      const x = tf.tensor(values, [labels.length, ...network.shape]);
      const targets = oneHot(labels, network.classes);
      const [first, second] = read.map((one, i) => tf.tensor(one, [pairs[i]!.length, ...network.shape]));
      if (first && features.length) descend(() => agreementLoss(logitsOf(first, mode), weights), [[featureOptimizer, features]]); // prettier-ignore
      // stateless: what the features are does not change while the heads learn
      if (second)
        descend(() => {
          const logits = logitsOf(second, fixed);
          if (readings.due(step)) readings.add(step, tf.keep(tf.stack([tf.mean(headDifference(logits)), tf.mean(headEntropy(logits, weights.entropy))]) as tf.Tensor1D)); // prettier-ignore
          return tf.add(discrepancyLoss(logits, weights), headLoss(logitsOf(x, fixed), targets));
        }, [[headOptimizer, heads.variables]]);
      return descend(
        () => headLoss(logitsOf(x, mode), targets),
        [
          ...(features.length ? ([[featureOptimizer, features]] as [typeof featureOptimizer, tf.Variable[]][]) : []),
          [headOptimizer, heads.variables],
        ],
      );
    });
    return { loss, samples: labels.length };
  };

  const learningRate = (step: number) => settings.learningRate * schedule.learningRateFactor(step);
  const perStep = { learningRate, optimizerStepsPerStep: others.count > 0 ? 2 : 1 };
  const learner = { variables: features, state: network.state, ...(network.streams && { streams: network.streams }) };
  const networks = [
    { name: 'learner', network: learner, optimizer: featureOptimizer!, ...perStep },
    { name: 'heads', network: heads, optimizer: headOptimizer!, ...perStep },
  ];
  const carried = { ...streamStates({ dropout: dropoutRng }), readings };
  try {
    const loop = { networks, schedule, trainStep, validator, carried };
    const report = await runTrainingLoop({ ...loop, ...stageCheckpoints(control) }, control);
    return { report, metrics: await readings.metrics() };
  } finally {
    readings.dispose();
    featureOptimizer!.dispose();
    headOptimizer!.dispose();
  }
}
