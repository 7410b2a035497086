/** The learner's passes with dropout: draws from the approximate posterior of a Bayesian network (Gal and Ghahramani 2016). */
import { Draws } from '../random/rng.ts';
import type { Network } from '../models/model.ts';
import * as tf from '../tensor/tf.ts';

/** Some samples, `[n, …shape]` row-major. */
interface Batch {
  positions: Int32Array;
  values: Float32Array;
}

/** A stream that knows whether it was drawn from. */
class WatchedDraws extends Draws {
  drawn = false;

  override uniform(): number {
    this.drawn = true;
    return super.uniform();
  }
}

/**
 * What the learner says of a batch in several passes with dropout, `[n, passes, classes]`: all of a batch in the same
 * passes, since each begins its own stream anew. A trunk without dropout is run once.
 */
export async function dropoutPasses(
  network: Network,
  batch: Batch,
  passes: number,
  draws: Draws,
): Promise<Float32Array> {
  const probabilities = tf.tidy(() => tf.stack(passesOf(network, batch, passes, draws), 1));
  return taken(probabilities, batch.positions.length * passes * network.classes);
}

/** The mean of the passes' probabilities, `[n, classes]`: what a Bayesian network predicts. */
export async function meanOfPasses(
  network: Network,
  batch: Batch,
  passes: number,
  draws: Draws,
): Promise<Float32Array> {
  const mean = tf.tidy(() => tf.div(tf.addN(passesOf(network, batch, passes, draws)), passes));
  return taken(mean, batch.positions.length * network.classes);
}

/** Each pass's probabilities, `[n, classes]`. */
function passesOf(network: Network, { positions, values }: Batch, passes: number, draws: Draws): tf.Tensor2D[] {
  const x = tf.tensor(values, [positions.length, ...network.shape]);
  const first = streamOf(0);
  const trunk = network.trunk(x, { training: false, dropout: first });
  const anew = first.drawn;
  return Array.from({ length: passes }, (_, pass) =>
    tf.tidy(() => {
      const dropout = pass === 0 ? first : streamOf(pass);
      const z = pass === 0 || !anew ? trunk : network.trunk(x, { training: false, dropout });
      return tf.softmax(network.head(network.neck(z, { training: false, dropout })));
    }),
  );

  function streamOf(pass: number): WatchedDraws {
    const { seed, path } = draws.child('pass', pass);
    return new WatchedDraws(seed, path);
  }
}

/** The tensor's values, as many as it has; it is freed. */
async function taken(tensor: tf.Tensor, count: number): Promise<Float32Array> {
  try {
    return (await tensor.data<'float32'>()).subarray(0, count);
  } finally {
    tensor.dispose();
  }
}
