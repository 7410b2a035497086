/** What something is prepared of, and where: the pool, the store, and the pace of the run that waits for it. */
import type { JsonValue } from '../../protocol/assets.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import type { DatasetSpec } from '../../protocol/spec.ts';
import type { Database } from '../../storage/database.ts';
import type { SampleReader } from '../../storage/sample-reader.ts';
import * as tf from '../../tensor/tf.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import type { PoolSearch, LruCache } from './lru-cache.ts';
import type { PretrainedSource } from './pretrained.ts';

export interface AssetContext {
  db: Database;
  info: DatasetInfo;
  samples: SampleReader;
  /** Indices into the data set, ascending. */
  pool: Int32Array;
  /** How the experiment takes the values; `info` and `samples` are scaled so already. */
  scaling: DatasetSpec['scaling'];
  /** The backend and adapter at work. */
  madeOn: string;
  control: StepControl;
  /** What of it is kept in memory for the steps to come. */
  cache: LruCache<PoolSearch>;
  /** What comes with the page; nothing where absent. */
  pretrained?: PretrainedSource;
}

/** The run's own, at the backend at work. */
export const assetContextOf = (runContext: RunContext, pool: Int32Array, control: StepControl): AssetContext => ({
  ...runContext,
  ...{ pool, scaling: runContext.spec.dataset.scaling, madeOn: tf.getBackend(), control },
});

/** A run's steps share the pool itself, and a million indices take a while. */
const digests = new WeakMap<Int32Array, Promise<string>>();

/** What of the data an asset is made of: other members or another scale, other asset. */
export async function recipeDataOf({ info, pool, scaling }: Pick<AssetContext, 'info' | 'pool' | 'scaling'>): Promise<JsonValue> {
  let members = digests.get(pool);
  if (!members) digests.set(pool, (members = digestOf(pool)));
  return { dataset: info.id, members: await members, ...(scaling === 'none' && { scaling }) };
}

async function digestOf(pool: Int32Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', pool.slice()));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
