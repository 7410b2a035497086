/** Assets and neighbour search of a query. */
import type { AssetUse, Queried } from '../../protocol/events.ts';
import { seedsOf, stepsOf, type StepTable } from '../step-table.ts';

/** Seconds of building all of its assets, in whichever run. */
export const assetBuildSeconds = ({ assets }: AssetUse): number => assets.reduce((sum, { seconds }) => sum + seconds, 0);

/** The last neighbour search of an arm; undefined where it has none. */
export const neighbourSearchOf = (table: StepTable, arm: number): Queried['search'] =>
  seedsOf(table)
    .flatMap((seed) => stepsOf(table, seed, arm))
    .findLast((step) => step?.queried?.search)?.queried?.search;
