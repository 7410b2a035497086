/** Whether a sample of a latent map is labelled, queried or neither. */
import type { Queried } from '../../../protocol/events.ts';
import { labelledBefore, stepAt, type StepTable } from '../../../metrics/step-table.ts';
import type { DotState } from './latent-draw.ts';
import type { LatentMap } from './latent-maps.svelte.ts';

/** The queries shown on a map: its own cycle's, or those of the cycle before, where it is the last and has none. */
export function shownQuery(table: StepTable, map: LatentMap): { queried: Queried | undefined; isNext: boolean } {
  const next = stepAt(table, map)?.queried;
  return { queried: next ?? stepAt(table, { ...map, cycle: map.cycle - 1 })?.queried, isNext: !!next };
}

/** The state of each sample by its index. */
export function stateAt(table: StepTable, map: LatentMap): (index: number) => DotState {
  const labelled = new Set(labelledBefore(table, map).indices);
  const queried = new Set(shownQuery(table, map).queried?.indices);
  return (index) => (queried.has(index) ? 'queried' : labelled.has(index) ? 'labelled' : 'pool');
}
