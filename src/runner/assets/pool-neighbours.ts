/**
 * Search for the real neighbours of generated samples over the pool's features, which are in memory where they fit. Features and
 * index are stored as assets, and are cached from step to step.
 */
import { readAllFeatures, inMemorySource } from '../../algorithms/feature-source.ts';
import { resolveSearchKind } from '../../algorithms/neighbours/build-search.ts';
import { ExactSearch } from '../../algorithms/neighbours/exact-search.ts';
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import { PcaProjector } from '../../algorithms/pca/pca.ts';
import { sampleSetOf } from '../../generative/value-scaling.ts';
import { isReady } from '../../protocol/assets.ts';
import type { UsedAsset } from '../../protocol/events.ts';
import { findAsset } from '../../storage/assets.ts';
import type { QueryAssets, AssetRequest } from '../../strategies/contracts/generation.ts';
import type { AssetContext } from './asset-context.ts';
import { usedAsset, type AssetSession } from './asset-session.ts';
import { featureExtractorFor, type FeatureNetwork } from './feature-extractor.ts';
import type { FeaturesInput } from './kinds/features.ts';
import type { PoolSearch } from './lru-cache.ts';

export type PoolNeighbours = NonNullable<QueryAssets['neighbours']> & { assets: UsedAsset[]; dispose(): void };

type SearchChoice = NonNullable<AssetRequest['features']>['search'];

/** @throws Problem `unfit` where memory has no room for the chosen search, `full` */
export async function openPoolNeighbours(
  session: AssetSession,
  input: FeaturesInput,
  choice: SearchChoice,
): Promise<PoolNeighbours> {
  const { context } = session;
  const { id, required } = await session.identify('features', input);
  const network = required[0]?.product as FeatureNetwork | undefined;
  const { extract } = featureExtractorFor(input.of, context.info, network);
  const key = `${id} ${choice}`;
  let found = context.cache.get(key);
  if (!found || !(await allStored(context, found.assets))) {
    const { bytes, ...built } = await buildSearch(session, input, choice);
    found = built;
    context.cache.set(key, found, bytes);
  }
  const { pca, search, assets } = found;
  const projector = new PcaProjector(pca);
  return {
    search,
    indices: context.pool,
    assets,
    async featuresOf(samples) {
      const set = sampleSetOf(samples, context.info.shape);
      const all = new Float32Array(set.count * pca.components);
      let offset = 0;
      const control = { checkpoint: () => context.control.checkpoint(), progress: () => undefined };
      for await (const { values } of extract(set, control)) {
        const projected = await projector.project(values);
        all.set(projected, offset);
        offset += projected.length;
      }
      return all;
    },
    dispose: () => projector.dispose(),
  };
}

/**
 * @returns the search, the assets that it is made of, and the bytes that it holds in memory
 * @throws Problem `unfit` where the chosen search needs more memory than there is
 */
async function buildSearch(
  session: AssetSession,
  input: FeaturesInput,
  choice: SearchChoice,
): Promise<PoolSearch & { bytes: number }> {
  const { cache, control } = session.context;
  const checkpoint = () => control.checkpoint();
  const features = await session.ensure('features', input);
  const { pca, source } = features.product;
  const bytes = 4 * source.count * source.dimensions;
  const fitsInMemory = cache.fits(bytes);
  const kind = resolveSearchKind(choice, source, fitsInMemory);
  const exact = async (of: typeof source): Promise<NeighbourSearch> => ExactSearch.build(of, checkpoint);
  const assets = [usedAsset(features.info)];
  if (!fitsInMemory) return { pca, search: await exact(source), assets, bytes: 4 * source.count };
  if (kind === 'exact')
    return { pca, search: await exact(inMemorySource(await readAllFeatures(source, checkpoint))), assets, bytes };
  const index = await session.ensure('index', { search: kind, features: input });
  return { pca, search: index.product, assets: [...assets, usedAsset(index.info)], bytes };
}

/** Whether assets behind a cached search are still stored: a person may have deleted them. */
async function allStored({ db }: AssetContext, assets: readonly UsedAsset[]): Promise<boolean> {
  const found = await Promise.all(assets.map(({ id }) => findAsset(db, id)));
  return found.every((one) => one && isReady(one));
}
