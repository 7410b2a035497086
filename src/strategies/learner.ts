/** The learner's own passes over the pool, for the strategies that need more of it than its outputs. */
import { Draws } from '../chance/draws.ts';
import type { Mode, Network } from '../models/model.ts';
import { withDefaults, type Values } from '../spec/schema.ts';
import * as tf from '../tensor/tf.ts';
import { batchFor } from '../training/predict.ts';
import type { Pacing, SampleSet } from '../training/training.ts';
import { checkNeeds } from './needs.ts';
import type { Learner, Strategy, StrategyContext } from './strategy.ts';

/**
 * The context's learner and the strategy's parameters with their defaults.
 * @throws Problem `unfit` where the learner lacks what the strategy needs
 */
export function prepared(
  strategy: Pick<Strategy, 'about' | 'needsToo'>,
  context: StrategyContext,
): Learner & { parameters: Values } {
  const { learner } = context;
  const parameters = withDefaults(strategy.about.parameters, context.parameters);
  checkNeeds(strategy, parameters, learner.network, learner.leftovers?.critic ? ['critic'] : []);
  return { ...learner, parameters };
}

/** Some samples, as the network takes them. */
export interface Batch {
  /** In the sample set, ascending. */
  positions: Int32Array;
  /** `[n, …shape]` row-major. */
  values: Float32Array;
}

/** All samples in order, as many at a time as suit the network. */
export async function* batchesOf(
  network: Network,
  samples: SampleSet,
  pacing: Pacing,
  most = Infinity,
): AsyncGenerator<Batch> {
  const size = Math.min(most, batchFor(network.shape));
  for (let from = 0; from < samples.count; from += size) {
    const positions = Int32Array.from({ length: Math.min(size, samples.count - from) }, (_, i) => from + i);
    yield { positions, values: await samples.read(positions) };
    pacing.progress(from + positions.length, samples.count);
    await pacing.gate();
  }
}

export const tensorOf = ({ positions, values }: Batch, network: Network): tf.Tensor =>
  tf.tensor(values, [positions.length, ...network.shape]);

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
 * passes, since each begins its own stream anew. The part of the network below the first dropout is run once.
 */
export async function dropoutPasses(
  network: Network,
  batch: Batch,
  passes: number,
  draws: Draws,
): Promise<Float32Array> {
  const n = batch.positions.length;
  const probabilities = tf.tidy(() => {
    const x = tensorOf(batch, network);
    const first = streamOf(0);
    const trunk = network.trunk(x, { training: false, dropout: first });
    const rows = Array.from({ length: passes }, (_, pass) => {
      const mode: Mode = { training: false, dropout: streamOf(pass) };
      const features = first.drawn ? network.features(x, mode) : network.neck(trunk, mode);
      return tf.softmax(network.head(features));
    });
    return tf.stack(rows, 1);
  });
  try {
    return (await probabilities.data<'float32'>()).subarray(0, n * passes * network.classes);
  } finally {
    probabilities.dispose();
  }

  function streamOf(pass: number): WatchedDraws {
    const { seed, path } = draws.child('pass', pass);
    return new WatchedDraws(seed, path);
  }
}
