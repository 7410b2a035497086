/** A search that takes long to make, as an asset: the order of the samples and what leads through it, but not their features again. */
import { Rng } from '../../random/rng.ts';
import { inMemorySource } from '../../algorithms/feature-source.ts';
import { InvertedLists } from '../../algorithms/neighbours/inverted-lists.ts';
import { KdTree } from '../../algorithms/neighbours/kd-tree.ts';
import { rowsInOrder, type Points } from '../../algorithms/points.ts';
import { buildSearch } from '../../algorithms/neighbours/build-search.ts';
import { assetKey, isReady, type AssetInfo, type AssetRecipe } from '../../protocol/assets.ts';
import { findAsset, readArrays, saveAsset, type AssetArray } from '../../storage/assets.ts';
import type { AssetContext } from './asset-context.ts';

export interface NeighbourIndex {
  asset: AssetInfo;
  search: KdTree | InvertedLists;
}

/**
 * Found in the store or made.
 * @param features what the points are
 */
export async function ensureNeighbourIndex(
  { db, info, madeOn, control }: AssetContext,
  points: Points,
  kind: 'tree' | 'approximate',
  { id: featuresId, recipe: featuresRecipe }: AssetInfo,
): Promise<NeighbourIndex> {
  const { data, seed } = featuresRecipe;
  const recipe: AssetRecipe = { kind: 'index', version: 2, data, settings: { search: kind }, seed, from: [featuresId] };
  const id = await assetKey(recipe);
  await control.useAsset?.(id);
  const stored = await findAsset(db, id);
  if (stored && isReady(stored)) return { asset: stored, search: indexFromArrays(points, kind, await readArrays(db, id)) };
  control.phase('preparing');
  const stopwatch = control.stopwatch();
  const search = await buildSearch(inMemorySource(points), kind, {
    rng: new Rng(seed).child('lists'),
    checkpoint: () => control.checkpoint(),
  });
  const arrays = indexArrays(search);
  const now = Date.now();
  const asset: AssetInfo = {
    ...{ id, name: `${kind === 'tree' ? 'k-d tree' : 'Approximate index'}: ${info.name}`, recipe, madeOn },
    ...{ done: 1, total: 1, seconds: stopwatch(), recall: search.recall, created: now, updated: now },
    bytes: Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0),
  };
  await saveAsset(db, asset, arrays);
  control.onAssetProgress?.({ asset, readings: new Float32Array(0), sinceResume: { seconds: asset.seconds ?? 0, from: 0 } });
  return { asset, search };
}

function indexArrays(search: KdTree | InvertedLists): Record<string, AssetArray> {
  if (search instanceof KdTree) return { order: search.parts.order, boxes: search.parts.boxes };
  const { order, starts, centres, probes, recall } = search.parts;
  return { order, starts, centres, measured: Float64Array.of(probes, recall) };
}

function indexFromArrays(points: Points, kind: 'tree' | 'approximate', arrays: Record<string, AssetArray>): NeighbourIndex['search'] {
  const order = arrays['order'] as Int32Array;
  const base = { count: points.count, dimensions: points.size, values: rowsInOrder(points, order), order };
  if (kind === 'tree') return new KdTree({ ...base, boxes: arrays['boxes'] as Float32Array });
  const [probes, recall] = arrays['measured'] as Float64Array;
  const lists = { starts: arrays['starts'] as Int32Array, centres: arrays['centres'] as Float32Array };
  return new InvertedLists({ ...base, ...lists, probes: probes!, recall: recall! });
}
