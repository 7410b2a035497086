/** Locks across all tabs for writing data sets, so that a clean-up does not delete what another tab is writing. */
import { Problem } from '../../protocol/problem.ts';
import type { Database } from '../../storage/database.ts';
import { deleteOrphanedChunks } from '../../storage/datasets.ts';
import { tabLocks } from '../../storage/in-memory.ts';

/** Shared by all imports, exclusive for the clean-up: an import that begins during a clean-up waits for its end. */
const WRITE_LOCK = 'querent:writing';
const IMPORT_LOCK_PREFIX = 'import:';

/** @throws Problem `cancelled` where the signal is aborted while waiting */
export async function withWriteLock<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const locks = tabLocks();
  if (!locks) return work();
  try {
    return await locks.request(WRITE_LOCK, { mode: 'shared', signal }, work);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw new Problem('cancelled', 'Cancelled.');
    throw error;
  }
}

/** The names of all locks held in any tab. */
export async function heldLocks(): Promise<string[]> {
  const { held = [] } = (await tabLocks()?.query()) ?? {};
  return held.map(({ name = '' }) => name);
}

/** Deletes chunks left by closed tabs, unless a data set is being written. */
export async function deleteOrphans(db: Database): Promise<void> {
  const locks = tabLocks();
  if (!locks) return void (await deleteOrphanedChunks(db, new Set()));
  await locks.request(WRITE_LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const names = (await heldLocks()).filter((name) => name.startsWith(IMPORT_LOCK_PREFIX));
    await deleteOrphanedChunks(db, new Set(names.map((name) => name.slice(IMPORT_LOCK_PREFIX.length))));
  });
}
