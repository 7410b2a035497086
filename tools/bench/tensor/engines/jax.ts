/**
 * jax-js: the step as one function under `jit`, channels first, as its convolutions require. Every array is
 * consumed by one call; `.ref` allows one more.
 */
import { defaultDevice, grad, init, jit, lax, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';
import type { BenchBackend, Engine } from '../engine.ts';
import { inputsOf, type Inputs } from '../inputs.ts';
import { meanCrossEntropy, meanSquare, timed, type EngineWork } from '../engine-work.ts';
import {
  ADAM,
  BATCH_NORM_EPSILON,
  PENALTY,
  STEPS_COMPARED,
  type Layer,
  type NetworkWorkload,
  type Workload,
} from '../workloads.ts';
import { channelsFirst, imagesChannelsFirst } from './channels-first.ts';

type Arrays = np.Array[];

export const jax: Engine = {
  async start(backend: BenchBackend) {
    await init(backend);
    defaultDevice(backend);
    const shared = typeof SharedArrayBuffer !== 'undefined' && typeof Worker !== 'undefined';
    const threads = shared ? navigator.hardwareConcurrency : 1;
    return backend === 'wasm' ? `${threads} thread${threads > 1 ? 's' : ''}` : 'WebGPU';
  },
  async prepare(workload) {
    work = prepareWork(workload);
    return { losses: await work.check() };
  },
  run: (batches) => timed(work, batches),
};

let work: EngineWork;

function prepareWork(workload: Workload): EngineWork {
  const inputs = inputsOf(workload);
  if (workload.kind === 'product') return productWork(workload.side, inputs);
  return workload.phase === 'scoring' ? scoringWork(workload, inputs) : trainingWork(workload, inputs);
}

function productWork(side: number, { x, y }: Inputs): EngineWork {
  const [a, b] = [np.array(x, { shape: [side, side] }), np.array(y, { shape: [side, side] })];
  const multiply = jit((left: np.Array, right: np.Array) => np.matmul(left, right));
  let last: np.Array | undefined;
  return {
    check: async () => [meanSquare(await multiply(a.ref, b.ref).data())],
    async runBatch() {
      last?.dispose();
      last = multiply(a.ref, b.ref);
      await last.blockUntilReady();
    },
  };
}

function scoringWork(workload: NetworkWorkload, { weights, x, y }: Inputs): EngineWork {
  const { shape, batch, layers } = workload;
  const parameters = channelsFirst(weights, layers, shape).map(({ values, shape }) => np.array(values, { shape }));
  const images = imagesChannelsFirst(x, shape);
  const [height, width, channels] = shape;
  const predict = jit((given: Arrays, input: np.Array) => nn.softmax(forward(layers, input, [...given]), -1));
  const score = () =>
    predict(tree.ref(parameters), np.array(images, { shape: [batch, channels, height, width] })).data();
  return {
    check: async () => [meanCrossEntropy((await score()) as Float32Array, y)],
    runBatch: async () => void (await score()),
  };
}

function trainingWork(workload: NetworkWorkload, { weights, x, y, mix }: Inputs): EngineWork {
  const { batch, shape, classes, layers, kind } = workload;
  const [height, width, channels] = shape;
  let parameters: Arrays = channelsFirst(weights, layers, shape).map(({ values, shape }) =>
    np.array(values, { shape }),
  );
  let means: Arrays = parameters.map(({ shape }) => np.zeros(shape));
  let squares: Arrays = parameters.map(({ shape }) => np.zeros(shape));
  const images = (values: Float32Array) => np.array(values, { shape: [batch, channels, height, width] });
  const [first, generated] = [imagesChannelsFirst(x, shape), kind === 'critic' ? imagesChannelsFirst(y, shape) : y];
  const loss = (given: Arrays, input: np.Array, other: np.Array, rest: np.Array, training: boolean): np.Array =>
    kind === 'critic'
      ? criticLoss(layers, given, input, other, rest)
      : crossEntropy(forward(layers, input, [...given], training ? rest : undefined), other, batch);
  const stepWith = (training: boolean) =>
    jit((given: Arrays, m: Arrays, v: Arrays, input: np.Array, other: np.Array, rest: np.Array, rates: np.Array) => {
      const [value, gradients] = valueAndGrad((p: Arrays, a: np.Array, b: np.Array, c: np.Array) =>
        loss(p, a, b, c, training),
      )(
        given.map((one) => one.ref),
        input,
        other,
        rest,
      );
      return [value, ...adam(given, gradients as Arrays, m, v, rates)] as [np.Array, Arrays, Arrays, Arrays];
    });
  const [plain, withDropout] = [stepWith(false), stepWith(true)];
  let steps = 0;
  const step = (training: boolean): np.Array => {
    const t = ++steps;
    const bias = Math.sqrt(1 - ADAM.beta2 ** t);
    const rates = np.array([(ADAM.rate * bias) / (1 - ADAM.beta1 ** t), ADAM.epsilon * bias]);
    const other = kind === 'critic' ? images(generated) : np.array(generated, { shape: [batch, classes] });
    const rest = kind === 'critic' ? np.array(mix, { shape: [batch, 1, 1, 1] }) : random.key(t);
    const of = training ? withDropout : plain;
    const [value, ...after] = of(parameters, means, squares, images(first), other, rest, rates);
    [parameters, means, squares] = after;
    return value;
  };
  return {
    async check() {
      const losses: number[] = [];
      for (let i = 0; i < STEPS_COMPARED; i++) losses.push((await step(false).data())[0]!);
      return losses;
    },
    runBatch: async () => void (await step(true).data()), // its own advice: not too many operations in the queue
    synchronize: () => parameters.at(-1)!.ref.data(),
  };
}

const crossEntropy = (logits: np.Array, targets: np.Array, batch: number): np.Array =>
  np.sum(nn.logSoftmax(logits, -1).mul(targets)).mul(-1 / batch);

function criticLoss(
  layers: readonly Layer[],
  weights: Arrays,
  real: np.Array,
  generated: np.Array,
  share: np.Array,
): np.Array {
  const critic = (x: np.Array): np.Array =>
    forward(
      layers,
      x,
      weights.map((one) => one.ref),
    );
  const between = real.ref.mul(share.ref).add(generated.ref.mul(np.subtract(1, share)));
  const gradient = grad((x: np.Array) => np.sum(critic(x)))(between);
  const norms = np.sqrt(np.sum(np.square(gradient), [1, 2, 3]));
  const penalty = np.mean(np.square(norms.sub(1))).mul(PENALTY);
  const value = np
    .mean(critic(generated))
    .sub(np.mean(critic(real)))
    .add(penalty);
  weights.forEach((one) => one.dispose());
  return value;
}

/** Kingma and Ba 2015, Algorithm 1, with the bias corrections folded into the rate and ε. */
function adam(weights: Arrays, gradients: Arrays, m: Arrays, v: Arrays, rates: np.Array): [Arrays, Arrays, Arrays] {
  const alpha = rates.ref.slice(0);
  const epsilon = rates.slice(1);
  const means = gradients.map((g, i) => m[i]!.mul(ADAM.beta1).add(g.ref.mul(1 - ADAM.beta1)));
  const squares = gradients.map((g, i) => v[i]!.mul(ADAM.beta2).add(np.square(g).mul(1 - ADAM.beta2)));
  const moved = weights.map((w, i) =>
    w.sub(means[i]!.ref.mul(alpha.ref).div(np.sqrt(squares[i]!.ref).add(epsilon.ref))),
  );
  alpha.dispose();
  epsilon.dispose();
  return [moved, means, squares];
}

/** @param left the weights of these layers and of those after them; those of these are taken out */
function forward(layers: readonly Layer[], input: np.Array, left: Arrays, key?: np.Array): np.Array {
  let x = input;
  for (const layer of layers) {
    switch (layer.kind) {
      case 'convolution': {
        const { stride, pad, bias, to } = layer;
        x = lax.convGeneralDilated(x, left.shift()!, [stride, stride], pad === 'same' ? 'SAME' : 'VALID');
        if (bias) x = x.add(left.shift()!.reshape([to, 1, 1]));
        break;
      }
      case 'dense': {
        const [matrix, bias] = left.splice(0, 2) as [np.Array, np.Array];
        x = np.matmul(x, matrix).add(bias);
        break;
      }
      case 'batch-norm': {
        const [scale, offset, mean, variance] = left.splice(0, 4).map((one) => one.reshape([layer.channels, 1, 1])) as [
          np.Array,
          np.Array,
          np.Array,
          np.Array,
        ];
        x = x
          .sub(mean)
          .mul(scale.div(np.sqrt(variance.add(BATCH_NORM_EPSILON))))
          .add(offset);
        break;
      }
      case 'relu':
        x = nn.relu(x);
        break;
      case 'leaky-relu':
        x = nn.leakyRelu(x, layer.slope);
        break;
      case 'dropout':
        if (key) {
          const kept = random.bernoulli(key, 1 - layer.rate, x.shape);
          x = np.where(kept, x.mul(1 / (1 - layer.rate)), 0);
        }
        break;
      case 'max-pool':
        x = lax.reduceWindow(x, np.max, [2, 2], [2, 2]);
        break;
      case 'mean-pool':
        x = np.mean(x, [2, 3]);
        break;
      case 'flatten':
        x = x.reshape([x.shape[0]!, -1]);
        break;
      case 'residual': {
        const main = forward(layer.main, x.ref, left);
        x = main.add(forward(layer.shortcut, x, left));
        break;
      }
    }
  }
  return x;
}
