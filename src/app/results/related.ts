/** Runs that ask the same of another pool: what choosing costs can be compared over them. */
import { untrack } from 'svelte';
import type { LogEvent, RunInfo } from '../../spec/events.ts';
import type { Spec } from '../../spec/schema.ts';
import type { Session } from '../session.svelte.ts';

/** Gives the logs of runs that are related to the one on show. Reads its state at once, so that an effect hears of changes. */
export type FetchRelated = () => Promise<LogEvent[][]>;

/** Read at most; the ones worked on last come first. */
const MOST = 8;

/**
 * Of these runs those with the same arms and model on other data or another pool, and something done.
 * @param runs the one worked on last first
 */
export const relatedRuns = (runs: readonly RunInfo[], shown: string | undefined, spec: Spec): RunInfo[] =>
  runs
    .filter((one) => one.id !== shown && one.stepsDone > 0 && same(one.spec, spec) && other(one.spec, spec))
    .slice(0, MOST);

const same = (a: Spec, b: Spec): boolean =>
  JSON.stringify([a.arms, a.model, a.query.size]) === JSON.stringify([b.arms, b.model, b.query.size]);

const other = (a: Spec, b: Spec): boolean =>
  JSON.stringify([a.dataset, a.pool]) !== JSON.stringify([b.dataset, b.pool]);

export const relatedTo = ({ player, runs, lab }: Pick<Session, 'player' | 'runs' | 'lab'>): FetchRelated => {
  return () => {
    // what is known of the run on show changes with every step; its spec is there for as long as it is
    const shown = untrack(() => player.info?.id);
    const related = player.spec ? relatedRuns(runs.list, shown, player.spec) : [];
    return Promise.all(related.map(({ id }) => lab.log(id)));
  };
};
