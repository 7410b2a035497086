/** Demonstration runs: started by the page and never worked with. Their ids are stored, so that they can be deleted. */
import type { LabApi } from '../../../../workers/lab/api.ts';
import { browserItems } from '../browser-items.ts';
import type { Player } from './player.svelte.ts';

const KEY = 'querent.demos';

function list(): string[] {
  try {
    const kept: unknown = JSON.parse(browserItems.get(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

const save = (ids: string[]): void => browserItems.set(KEY, JSON.stringify(ids));

export const demoRuns = {
  list,
  add: (id: string): void => save([...list(), id]),
  remove: (id: string): void => save(list().filter((one) => one !== id)),
  /** Deletes the run on show where it is a demonstration run. */
  discardShown: async (player: Player, lab: Pick<LabApi, 'deleteRun'>): Promise<void> => {
    const id = player.info?.id;
    if (!id || !list().includes(id)) return;
    await player.close();
    await demoRuns.discard(id, lab);
  },
  /** Deletes the run where it is a demonstration run. It must not be on show. */
  discard: async (id: string, lab: Pick<LabApi, 'deleteRun'>): Promise<void> => {
    if (!list().includes(id)) return;
    await lab.deleteRun(id);
    demoRuns.remove(id);
  },
};
