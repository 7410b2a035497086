/** A network's weights and running statistics: made in a fixed order from one stream, kept in that order, let go together. */
import type { Draws } from '../../random/rng.ts';
import type { ParameterInfo } from '../../protocol/catalogue.ts';
import * as tf from '../../tensor/tf.ts';

export interface DenseWeights {
  weights: tf.Variable<tf.Rank.R2>;
  bias: tf.Variable<tf.Rank.R1>;
}

export interface ConvolutionWeights {
  filter: tf.Variable<tf.Rank.R4>;
  bias: tf.Variable<tf.Rank.R1>;
}

export interface Normalization {
  gamma: tf.Variable<tf.Rank.R1>;
  beta: tf.Variable<tf.Rank.R1>;
  /** Running statistics, for inference. */
  mean: tf.Variable<tf.Rank.R1>;
  variance: tf.Variable<tf.Rank.R1>;
}

/**
 * glorot: uniform with variance 2 / (fan in + fan out) (Glorot and Bengio 2010); he: normal, 2 / fan in (He et al. 2015);
 * pytorch: uniform within 1 / √(fan in), biases too, which that library does unasked and many papers' figures rest on.
 */
export type Initial = 'glorot' | 'he' | 'pytorch';

const usually = { he: 'He’s, normal', glorot: 'Glorot’s, uniform' };

/** The parameter that sets a network's first weights, where its paper's figures rest on that library's. */
export const initialParameter = (usual: keyof typeof usually): ParameterInfo => ({
  name: 'initial',
  label: 'First weights',
  about: 'What training begins with; the authors’ is PyTorch’s default, which is smaller, biases too.',
  kind: 'choice',
  default: usual,
  choices: [
    { value: usual, label: usually[usual] },
    { value: 'pytorch', label: 'PyTorch’s, uniform' },
  ],
});

export class Weights {
  readonly variables: tf.Variable[] = [];
  /** Of batch norm: not for the optimiser. */
  readonly state: tf.Variable[] = [];

  constructor(private readonly draws: Draws) {}

  dense(from: number, to: number, initial: Initial): DenseWeights {
    return { weights: this.matrix(from, to, initial), bias: this.bias(from, to, initial) };
  }

  convolution(size: number, from: number, to: number, initial: Initial): ConvolutionWeights {
    return { filter: this.filter(size, from, to, initial), bias: this.bias(size * size * from, to, initial) };
  }

  /** The filter alone, where batch norm follows, whose beta takes the bias's place. */
  filter(size: number, from: number, to: number, initial: Initial): tf.Variable<tf.Rank.R4> {
    const places = size * size;
    return this.draw([size, size, from, to], places * from, places * to, initial);
  }

  /** The weights of a dense layer alone, where batch norm follows. */
  matrix(from: number, to: number, initial: Initial): tf.Variable<tf.Rank.R2> {
    return this.draw([from, to], from, to, initial);
  }

  /** Of stride 2: each output sees a quarter of the filter's places. */
  deconvolution(size: number, from: number, to: number, initial: Initial): ConvolutionWeights {
    return { filter: this.deconvolutionFilter(size, from, to, initial), bias: this.constant(to, 0) };
  }

  /** The filter of a transposed convolution of stride 2 alone, where batch norm follows. */
  deconvolutionFilter(size: number, from: number, to: number, initial: Initial): tf.Variable<tf.Rank.R4> {
    const places = (size * size) / 4;
    return this.draw([size, size, to, from], places * from, places * to, initial);
  }

  /** At first the identity. */
  batchNorm(channels: number): Normalization {
    const gamma = this.constant(channels, 1);
    const beta = this.constant(channels, 0);
    return { gamma, beta, mean: this.running(channels, 0), variance: this.running(channels, 1) };
  }

  dispose(): void {
    tf.dispose([...this.variables, ...this.state]);
  }

  private draw<R extends tf.Rank>(
    shape: tf.ShapeMap[R],
    fanIn: number,
    fanOut: number,
    initial: Initial,
  ): tf.Variable<R> {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    const bound = initial === 'pytorch' ? 1 / Math.sqrt(fanIn) : Math.sqrt(6 / (fanIn + fanOut));
    const deviation = Math.sqrt(2 / fanIn);
    for (let i = 0; i < values.length; i++)
      values[i] = initial === 'he' ? deviation * this.draws.normal() : this.draws.between(-bound, bound);
    return this.learnt(values, shape);
  }

  private bias(fanIn: number, to: number, initial: Initial): tf.Variable<tf.Rank.R1> {
    return initial === 'pytorch' ? this.draw([to], fanIn, to, initial) : this.constant(to, 0);
  }

  private constant(size: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.learnt(new Float32Array(size).fill(value), [size]);
  }

  private running(size: number, value: number): tf.Variable<tf.Rank.R1> {
    const variable = asVariable<tf.Rank.R1>(new Float32Array(size).fill(value), [size], false);
    this.state.push(variable as tf.Variable);
    return variable;
  }

  private learnt<R extends tf.Rank>(values: Float32Array, shape: tf.ShapeMap[R]): tf.Variable<R> {
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
