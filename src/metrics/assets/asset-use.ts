/** Assets and neighbour search of a query. */
import type { AssetUse, Queried } from '../../protocol/events.ts';
import { seedsOf, stepsOf, type StepTable } from '../step-table.ts';

/** Seconds of building all of its assets, in whichever run. */
export const assetBuildSeconds = ({ assets }: AssetUse): number => assets.reduce((sum, { seconds }) => sum + seconds, 0);

/**
 * Seconds that a step took to load assets, query by query, without building: the preparation's cost. Logs of before do not
 * say what was built; there it is taken for assets that no query before has, where the step took at least as long as building them.
 */
export function assetLoadSeconds(queries: readonly Pick<Queried, 'prepared'>[]): number[] {
  const known = new Set<string>();
  return queries.map(({ prepared }) => {
    const fresh = (prepared?.assets ?? []).filter(({ id }) => !known.has(id));
    for (const { id } of fresh) known.add(id);
    const spent = prepared?.seconds ?? 0;
    if (prepared?.built) return Math.max(0, spent - prepared.built.seconds);
    const built = fresh.reduce((sum, { seconds }) => sum + seconds, 0);
    return spent >= built ? spent - built : spent;
  });
}

/** The last neighbour search of an arm; undefined where it has none. */
export const neighbourSearchOf = (table: StepTable, arm: number): Queried['search'] =>
  seedsOf(table)
    .flatMap((seed) => stepsOf(table, seed, arm))
    .findLast((step) => step?.queried?.search)?.queried?.search;
