/** A search that takes long to make, as an asset: the order of the samples and what leads through it, but not their features again. */
import { Draws } from '../../random/rng.ts';
import { sourceOf } from '../../algorithms/feature-source.ts';
import { InvertedLists } from '../../algorithms/neighbours/inverted-lists.ts';
import { KdTree } from '../../algorithms/neighbours/kd-tree.ts';
import { inOrder, type Points } from '../../algorithms/points.ts';
import { searchOver } from '../../algorithms/neighbours/build-search.ts';
import { assetKey, isReady, type AssetInfo, type AssetRecipe } from '../../protocol/assets.ts';
import { findAsset, readArrays, saveAsset, type AssetArray } from '../../storage/assets.ts';
import type { Workshop } from './asset-context.ts';

export interface Indexed {
  asset: AssetInfo;
  search: KdTree | InvertedLists;
}

/**
 * Found in the store or made.
 * @param features what the points are
 */
export async function indexOver(
  { db, info, madeOn, pacing }: Workshop,
  points: Points,
  kind: 'tree' | 'approximate',
  { id: from, recipe: of }: AssetInfo,
): Promise<Indexed> {
  const { data, seed } = of;
  const recipe: AssetRecipe = { kind: 'index', version: 2, data, settings: { search: kind }, seed, from: [from] };
  const id = await assetKey(recipe);
  await pacing.uses?.(id);
  const found = await findAsset(db, id);
  if (found && isReady(found)) return { asset: found, search: read(points, kind, await readArrays(db, id)) };
  pacing.phase('preparing');
  const seconds = pacing.watch();
  const search = await searchOver(sourceOf(points), kind, {
    draws: new Draws(seed).child('lists'),
    gate: () => pacing.gate(),
  });
  const arrays = arraysOf(search);
  const now = Date.now();
  const asset: AssetInfo = {
    ...{ id, name: `${kind === 'tree' ? 'k-d tree' : 'Approximate index'}: ${info.name}`, recipe, madeOn },
    ...{ done: 1, total: 1, seconds: seconds(), recall: search.recall, created: now, updated: now },
    bytes: Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0),
  };
  await saveAsset(db, asset, arrays);
  pacing.making?.({ asset, readings: new Float32Array(0), stint: { seconds: asset.seconds ?? 0, from: 0 } });
  return { asset, search };
}

function arraysOf(search: KdTree | InvertedLists): Record<string, AssetArray> {
  if (search instanceof KdTree) return { order: search.parts.order, boxes: search.parts.boxes };
  const { order, starts, centres, probes, recall } = search.parts;
  return { order, starts, centres, measured: Float64Array.of(probes, recall) };
}

function read(points: Points, kind: 'tree' | 'approximate', arrays: Record<string, AssetArray>): Indexed['search'] {
  const order = arrays['order'] as Int32Array;
  const whole = { count: points.count, dimensions: points.size, values: inOrder(points, order), order };
  if (kind === 'tree') return new KdTree({ ...whole, boxes: arrays['boxes'] as Float32Array });
  const [probes, recall] = arrays['measured'] as Float64Array;
  const lists = { starts: arrays['starts'] as Int32Array, centres: arrays['centres'] as Float32Array };
  return new InvertedLists({ ...whole, ...lists, probes: probes!, recall: recall! });
}
