/**
 * Supervised training: cross-entropy or hinge loss by Adam or SGD with momentum, with early stopping by the validation
 * split. The classic way; unlabelled samples are left aside.
 */
import type { Network } from '../models/model.ts';
import { sampleSize } from '../spec/dataset.ts';
import type { TrainingSpec } from '../spec/schema.ts';
import { crossEntropy, hingeLoss } from '../tensor/layers.ts';
import { optimizerFor, type Optimizer } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import type { FitReport, SampleSet, Training, TrainingContext } from './training.ts';
import { remembered } from './samples.ts';
import { validator, type Validator } from './validation.ts';

/** Looks at the validation split over one training, evenly spaced. */
const LOOKS = 20;
/** Milliseconds between two awaits of the gate, at most (and one step). */
const TURN = 12;

export const supervised: Training = {
  about: {
    name: 'supervised',
    label: 'Supervised',
    summary: 'the labelled samples alone',
    about:
      'Minimises cross-entropy (or hinge loss) on the labelled samples. With a validation split the training looks at it ' +
      `at most ${LOOKS} times, evenly spaced, stops after “patience” looks without a better accuracy, and keeps the best weights.`,
    reference: 'Kingma and Ba 2015 (Adam)',
    parameters: [],
  },

  async fit(network, labelled, _unlabelled, validation, spec, context) {
    const size = sampleSize(network.shape);
    const samples = await remembered(labelled, size);
    const optimizer = optimizerFor(spec.optimizer, spec.learningRate, network.variables);
    const watch =
      validation.count > 0 ? await validator(network, await remembered(validation, size), context) : undefined;
    const losses: tf.Scalar[] = [];
    try {
      return await train(network, samples, optimizer, losses, watch, spec, context);
    } finally {
      optimizer.dispose();
      tf.dispose(losses);
    }
  },
};

async function train(
  network: Network,
  samples: SampleSet,
  optimizer: Optimizer,
  losses: tf.Scalar[],
  watch: Validator | undefined,
  spec: TrainingSpec,
  context: TrainingContext,
): Promise<FitReport> {
  const { count, labels } = samples;
  const order = context.draws.child('batches');
  const masks = context.draws.child('dropout');
  const lookEvery = Math.max(1, Math.ceil(spec.epochs / LOOKS));
  const stepsPerEpoch = Math.ceil(count / spec.batch);
  let steps = 0;
  let loss = 0;
  let turn = performance.now();
  for (let epoch = 1; epoch <= spec.epochs; epoch++) {
    const shuffled = order.permutation(count);
    for (let start = 0; start < count; start += spec.batch) {
      const positions = shuffled.subarray(start, start + spec.batch);
      const values = await samples.read(positions);
      losses.push(stepDown(network, values, targetsOf(network, labels, positions), optimizer, masks));
      steps++;
      if (performance.now() - turn > TURN) {
        context.progress(steps, spec.epochs * stepsPerEpoch);
        await context.gate();
        turn = performance.now();
      }
    }
    loss = await meanOf(losses, count, spec.batch);
    const last = epoch === spec.epochs;
    if (watch && (last || epoch % lookEvery === 0)) {
      await watch.look(epoch);
      if (spec.patience > 0 && watch.looksSinceBest >= spec.patience) return await report(epoch);
    }
  }
  return await report(spec.epochs);

  async function report(epochs: number): Promise<FitReport> {
    watch?.restoreBest();
    const best = { bestEpoch: watch?.best.epoch ?? epochs, validationAccuracy: watch?.best.accuracy ?? null };
    return { steps, epochs, loss, ...best };
  }
}

/** One gradient step; gives the batch's mean loss, still on the device. */
function stepDown(
  network: Network,
  values: Float32Array,
  targets: Float32Array,
  optimizer: Optimizer,
  draws: TrainingContext['draws'],
): tf.Scalar {
  return tf.tidy(() => {
    const n = values.length / sampleSize(network.shape);
    const x = tf.tensor(values, [n, ...network.shape]);
    const t = tf.tensor2d(targets, [n, targets.length / n]);
    const lossOf = network.loss === 'hinge' ? hingeLoss : crossEntropy;
    const { value, grads } = tf.variableGrads(
      () => lossOf(network.head(network.features(x, { training: true, draws })), t),
      network.variables as tf.Variable[],
    );
    optimizer.step(network.variables.map((variable) => grads[variable.name]!));
    return value;
  });
}

/** Mean over the samples of an epoch; frees the batches' losses. */
async function meanOf(losses: tf.Scalar[], count: number, batch: number): Promise<number> {
  let sum = 0;
  for (const [index, loss] of losses.entries()) sum += (await loss.data())[0]! * Math.min(batch, count - index * batch);
  tf.dispose(losses.splice(0));
  return sum / count;
}

/** What the loss compares with: one-hot rows, or ±1 for hinge. */
function targetsOf(network: Network, labels: Int32Array, positions: Int32Array): Float32Array {
  if (network.loss === 'hinge') return Float32Array.from(positions, (p) => (labels[p] === 1 ? 1 : -1));
  const rows = new Float32Array(positions.length * network.classes);
  positions.forEach((p, i) => (rows[i * network.classes + labels[p]!] = 1));
  return rows;
}
