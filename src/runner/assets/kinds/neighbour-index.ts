/** An index of neighbours among the pool's features: the order of the samples and the tree or lists, without the features. */
import { inMemorySource, readAllFeatures } from '../../../algorithms/feature-source.ts';
import { buildSearch } from '../../../algorithms/neighbours/build-search.ts';
import { InvertedLists } from '../../../algorithms/neighbours/inverted-lists.ts';
import { KdTree } from '../../../algorithms/neighbours/kd-tree.ts';
import { rowsInOrder, type Points } from '../../../algorithms/points.ts';
import { Rng } from '../../../random/rng.ts';
import { readArrays, type AssetArray } from '../../../storage/assets.ts';
import type { AssetDefinition, AssetTask } from '../asset-definition.ts';
import type { ReadyAsset } from '../ready-asset.ts';
import type { FeaturesInput, PoolFeatures } from './features.ts';

export interface NeighbourIndexInput {
  search: 'tree' | 'approximate';
  features: FeaturesInput;
}

type Index = KdTree | InvertedLists;
type Required = readonly [ReadyAsset<PoolFeatures>];

export const neighbourIndex: AssetDefinition<NeighbourIndexInput, Index, Required> = {
  kind: 'index',
  provides: [],
  version: 2,
  keyFields: ['search'],
  requires: ({ features }) => [{ kind: 'features', input: features }],
  describe: ({ input: { search, features } }) => ({
    name: search === 'tree' ? 'k-d tree' : 'Approximate index',
    fields: { search },
    seed: features.seed,
    total: 1,
  }),
  async build(task, build) {
    const { control } = task.context;
    const points = await pointsOf(task);
    control.phase('preparing');
    const index = await buildSearch(inMemorySource(points), task.input.search, {
      rng: new Rng(task.input.features.seed).child('lists'),
      checkpoint: () => control.checkpoint(),
    });
    await build.save(1, indexArrays(index), { recall: index.recall });
    return index;
  },
  load: async (task, id) =>
    indexFromArrays(await pointsOf(task), task.input.search, await readArrays(task.context.db, id)),
};

const pointsOf = ({ required: [features], context: { control } }: AssetTask<NeighbourIndexInput, Required>) =>
  readAllFeatures(features.product.source, () => control.checkpoint());

function indexArrays(index: Index): Record<string, AssetArray> {
  if (index instanceof KdTree) return { order: index.parts.order, boxes: index.parts.boxes };
  const { order, starts, centres, probes, recall } = index.parts;
  return { order, starts, centres, measured: Float64Array.of(probes, recall) };
}

function indexFromArrays(points: Points, search: 'tree' | 'approximate', arrays: Record<string, AssetArray>): Index {
  const order = arrays['order'] as Int32Array;
  const base = { count: points.count, dimensions: points.size, values: rowsInOrder(points, order), order };
  if (search === 'tree') return new KdTree({ ...base, boxes: arrays['boxes'] as Float32Array });
  const [probes, recall] = arrays['measured'] as Float64Array;
  const lists = { starts: arrays['starts'] as Int32Array, centres: arrays['centres'] as Float32Array };
  return new InvertedLists({ ...base, ...lists, probes: probes!, recall: recall! });
}
