/** Which runs the list shows, and in which order. */
import type { RunInfo } from '../../../protocol/events.ts';

export type RunOrder = 'date' | 'name' | 'data';

/** All words of a search, in any order, somewhere in name, data or strategies. */
function matches({ name, dataset, spec }: RunInfo, search: string): boolean {
  const strategies = spec.arms.map((arm) => `${arm.name ?? ''} ${arm.strategy}`).join(' ');
  const text = `${name} ${dataset.name} ${strategies}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Marked runs first, then by the order: the most recently updated first, or by letters. */
export function sortedRuns(runs: readonly RunInfo[], order: RunOrder, search = ''): RunInfo[] {
  const byDate = (a: RunInfo, b: RunInfo) => b.updated - a.updated;
  const key = ({ name, dataset }: RunInfo) => (order === 'name' ? name : dataset.name);
  const byLetters = (a: RunInfo, b: RunInfo) => key(a).localeCompare(key(b), 'en', { numeric: true }) || byDate(a, b);
  return runs
    .filter((run) => matches(run, search))
    .sort((a, b) => Number(!!b.starred) - Number(!!a.starred) || (order === 'date' ? byDate(a, b) : byLetters(a, b)));
}
