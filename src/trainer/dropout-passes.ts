/** The learner's passes with dropout: draws from the approximate posterior of a Bayesian network (Gal and Ghahramani 2016). */
import { Rng } from '../random/rng.ts';
import type { Network } from '../models/model.ts';
import * as tf from '../tensor/tf.ts';

/** Some samples, `[n, …shape]` row-major. */
interface Batch {
  positions: Int32Array;
  values: Float32Array;
}

/** Number of passes, and the stream that their masks are drawn from. */
export interface DropoutPassOptions {
  passes: number;
  rng: Rng;
}

/** A stream that records whether it was drawn from. */
class TrackedRng extends Rng {
  used = false;

  override uniform(): number {
    this.used = true;
    return super.uniform();
  }
}

/**
 * Class probabilities of several passes with dropout, `[n, passes, classes]`. Every pass begins its own stream, so that all samples
 * and all batches have the same masks. A trunk without dropout is run once.
 */
export async function dropoutPasses(
  network: Network,
  batch: Batch,
  options: DropoutPassOptions,
): Promise<Float32Array> {
  const probabilities = tf.tidy(() => tf.stack(passProbabilities(network, batch, options), 1));
  return readAndDispose(probabilities, batch.positions.length * options.passes * network.classes);
}

/** The mean of the passes' probabilities, `[n, classes]`: the prediction of a Bayesian network. */
export async function meanDropoutPrediction(
  network: Network,
  batch: Batch,
  options: DropoutPassOptions,
): Promise<Float32Array> {
  const mean = tf.tidy(() => tf.div(tf.addN(passProbabilities(network, batch, options)), options.passes));
  return readAndDispose(mean, batch.positions.length * network.classes);
}

/** Each pass's probabilities, `[n, classes]`. */
function passProbabilities(
  network: Network,
  { positions, values }: Batch,
  { passes, rng }: DropoutPassOptions,
): tf.Tensor2D[] {
  const x = tf.tensor(values, [positions.length, ...network.shape]);
  const firstRng = rngOfPass(0);
  const trunk = network.trunk(x, { training: false, dropout: firstRng });
  const trunkIsStochastic = firstRng.used;
  return Array.from({ length: passes }, (_, pass) =>
    tf.tidy(() => {
      const dropout = pass === 0 ? firstRng : rngOfPass(pass);
      const z = pass === 0 || !trunkIsStochastic ? trunk : network.trunk(x, { training: false, dropout });
      return tf.softmax(network.head(network.neck(z, { training: false, dropout })));
    }),
  );

  function rngOfPass(pass: number): TrackedRng {
    const { seed, path } = rng.child('pass', pass);
    return new TrackedRng(seed, path);
  }
}

/** Reads the first `count` values of a tensor and disposes of it. */
async function readAndDispose(tensor: tf.Tensor, count: number): Promise<Float32Array> {
  try {
    return (await tensor.data<'float32'>()).subarray(0, count);
  } finally {
    tensor.dispose();
  }
}
