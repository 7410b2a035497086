/** The suite has to detect slightly wrong kernels. Each replaces the right one on WASM. */
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { groups } from './cases/index.ts';

type Inputs = Record<string, tf.Tensor>;
type Attrs = Record<string, unknown>;
type Kernel = (inputs: Inputs, attrs: Attrs) => tf.TensorInfo | tf.TensorInfo[];

beforeAll(() => chooseBackend('wasm'));

/** Runs with another kernel, which can call the original one. */
async function withPlanted(
  kernelName: string,
  wrong: (right: Kernel) => Kernel,
  run: () => Promise<unknown>,
): Promise<void> {
  const config = tf.getKernel(kernelName, 'wasm')!;
  const call = config.kernelFunc as unknown as (of: {
    inputs: Inputs;
    attrs: Attrs;
    backend: unknown;
  }) => tf.TensorInfo;
  const place = (kernelFunc: unknown) => {
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernelFunc as tf.KernelFunc });
  };
  place(({ inputs, attrs, backend }: { inputs: Inputs; attrs: Attrs; backend: unknown }) =>
    wrong((into, how) => call({ inputs: into, attrs: how, backend }))(inputs, attrs),
  );
  try {
    await run();
  } finally {
    place(config.kernelFunc);
  }
}

const suite = (name: string): Promise<void> => {
  const one = Object.values(groups)
    .flat()
    .find((conformance) => conformance.name === name)!;
  return one.check(20);
};

/** `same` padding with the odd row and column above and to the left instead of below and to the right. */
const paddedOnTheWrongSide =
  (shapesOf: (inputs: Inputs, attrs: Attrs) => [number[], number[]]) =>
  (right: Kernel): Kernel =>
  (inputs, attrs) => {
    if (attrs['pad'] !== 'same') return right(inputs, attrs);
    const [input, filter] = shapesOf(inputs, attrs) as [
      [number, number, number, number],
      [number, number, number, number],
    ];
    const { padInfo } = tf.backend_util.computeConv2DInfo(input, filter, attrs['strides'] as number, 1, 'same');
    const pad = [
      [0, 0],
      [padInfo.bottom, padInfo.top],
      [padInfo.right, padInfo.left],
      [0, 0],
    ];
    return right(inputs, { ...attrs, pad });
  };

const withoutTheLastRow = (x: tf.Tensor): tf.Tensor =>
  x.shape[0]! > 1 ? tf.slice(x, 0, x.shape[0]! - 1) : tf.clone(x);

const plants: [what: string, kernel: string, found: string, wrong: (right: Kernel) => Kernel][] = [
  [
    'a convolution padded on the wrong side',
    'FusedConv2D',
    'a convolution with bias and activation',
    paddedOnTheWrongSide(({ x, filter }) => [x!.shape, filter!.shape]),
  ],
  [
    'an input gradient padded on the wrong side',
    'Conv2DBackpropInput',
    'a convolution with bias and activation',
    paddedOnTheWrongSide(({ filter }, attrs) => [attrs['inputShape'] as number[], filter!.shape]),
  ],
  [
    'a filter gradient padded on the wrong side',
    'Conv2DBackpropFilter',
    'a convolution with bias and activation',
    paddedOnTheWrongSide(({ x }, attrs) => [x!.shape, attrs['filterShape'] as number[]]),
  ],
  [
    'a mask without the slope below zero',
    'ReluMask',
    'a dense layer',
    (right) => (inputs, attrs) => right(inputs, { ...attrs, slope: 0 }),
  ],
  [
    'a sum that leaves out the last sample',
    'ChannelSum',
    'a dense layer',
    (right) =>
      ({ x }, attrs) =>
        right({ x: withoutTheLastRow(x!) }, attrs),
  ],
  [
    'an Adam with slightly too fast decay',
    'AdamStep',
    'Adam',
    (right) => (inputs, attrs) => right(inputs, { ...attrs, beta2: 0.998 }),
  ],
];

describe('a wrong kernel is detected', () => {
  test.each(plants)('%s', async (_, kernel, found, wrong) => {
    await withPlanted(kernel, wrong, () => expect(suite(found)).rejects.toThrow(/should be/));
  });
});
