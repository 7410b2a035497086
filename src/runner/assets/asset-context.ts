/** Context of asset preparation: the pool and its scaling, the database, and the control of the waiting run. */
import type { JsonValue } from '../../protocol/assets.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import { sha256Digits } from '../../protocol/sha256.ts';
import type { DatasetSpec } from '../../protocol/spec.ts';
import type { Database } from '../../storage/database.ts';
import type { SampleReader } from '../../storage/sample-reader.ts';
import * as tf from '../../tensor/tf.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import { unlabelledSet } from '../samples/sample-sets.ts';
import type { LoadedNetworks } from './loaded-networks.ts';
import type { PoolSearch, LruCache } from './lru-cache.ts';
import type { PretrainedSource } from './pretrained.ts';

export interface AssetContext {
  db: Database;
  info: DatasetInfo;
  samples: SampleReader;
  /** Indices into the data set, ascending. */
  pool: Int32Array;
  /** The experiment's; `info` and `samples` are already scaled by it. */
  scaling: DatasetSpec['scaling'];
  /** Name of the backend. */
  madeOn: string;
  control: StepControl;
  /** Searches kept in memory from step to step. */
  cache: LruCache<PoolSearch>;
  /** Networks kept on the device from step to step. */
  loaded: LoadedNetworks;
  /** Assets shipped with the page; none where absent. */
  pretrained?: PretrainedSource;
}

export const assetContextOf = (runContext: RunContext, pool: Int32Array, control: StepControl): AssetContext => ({
  ...runContext,
  ...{ pool, scaling: runContext.spec.dataset.scaling, madeOn: tf.getBackend(), control },
});

/** The pool's samples, with labels hidden. */
export const poolSamples = ({ samples, pool }: AssetContext): SampleSet => unlabelledSet(samples, pool);

/** By pool, since the steps of a run share it and hashing a million indices takes time. */
const digests = new WeakMap<Int32Array, Promise<string>>();

/** Part of an asset's key: another pool or another scaling gives another asset. */
export async function recipeDataOf({
  info,
  pool,
  scaling,
}: Pick<AssetContext, 'info' | 'pool' | 'scaling'>): Promise<JsonValue> {
  let members = digests.get(pool);
  if (!members) digests.set(pool, (members = sha256Digits(new Uint8Array(pool.slice().buffer))));
  return { dataset: info.id, members: await members, ...(scaling === 'none' && { scaling }) };
}
