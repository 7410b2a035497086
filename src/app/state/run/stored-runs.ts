/** What the visitor does to stored runs: delete, rename, mark. */
import type { RunChanges, RunInfo } from '../../../protocol/events.ts';
import type { Session } from '../session.svelte.ts';
import { demoRuns } from './demo-runs.ts';

/** One that cannot be deleted, as another tab works on it, does not keep the others. */
export async function deleteRuns(session: Session, runs: readonly RunInfo[]): Promise<void> {
  for (const { id } of runs)
    await session.attempt(async () => {
      if (session.player.info?.id === id) await session.player.close();
      await session.lab.deleteRun(id);
      session.overlaid.remove(id);
      demoRuns.remove(id);
    });
  await session.refreshRuns();
}

/** Renames or marks a run, also while it is being computed. */
export async function editRun(session: Session, { id }: RunInfo, changes: RunChanges): Promise<void> {
  const { player, overlaid } = session;
  await session.attempt(async () => {
    await session.lab.editRun(id, changes);
    demoRuns.remove(id);
    if (player.info?.id === id) player.info = { ...player.info, ...changes };
    if (changes.name) overlaid.rename(id, changes.name);
  });
  await session.refreshRuns();
}
