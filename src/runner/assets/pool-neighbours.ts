/**
 * Where real samples are found near to imagined ones: the pool's features, in memory where they fit, and a search over
 * them. What can be kept from one step to the next lies on the run's shelf; what is worth it also in the store.
 */
import { ExactSearch } from '../../algorithms/neighbours/exact-search.ts';
import { readAllFeatures, inMemorySource } from '../../algorithms/feature-source.ts';
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import { PcaProjector } from '../../algorithms/pca/pca.ts';
import { resolveSearchKind, type SearchChoice } from '../../algorithms/neighbours/build-search.ts';
import { assetKey, isReady, type AssetInfo } from '../../protocol/assets.ts';
import type { UsedAsset } from '../../protocol/events.ts';
import { findAsset } from '../../storage/assets.ts';
import type { QueryAssets, AssetRequest } from '../../strategies/contracts/strategy.ts';
import { sampleSetOf } from '../../generative/value-scaling.ts';
import { featureExtractorFor, type ExtractorNetworks } from './feature-extractor.ts';
import { ensureNeighbourIndex } from './neighbour-index.ts';
import { featuresRecipe, ensurePoolFeatures, type PoolFeatures } from './pool-features.ts';
import type { PoolSearch } from './lru-cache.ts';
import type { AssetContext } from './asset-context.ts';

export type PoolNeighbours = NonNullable<QueryAssets['neighbours']> & { assets: UsedAsset[]; dispose(): void };

/**
 * The pool's components of the features, found in the store or made, with the search over them.
 * @param pieceValues values that are stored at a time; the same for all sittings
 * @throws Problem `unfit` where memory has no room for the search asked for; `full`
 */
export async function openPoolNeighbours(
  assetContext: AssetContext,
  { of, components, search: searchRequest }: NonNullable<AssetRequest['features']>,
  sources: ExtractorNetworks,
  seed: number,
  pieceValues?: number,
): Promise<PoolNeighbours> {
  const extractor = featureExtractorFor(assetContext, of, sources);
  const recipe = await featuresRecipe(assetContext, extractor, components, seed);
  const { pca, search, assets } = await findOrBuildSearch();
  const projector = new PcaProjector(pca);
  return {
    search,
    indices: assetContext.pool,
    assets,
    async featuresOf(samples) {
      const set = sampleSetOf(samples, assetContext.info.shape);
      const all = new Float32Array(set.count * pca.components);
      let offset = 0;
      for await (const { values } of extractor.extract(set, { checkpoint: () => assetContext.control.checkpoint(), progress: () => undefined })) {
        const projected = await projector.project(values);
        all.set(projected, offset);
        offset += projected.length;
      }
      return all;
    },
    dispose: () => projector.dispose(),
  };

  async function findOrBuildSearch(): Promise<PoolSearch> {
    const key = `${await assetKey(recipe)} ${searchRequest}`;
    const cached = assetContext.cache.get(key);
    // what lies in the store may have been deleted meanwhile
    if (cached && (await allStored(assetContext, cached.assets))) return cached;
    const features = await ensurePoolFeatures(assetContext, extractor, recipe, pieceValues);
    const { search, assets, bytes } = await buildSearch(assetContext, features, searchRequest);
    const built = { pca: features.pca, search, assets: [features.asset, ...assets].map(usedAsset) };
    assetContext.cache.set(key, built, bytes);
    return built;
  }
}

/**
 * @returns with what it holds in memory
 * @throws Problem `unfit` where the search asked for needs more memory than there is
 */
async function buildSearch(
  assetContext: AssetContext,
  { asset, source }: PoolFeatures,
  searchRequest: SearchChoice,
): Promise<{ search: NeighbourSearch; assets: AssetInfo[]; bytes: number }> {
  const checkpoint = () => assetContext.control.checkpoint();
  const bytes = 4 * source.count * source.dimensions;
  const fitsInMemory = assetContext.cache.fits(bytes);
  const kind = resolveSearchKind(searchRequest, source, fitsInMemory);
  if (!fitsInMemory) return { search: await ExactSearch.build(source, checkpoint), assets: [], bytes: 4 * source.count };
  const points = await readAllFeatures(source, checkpoint);
  if (kind === 'exact') return { search: await ExactSearch.build(inMemorySource(points), checkpoint), assets: [], bytes };
  const index = await ensureNeighbourIndex(assetContext, points, kind, asset);
  return { search: index.search, assets: [index.asset], bytes };
}

export const usedAsset = ({ id, recipe, seconds = 0 }: AssetInfo): UsedAsset => ({
  id,
  kind: recipe.kind,
  seconds,
});

async function allStored({ db }: AssetContext, assets: readonly UsedAsset[]): Promise<boolean> {
  const found = await Promise.all(assets.map(({ id }) => findAsset(db, id)));
  return found.every((one) => one && isReady(one));
}
