/**
 * Where real samples are found near to imagined ones: the pool's features, in memory where they fit, and a search over
 * them. What can be kept from one step to the next lies on the run's shelf; what is worth it also in the store.
 */
import { ExactSearch } from '../../algorithms/neighbours/exact-search.ts';
import { gathered, sourceOf } from '../../algorithms/feature-source.ts';
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import { Projector } from '../../algorithms/pca/pca.ts';
import { searchKindFor, type WantedSearch } from '../../algorithms/neighbours/build-search.ts';
import { assetKey, isReady, type AssetInfo } from '../../protocol/assets.ts';
import type { PreparedAsset } from '../../protocol/events.ts';
import { findAsset } from '../../storage/assets.ts';
import type { Prepared, Wanted } from '../../strategies/contracts/strategy.ts';
import { setOf } from '../../generative/value-scaling.ts';
import { extractorFor, type Sources } from './feature-extractor.ts';
import { indexOver } from './neighbour-index.ts';
import { featuresRecipe, poolFeaturesOf, type PoolFeatures } from './pool-features.ts';
import type { Searchable } from './lru-cache.ts';
import type { Workshop } from './asset-context.ts';

export type Neighbourhood = NonNullable<Prepared['neighbours']> & { assets: PreparedAsset[]; dispose(): void };

/**
 * The pool's components of the features, found in the store or made, with the search over them.
 * @param piece values that are stored at a time; the same for all sittings
 * @throws Problem `unfit` where memory has no room for the search asked for; `full`
 */
export async function neighbourhoodOf(
  shop: Workshop,
  { of, components, search: wanted }: NonNullable<Wanted['features']>,
  sources: Sources,
  seed: number,
  piece?: number,
): Promise<Neighbourhood> {
  const extractor = extractorFor(shop, of, sources);
  const recipe = await featuresRecipe(shop, extractor, components, seed);
  const { pca, search, assets } = await searchable();
  const projector = new Projector(pca);
  return {
    search,
    indices: shop.pool,
    assets,
    async featuresOf(samples) {
      const set = setOf(samples, shop.info.shape);
      const all = new Float32Array(set.count * pca.components);
      let at = 0;
      for await (const { values } of extractor.of(set, { gate: () => shop.pacing.gate(), progress: () => undefined })) {
        const turned = await projector.project(values);
        all.set(turned, at);
        at += turned.length;
      }
      return all;
    },
    dispose: () => projector.dispose(),
  };

  async function searchable(): Promise<Searchable> {
    const key = `${await assetKey(recipe)} ${wanted}`;
    const known = shop.shelf.find(key);
    // what lies in the store may have been deleted meanwhile
    if (known && (await allThere(shop, known.assets))) return known;
    const features = await poolFeaturesOf(shop, extractor, recipe, piece);
    const { search, assets, bytes } = await searchIn(shop, features, wanted);
    const made = { pca: features.pca, search, assets: [features.asset, ...assets].map(preparedAsset) };
    shop.shelf.put(key, made, bytes);
    return made;
  }
}

/**
 * @returns with what it holds in memory
 * @throws Problem `unfit` where the search asked for needs more memory than there is
 */
async function searchIn(
  shop: Workshop,
  { asset, source }: PoolFeatures,
  wanted: WantedSearch,
): Promise<{ search: NeighbourSearch; assets: AssetInfo[]; bytes: number }> {
  const gate = () => shop.pacing.gate();
  const bytes = 4 * source.count * source.dimensions;
  const held = shop.shelf.fits(bytes);
  const kind = searchKindFor(wanted, source, held);
  if (!held) return { search: await ExactSearch.over(source, gate), assets: [], bytes: 4 * source.count };
  const points = await gathered(source, gate);
  if (kind === 'exact') return { search: await ExactSearch.over(sourceOf(points), gate), assets: [], bytes };
  const made = await indexOver(shop, points, kind, asset);
  return { search: made.search, assets: [made.asset], bytes };
}

export const preparedAsset = ({ id, recipe, seconds = 0 }: AssetInfo): PreparedAsset => ({
  id,
  kind: recipe.kind,
  seconds,
});

async function allThere({ db }: Workshop, assets: readonly PreparedAsset[]): Promise<boolean> {
  const found = await Promise.all(assets.map(({ id }) => findAsset(db, id)));
  return found.every((one) => one && isReady(one));
}
