/** A pool of the plane with a generator that shifts its latent points, for strategies that ask for one. */
import { inMemorySource } from '../../../src/algorithms/feature-source.ts';
import { buildSearch } from '../../../src/algorithms/neighbours/build-search.ts';
import type { GanPair } from '../../../src/generative/gan-training.ts';
import type { AssetRequest, QueryAssets } from '../../../src/strategies/contracts/generation.ts';
import type { StrategyContext } from '../../../src/strategies/contracts/strategy.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { strategyContext, type PoolFixture } from '../strategy-context.ts';

const nothing = { variables: [], state: [], dispose: () => undefined };

/** G(z) = z + shift of samples of this shape, which a latent point has as many values as. */
export function shiftingGan(shape: readonly number[], shift = 0): GanPair {
  const size = shape.reduce((a, b) => a * b);
  const channels = shape.at(-1)!;
  const critic = { featureSize: size, stochastic: false, features: (x: tf.Tensor) => tf.reshape(x, [-1, size]) as tf.Tensor2D }; // prettier-ignore
  return {
    generator: { ...nothing, shape, latent: size, generate: (z) => tf.reshape(tf.add(z, shift), [-1, ...shape]) },
    critic: { ...nothing, shape, ...critic, score: (z) => tf.sum(z, 1, true), scoreSamples: (x) => tf.sum(critic.features(x), 1, true) }, // prettier-ignore
    scaling: { factor: new Float32Array(channels).fill(1), shift: new Float32Array(channels) },
    dispose: () => undefined,
  };
}

/** The context of a pool of points, with neighbours by the points themselves; `requested` lists what was asked for. */
export function generatorContext(
  made: PoolFixture & { features: number[][] },
): StrategyContext & { requested: AssetRequest[] } {
  // prettier-ignore
  const context = strategyContext(made);
  const requested: AssetRequest[] = [];
  const size = made.features[0]!.length;
  const points = { values: Float32Array.from(made.features.flat()), count: made.features.length, size };
  return {
    ...context,
    requested,
    async requestAssets(request): Promise<QueryAssets> {
      requested.push(request);
      const search = await buildSearch(inMemorySource(points), 'exact', { rng: context.rng, checkpoint: context.checkpoint }); // prettier-ignore
      const neighbours = { search, indices: context.poolIndices, featuresOf: (samples: Float32Array) => Promise.resolve(samples) }; // prettier-ignore
      return { gan: shiftingGan([size]), ...(request.features && { neighbours }) };
    },
  };
}
