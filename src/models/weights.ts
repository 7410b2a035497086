/** A network's weights and running statistics: made in a fixed order from one stream, kept in that order, let go together. */
import type { Draws } from '../chance/draws.ts';
import * as tf from '../tensor/tf.ts';

export interface DenseWeights {
  weights: tf.Variable<tf.Rank.R2>;
  bias: tf.Variable<tf.Rank.R1>;
}

export interface ConvolutionWeights {
  filter: tf.Variable<tf.Rank.R4>;
  bias: tf.Variable<tf.Rank.R1>;
}

/** glorot: uniform with variance 2 / (fan in + fan out) (Glorot and Bengio 2010); he: normal, 2 / fan in (He et al. 2015). */
export type Initial = 'glorot' | 'he';

export class Weights {
  readonly variables: tf.Variable[] = [];
  /** Of batch norm: not for the optimiser. */
  readonly state: tf.Variable[] = [];

  constructor(private readonly draws: Draws) {}

  dense(from: number, to: number, initial: Initial): DenseWeights {
    return { weights: this.draw([from, to], from, to, initial), bias: this.zeros(to) };
  }

  convolution(size: number, from: number, to: number, initial: Initial): ConvolutionWeights {
    const places = size * size;
    return { filter: this.draw([size, size, from, to], places * from, places * to, initial), bias: this.zeros(to) };
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
    const bound = Math.sqrt(6 / (fanIn + fanOut));
    const deviation = Math.sqrt(2 / fanIn);
    for (let i = 0; i < values.length; i++)
      values[i] = initial === 'glorot' ? this.draws.between(-bound, bound) : deviation * this.draws.normal();
    return this.keep(values, shape);
  }

  private zeros(size: number): tf.Variable<tf.Rank.R1> {
    return this.keep(new Float32Array(size), [size]);
  }

  private keep<R extends tf.Rank>(values: Float32Array, shape: tf.ShapeMap[R]): tf.Variable<R> {
    const first = tf.tensor<R>(values, shape);
    const variable = tf.variable<R>(first);
    first.dispose();
    this.variables.push(variable as tf.Variable);
    return variable;
  }
}
