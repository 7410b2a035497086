/** Workloads of the bench: networks as plain descriptions, from which every engine builds the same one. All of it is JSON. */

export type Layer =
  | {
      kind: 'convolution';
      size: number;
      from: number;
      to: number;
      stride: number;
      pad: 'same' | 'valid';
      bias: boolean;
    }
  | { kind: 'dense'; from: number; to: number }
  /** In inference mode: by the running mean and variance. */
  | { kind: 'batch-norm'; channels: number }
  | { kind: 'relu' }
  | { kind: 'leaky-relu'; slope: number }
  | { kind: 'dropout'; rate: number }
  /** Maximum of each 2 × 2; an odd edge is left out. */
  | { kind: 'max-pool' }
  /** Mean over height and width; leaves `[n, channels]`. */
  | { kind: 'mean-pool' }
  | { kind: 'flatten' }
  /** The sum of both paths. */
  | { kind: 'residual'; main: Layer[]; shortcut: Layer[] };

/**
 * training: a step of Adam on a batch with dropout; of a critic, with gradient penalty. scoring: probabilities of a batch,
 * as arrays. product: of two square matrices with `side` rows.
 */
export type Workload = NetworkWorkload | { model: 'product'; phase: string; kind: 'product'; batch: 1; side: number };

export interface NetworkWorkload {
  model: string;
  phase: 'training' | 'scoring';
  kind: 'classifier' | 'critic';
  /** Of one sample: height, width, channels. */
  shape: [number, number, number];
  classes: number;
  batch: number;
  layers: Layer[];
}

/** Adam's settings for all engines. The rate is small, so that many steps on one batch do not end in zero gradients. */
export const ADAM = { rate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
/** λ of the gradient penalty (Gulrajani et al. 2017). */
export const PENALTY = 10;
/** ε of batch norm. */
export const BATCH_NORM_EPSILON = 1e-5;

type Pad = 'same' | 'valid';
const convolution = (size: number, from: number, to: number, pad: Pad = 'same', stride = 1, bias = true): Layer => ({
  kind: 'convolution',
  size,
  from,
  to,
  stride,
  pad,
  bias,
});
const dense = (from: number, to: number): Layer => ({ kind: 'dense', from, to });
const relu: Layer = { kind: 'relu' };
const pool: Layer = { kind: 'max-pool' };
const flatten: Layer = { kind: 'flatten' };
const dropout = (rate: number): Layer => ({ kind: 'dropout', rate });

const linear = [flatten, dense(784, 10)];

const cnnSmall = [
  ...[convolution(5, 1, 8, 'valid'), relu, pool],
  ...[convolution(5, 8, 16, 'valid'), relu, pool],
  ...[flatten, dense(256, 64), relu, dropout(0.25), dense(64, 10)],
];

/** ASAL's classifier for MNIST (supplement, Table 5). */
const lenet = [
  ...[convolution(5, 1, 32), relu, pool],
  ...[convolution(5, 32, 64), relu, pool],
  ...[flatten, dense(3136, 1024), relu, dropout(0.5), dense(1024, 10)],
];

const lenet5 = [
  ...[convolution(5, 1, 10, 'valid'), relu, pool],
  ...[convolution(5, 10, 20, 'valid'), relu, pool],
  ...[flatten, dense(320, 50), relu, dropout(0.5), dense(50, 10)],
];

/**
 * ASAL's discriminator for MNIST (supplement, Table 5). Three strides of two leave 4 × 4 of 28 × 28, so that the last layer
 * takes 4096 values; the table's 3136 are those of the classifier beside it.
 */
const critic = [
  ...[1, 64, 128].flatMap((from, i): Layer[] => [
    convolution(5, from, 64 * 2 ** i, 'same', 2),
    { kind: 'leaky-relu', slope: 0.2 },
  ]),
  ...[flatten, dense(4096, 1)],
];

const normalizedConvolution = (size: number, from: number, to: number, stride: number): Layer[] => [
  convolution(size, from, to, 'same', stride, false),
  { kind: 'batch-norm', channels: to },
];

/** Two convolutions of 3 × 3 beside a shortcut, which is a convolution of 1 × 1 where the shape changes (He et al. 2016). */
const residualBlock = (from: number, to: number, stride: number): Layer[] => [
  {
    kind: 'residual',
    main: [...normalizedConvolution(3, from, to, stride), relu, ...normalizedConvolution(3, to, to, 1)],
    shortcut: from === to && stride === 1 ? [] : normalizedConvolution(1, from, to, stride),
  },
  relu,
];

/** The form for images of 32 × 32: a first convolution of 3 × 3 and no pooling before the blocks. */
const resnet18: Layer[] = [
  ...[...normalizedConvolution(3, 3, 64, 1), relu],
  ...[64, 128, 256, 512].flatMap((to, stage) => [
    ...residualBlock(stage ? to / 2 : 64, to, stage ? 2 : 1),
    ...residualBlock(to, to, 1),
  ]),
  ...[{ kind: 'mean-pool' } as const, dense(512, 10)],
];

/**
 * Steps of training whose losses are compared. The second one depends on every gradient and on Adam's learning rate; its β
 * matter only after many more.
 */
export const STEPS_COMPARED = 2;

/** Batches in training and in scoring. Software adapters get the small ones: their steps take seconds. */
interface Sizes {
  training: number;
  scoring: number;
}

/** @param small for adapters that the processor emulates */
export function workloads(small: boolean): Workload[] {
  const pick = (large: Sizes, tiny: Sizes) => (small ? tiny : large);
  const digits = { shape: [28, 28, 1] as [number, number, number], classes: 10 };
  const both = (model: string, layers: Layer[], sizes: Sizes): Workload[] =>
    (['training', 'scoring'] as const).map((phase) => ({
      ...{ model, phase, kind: 'classifier', batch: sizes[phase], layers },
      ...digits,
    }));
  return [
    product(small ? 256 : 1024),
    ...both('linear', linear, pick({ training: 50, scoring: 250 }, { training: 50, scoring: 250 })),
    ...both('cnn-small', cnnSmall, pick({ training: 16, scoring: 250 }, { training: 16, scoring: 50 })),
    ...both('lenet', lenet, pick({ training: 50, scoring: 250 }, { training: 4, scoring: 16 })),
    ...both('lenet-5', lenet5, pick({ training: 50, scoring: 250 }, { training: 8, scoring: 50 })),
    {
      ...{ model: 'wgan-gp', phase: 'training', kind: 'critic', batch: small ? 2 : 8, layers: critic },
      ...{ ...digits, classes: 1 },
    },
    {
      ...{ model: 'resnet-18', phase: 'scoring', kind: 'classifier', batch: small ? 1 : 8, layers: resnet18 },
      ...{ shape: [32, 32, 3], classes: 10 },
    },
  ];
}

/** The product of two matrices of side × side. */
export const product = (side: number): Workload => ({
  ...{ model: 'product', phase: `${side}³`, kind: 'product', batch: 1, side },
});
