/** A network's weights and running statistics: drawn in a fixed order from one stream, listed in that order, freed together. */
import { choiceParameter } from '../../protocol/parameters.ts';
import type { Rng } from '../../random/rng.ts';
import * as tf from '../../tensor/tf.ts';
import { SpectralNorm } from './spectral-norm.ts';

export interface DenseWeights {
  weights: tf.Variable<tf.Rank.R2>;
  bias: tf.Variable<tf.Rank.R1>;
}

export interface ConvolutionWeights {
  filter: tf.Variable<tf.Rank.R4>;
  bias: tf.Variable<tf.Rank.R1>;
}

export interface BatchNormWeights {
  gamma: tf.Variable<tf.Rank.R1>;
  beta: tf.Variable<tf.Rank.R1>;
  /** Running statistics, for inference. */
  mean: tf.Variable<tf.Rank.R1>;
  variance: tf.Variable<tf.Rank.R1>;
}

/**
 * Stream of the initial weights. With `null` nothing is drawn and the weights start at zero, for networks whose weights are
 * restored at once, from a checkpoint or an asset, and for checks of shapes.
 */
export type InitialWeights = Rng | null;

/**
 * glorot: uniform with variance 2 / (fan in + fan out) (Glorot and Bengio 2010); he: normal with variance 2 / fan in (He et al.
 * 2015); pytorch: uniform within ±1 / √(fan in), biases included, the default of that library, on which many papers rely; fan-out:
 * uniform within ±1 / √(fan out), biases included, of graph convolutions (Kipf and Welling's code).
 */
export type Initializer = 'glorot' | 'he' | 'pytorch' | 'fan-out';

const INITIALIZER_LABELS = { he: 'He’s, normal', glorot: 'Glorot’s, uniform' };

/** The parameter for a network's initial weights, for models whose published figures depend on PyTorch's. */
export const initializerParameter = <Default extends keyof typeof INITIALIZER_LABELS>(defaultInitializer: Default) =>
  choiceParameter<'initial', Default | 'pytorch'>('initial', {
    label: 'Initial weights',
    about:
      'Initialisation of the weights; the authors use PyTorch’s default, which is smaller and includes the biases.',
    default: defaultInitializer,
    choices: {
      [defaultInitializer]: INITIALIZER_LABELS[defaultInitializer],
      pytorch: 'PyTorch’s, uniform',
    } as Record<Default | 'pytorch', string>,
  });

/** A square filter, size × size, between two numbers of channels. */
export interface FilterShape {
  size: number;
  from: number;
  to: number;
}

export class Weights {
  readonly variables: tf.Variable[] = [];
  /** Running statistics of batch norm, which the optimiser does not change. */
  readonly state: tf.Variable[] = [];

  constructor(private readonly rng: InitialWeights) {}

  dense(from: number, to: number, initial: Initializer): DenseWeights {
    return { weights: this.matrix(from, to, initial), bias: this.bias(from, to, initial) };
  }

  convolution(shape: FilterShape, initial: Initializer): ConvolutionWeights {
    const { size, from, to } = shape;
    return { filter: this.filter(shape, initial), bias: this.bias(size * size * from, to, initial) };
  }

  /** A filter without bias, for a convolution followed by batch norm, whose beta replaces the bias. */
  filter({ size, from, to }: FilterShape, initial: Initializer): tf.Variable<tf.Rank.R4> {
    const places = size * size;
    return this.randomVariable([size, size, from, to], { in: places * from, out: places * to }, initial);
  }

  /** A dense layer without bias, followed by batch norm. */
  matrix(from: number, to: number, initial: Initializer): tf.Variable<tf.Rank.R2> {
    return this.randomVariable([from, to], { in: from, out: to }, initial);
  }

  /** Transposed convolution of stride 2: each output sees a quarter of the filter's places. */
  deconvolution(shape: FilterShape, initial: Initializer): ConvolutionWeights {
    return { filter: this.deconvolutionFilter(shape, initial), bias: this.constantVariable(shape.to, 0) };
  }

  /** The filter of a transposed convolution of stride 2 without bias, followed by batch norm. */
  deconvolutionFilter({ size, from, to }: FilterShape, initial: Initializer): tf.Variable<tf.Rank.R4> {
    const places = (size * size) / 4;
    return this.randomVariable([size, size, to, from], { in: places * from, out: places * to }, initial);
  }

  /** Starts as the identity. */
  batchNorm(channels: number): BatchNormWeights {
    const gamma = this.constantVariable(channels, 1);
    const beta = this.constantVariable(channels, 0);
    return { gamma, beta, mean: this.runningStatistic(channels, 0), variance: this.runningStatistic(channels, 1) };
  }

  /** The spectral norm of a dense matrix or a filter, whose last axis counts the outputs; its vectors are part of the state. */
  spectralNorm(weight: tf.Variable<tf.Rank.R2> | tf.Variable<tf.Rank.R4>): SpectralNorm {
    const outputs = weight.shape.at(-1)!;
    const left = Float32Array.from({ length: outputs }, () => this.rng?.normal() ?? 0);
    const norm = new SpectralNorm(weight, {
      left: asVariable<tf.Rank.R2>(left, [1, outputs], false),
      right: asVariable<tf.Rank.R2>(new Float32Array(weight.size / outputs), [1, weight.size / outputs], false),
    });
    for (const vector of norm.vectors) this.state.push(vector as tf.Variable);
    norm.iterate();
    return norm;
  }

  dispose(): void {
    tf.dispose([...this.variables, ...this.state]);
  }

  private randomVariable<R extends tf.Rank>(
    shape: tf.ShapeMap[R],
    fan: { in: number; out: number },
    initial: Initializer,
  ): tf.Variable<R> {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    if (!this.rng) return this.trainableVariable(values, shape);
    const bounds = { pytorch: 1 / Math.sqrt(fan.in), 'fan-out': 1 / Math.sqrt(fan.out) };
    const bound = initial in bounds ? bounds[initial as keyof typeof bounds] : Math.sqrt(6 / (fan.in + fan.out));
    const deviation = Math.sqrt(2 / fan.in);
    for (let i = 0; i < values.length; i++)
      values[i] = initial === 'he' ? deviation * this.rng.normal() : this.rng.between(-bound, bound);
    return this.trainableVariable(values, shape);
  }

  private bias(fanIn: number, to: number, initial: Initializer): tf.Variable<tf.Rank.R1> {
    return initial === 'pytorch' || initial === 'fan-out'
      ? this.randomVariable([to], { in: fanIn, out: to }, initial)
      : this.constantVariable(to, 0);
  }

  private constantVariable(size: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.trainableVariable(new Float32Array(size).fill(value), [size]);
  }

  private runningStatistic(size: number, value: number): tf.Variable<tf.Rank.R1> {
    const variable = asVariable<tf.Rank.R1>(new Float32Array(size).fill(value), [size], false);
    this.state.push(variable as tf.Variable);
    return variable;
  }

  private trainableVariable<R extends tf.Rank>(values: Float32Array, shape: tf.ShapeMap[R]): tf.Variable<R> {
    const variable = asVariable<R>(values, shape, true);
    this.variables.push(variable as tf.Variable);
    return variable;
  }
}

function asVariable<R extends tf.Rank>(
  values: Float32Array,
  shape: tf.ShapeMap[R],
  trainable: boolean,
): tf.Variable<R> {
  const first = tf.tensor<R>(values, shape);
  const variable = tf.variable<R>(first, trainable);
  first.dispose();
  return variable;
}
