/** The samples of the pool that a query looks at one by one, without their labels. */
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { StrategyContext } from '../contracts/strategy.ts';
import { lowerBound } from './sorted-indices.ts';

/** Samples of the pool that may be queried, and their indices in the data set. */
export interface Candidates {
  samples: SampleSet;
  indices: Int32Array;
}

/** The whole pool, or the samples of these indices of it. */
export function candidatesOf({ learner: { pool }, poolIndices }: StrategyContext, among?: Int32Array): Candidates {
  if (!among) return { samples: pool, indices: poolIndices };
  const positions = among.map((index) => lowerBound(poolIndices, index));
  const read: SampleSet['read'] = (places) => pool.read(Int32Array.from(places, (place) => positions[place]!));
  return { samples: { count: among.length, labels: new Int32Array(among.length).fill(-1), read }, indices: among };
}
