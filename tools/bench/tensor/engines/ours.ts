/** Querent's own: the models, layers, kernels and optimiser that the page trains with. */
import { Rng } from '../../../../src/random/rng.ts';
import { modelNamed } from '../../../../src/models/index.ts';
import type { Network } from '../../../../src/models/model.ts';
import { chooseBackend } from '../../../../src/tensor/choose-backend.ts';
import { convolution, crossEntropy, dense, gradientPenalty } from '../../../../src/tensor/layers.ts';
import { optimizerFor } from '../../../../src/tensor/optimizers.ts';
import * as tf from '../../../../src/tensor/tf.ts';
import { predictBatch } from '../../../../src/trainer/predict.ts';
import type { Engine } from '../engine.ts';
import { inputsOf, type Inputs, type Weight } from '../inputs.ts';
import { meanCrossEntropy, type EngineWork } from '../engine-work.ts';
import { ADAM, PENALTY, STEPS_COMPARED, type NetworkWorkload } from '../workloads.ts';
import { tfjsEngine, productWork } from './tfjs-engine.ts';

/** Besides the defaults: no augmentation, which the other engines do not have. */
const PARAMETERS: Record<string, Record<string, boolean>> = { 'cnn-small': { augment: false } };

export const ours: Engine = tfjsEngine(
  async (backend) => {
    const { adapter } = await chooseBackend(backend);
    return adapter;
  },
  (workload) => {
    const inputs = inputsOf(workload);
    if (workload.kind === 'product') return productWork(workload, inputs);
    return workload.kind === 'critic' ? criticWork(workload, inputs) : classifierWork(workload, inputs);
  },
);

function classifierWork(workload: NetworkWorkload, { weights, x, y }: Inputs): EngineWork {
  const { model, shape, classes, batch } = workload;
  const network = modelNamed(model).build({ shape, classes, rng: new Rng(1), parameters: PARAMETERS[model] ?? {} });
  assign(network, weights);
  if (workload.phase === 'scoring') {
    const score = async () => (await predictBatch(network, { values: x, count: batch })).probabilities;
    return { check: async () => [meanCrossEntropy(await score(), y)], runBatch: async () => void (await score()) };
  }
  const rng = new Rng(1, 'dropout');
  return trainingStep(network.variables, (training) => {
    const samples = tf.tensor(x, [batch, ...shape]);
    const mode = training ? { training, rng } : { training };
    return crossEntropy(network.head(network.features(samples, mode)), tf.tensor2d(y, [batch, classes]));
  });
}

function assign({ variables, state }: Network, weights: readonly Weight[]): void {
  const given = [weights.filter(({ statistic }) => !statistic), weights.filter(({ statistic }) => statistic)].flat();
  const taken = [...variables, ...state];
  const shapes = (of: readonly { shape: readonly number[] }[]) => of.map(({ shape }) => shape.join('×')).join(', ');
  if (shapes(given) !== shapes(taken)) throw new Error(`The model’s weights are ${shapes(taken)}.`);
  taken.forEach((variable, i) => tf.tidy(() => variable.assign(tf.tensor(given[i]!.values, given[i]!.shape))));
}

function criticWork(workload: NetworkWorkload, { weights, x, y, mix }: Inputs): EngineWork {
  const { batch, shape, layers } = workload;
  const variables = weights.map(({ values, shape }) => tf.tidy(() => tf.variable(tf.tensor(values, shape))));
  const critic = (images: tf.Tensor): tf.Tensor => {
    const left: tf.Tensor[] = [...variables];
    return layers.reduce((values: tf.Tensor, layer) => {
      if (layer.kind === 'convolution') {
        const [filter, bias] = left.splice(0, 2) as [tf.Tensor4D, tf.Tensor1D];
        return convolution(values as tf.Tensor4D, filter, bias, 'leaky-relu', layer.stride, layer.pad);
      }
      if (layer.kind === 'flatten') return tf.reshape(values, [values.shape[0]!, -1]);
      if (layer.kind !== 'dense') return values; // the leaky ReLU is within the convolution
      const [matrix, bias] = left.splice(0, 2) as [tf.Tensor2D, tf.Tensor1D];
      return dense(values as tf.Tensor2D, matrix, bias, 'linear');
    }, images);
  };
  return trainingStep(variables, () => {
    const real = tf.tensor(x, [batch, ...shape]);
    const generated = tf.tensor(y, [batch, ...shape]);
    const share = tf.tensor(mix, [batch, 1, 1, 1]);
    const between = tf.add(tf.mul(real, share), tf.mul(generated, tf.sub(1, share)));
    const penalty = tf.mul(PENALTY, gradientPenalty(critic, between));
    return tf.add(tf.sub(tf.mean(critic(generated)), tf.mean(critic(real))), penalty);
  });
}

/** Steps of our Adam that minimise a loss. */
function trainingStep(variables: readonly tf.Variable[], lossOf: (training: boolean) => tf.Tensor): EngineWork {
  const optimizer = optimizerFor('adam', ADAM.rate, variables);
  const step = (training: boolean): tf.Scalar =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => lossOf(training) as tf.Scalar, variables as tf.Variable[]);
      optimizer.step(variables.map(({ name }) => grads[name]!));
      return value;
    });
  return {
    async check() {
      const losses: number[] = [];
      for (let i = 0; i < STEPS_COMPARED; i++) {
        const loss = step(false);
        losses.push((await loss.data())[0]!);
        loss.dispose();
      }
      return losses;
    },
    runBatch: () => step(true).dispose(),
    synchronize: () => variables.at(-1)!.data(),
  };
}
