/** The assets that a strategy requests: a GAN of the pool, an encoder, and real neighbours of generated samples. */
import { autoEncoderRecipeNamed } from '../../generative/recipes/auto-encoder-recipes.ts';
import { autoEncoderRecipeFor, recipesFor } from '../../generative/recipes/default-recipes.ts';
import { ganRecipeNamed } from '../../generative/recipes/gan-recipes.ts';
import type { AssetUse } from '../../protocol/events.ts';
import type { AssetRequest, QueryAssets } from '../../strategies/contracts/generation.ts';
import type { AssetContext } from './asset-context.ts';
import type { AssetReference } from './asset-definition.ts';
import { AssetSession } from './asset-session.ts';
import { autoEncoderReference } from './kinds/auto-encoder.ts';
import { generatorReference, type GeneratorInput } from './kinds/generator.ts';
import { openPoolNeighbours, type PoolNeighbours } from './pool-neighbours.ts';

/** Assets for the strategy, and their use for the log. Dispose of them after the step. */
export type StepAssets = QueryAssets & {
  /** Another one for an encoder that was built again. */
  encoderKey?: string;
  use: AssetUse;
  dispose(): void;
};

/** @throws Problem `unfit` where there are no such networks for the data, before any is trained; `full` */
export async function prepareAssets(context: AssetContext, request: AssetRequest): Promise<StepAssets> {
  const seconds = context.control.stopwatch();
  const { seed } = request;
  const generator: GeneratorInput = {
    recipe: ganRecipeNamed(recipesFor(request.gan, context.info).gan),
    seed,
    ...(request.ganSteps !== undefined && { steps: request.ganSteps }),
  };
  const network = featureNetworkFor(context, request, generator);
  const session = new AssetSession(context);
  let neighbours: PoolNeighbours | undefined;
  const dispose = (): void => {
    neighbours?.dispose();
    session.dispose();
  };
  try {
    const gan = await session.ensure('generator', generator);
    const encoder = request.encoder && (await session.ensure('encoder', { generator, ...request.encoder, seed }));
    if (request.features) {
      const { of, components, search } = request.features;
      neighbours = await openPoolNeighbours(session, { of, components, seed, ...(network && { network }) }, search);
    }
    // a search from the cache has assets that this session did not prepare
    const used = new Map([...session.used, ...(neighbours?.assets ?? [])].map((one) => [one.id, one]));
    return {
      gan: gan.product,
      ...(encoder && { encoder: encoder.product, encoderKey: `${encoder.info.id} ${encoder.info.created}` }),
      ...(neighbours && { neighbours }),
      use: { seconds: seconds(), built: { seconds: session.buildSeconds }, assets: [...used.values()] },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** The asset that gives the requested features; undefined for pixels. */
function featureNetworkFor(
  { info }: AssetContext,
  { gan, features, seed }: AssetRequest,
  generator: GeneratorInput,
): AssetReference | undefined {
  if (features?.of === 'discriminator') return generatorReference(generator);
  if (features?.of !== 'auto-encoder') return undefined;
  return autoEncoderReference({ recipe: autoEncoderRecipeNamed(autoEncoderRecipeFor(gan, info)), seed });
}
