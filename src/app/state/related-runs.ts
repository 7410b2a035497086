/** Runs of the same arms on other pools, over which selection time is compared. */
import { untrack } from 'svelte';
import { tableOf, type StepTable } from '../../metrics/step-table.ts';
import type { RunInfo } from '../../protocol/events.ts';
import type { Spec } from '../../protocol/spec.ts';
import type { Session } from './session.svelte.ts';

/** Tables of runs related to the one on show. State is read synchronously, so that effects depend on it. */
export type FetchRelatedTables = () => Promise<StepTable[]>;

/** Runs read at most, the most recently updated first. */
const MAX_RELATED = 8;

/**
 * The runs with the same arms and model on other data or another pool that have finished steps.
 * @param runs the most recently updated first
 */
export const relatedRuns = (runs: readonly RunInfo[], shown: string | undefined, spec: Spec): RunInfo[] =>
  runs
    .filter((one) => one.id !== shown && one.stepsDone > 0 && sameDesign(one.spec, spec) && otherPool(one.spec, spec))
    .slice(0, MAX_RELATED);

const sameDesign = (a: Spec, b: Spec): boolean =>
  JSON.stringify([a.arms, a.model, a.query.size]) === JSON.stringify([b.arms, b.model, b.query.size]);

const otherPool = (a: Spec, b: Spec): boolean =>
  JSON.stringify([a.dataset, a.pool]) !== JSON.stringify([b.dataset, b.pool]);

export const relatedTablesOf = ({
  player,
  runs,
  lab,
}: Pick<Session, 'player' | 'runs' | 'lab'>): FetchRelatedTables => {
  // the list is replaced on every change of any run; a run's log changes only with its `updated`
  const cache = new Map<string, { updated: number; table: Promise<StepTable | undefined> }>();
  const tableFor = ({ id, updated }: RunInfo): Promise<StepTable | undefined> => {
    const known = cache.get(id);
    if (known?.updated === updated) return known.table;
    const table = lab.log(id).then((log) => tableOf(log));
    cache.set(id, { updated, table });
    table.catch(() => cache.get(id)?.table === table && cache.delete(id));
    return table;
  };
  return async () => {
    // the info of the run on show changes with every step, its spec does not
    const shown = untrack(() => player.info?.id);
    const related = player.spec ? relatedRuns(runs.list, shown, player.spec) : [];
    for (const id of cache.keys()) if (!related.some((one) => one.id === id)) cache.delete(id);
    const tables = await Promise.all(related.map(tableFor));
    return tables.filter((one) => one !== undefined);
  };
};
