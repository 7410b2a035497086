/** What a query stood on beside the learner: what had been prepared, and how neighbours were found. */
import type { AssetUse, Queried } from '../../protocol/events.ts';
import { seedsOf, stepsOf, type StepTable } from '../step-table.ts';

/** Seconds that making all of it took, whenever that was. */
export const assetBuildSeconds = ({ assets }: AssetUse): number => assets.reduce((sum, { seconds }) => sum + seconds, 0);

/** How an arm's real neighbours of imagined samples were found at last; undefined where it looks for none. */
export const neighbourSearchOf = (table: StepTable, arm: number): Queried['search'] =>
  seedsOf(table)
    .flatMap((seed) => stepsOf(table, seed, arm))
    .findLast((step) => step?.queried?.search)?.queried?.search;
