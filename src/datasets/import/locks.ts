/** Who writes data sets at present, over all tabs: so that no one sweeps away what another is about to finish. */
import { Problem } from '../../protocol/problem.ts';
import type { Database } from '../../storage/database.ts';
import { sweep } from '../../storage/datasets.ts';

/** Held in common by all who write, alone by who sweeps: an import that begins during a sweep waits for its end. */
const WRITING = 'querent:writing';
const IMPORT = 'import:';

/** Absent in Node, where there are no other tabs either. */
const lockManager = (): LockManager | undefined => (globalThis.navigator as Navigator | undefined)?.locks;

/** @throws Problem `cancelled` where the signal is aborted while waiting */
export async function whileWriting<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const locks = lockManager();
  if (!locks) return work();
  try {
    return await locks.request(WRITING, { mode: 'shared', signal }, work);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw new Problem('cancelled', 'Cancelled.');
    throw error;
  }
}

/** The names of all locks that are held, over all tabs. */
export async function heldLocks(): Promise<string[]> {
  const { held = [] } = (await lockManager()?.query()) ?? {};
  return held.map(({ name = '' }) => name);
}

/** Clears away what closed tabs left behind, unless someone writes just now. */
export async function sweepStrays(db: Database): Promise<void> {
  const locks = lockManager();
  if (!locks) return void (await sweep(db, new Set()));
  await locks.request(WRITING, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const names = (await heldLocks()).filter((name) => name.startsWith(IMPORT));
    await sweep(db, new Set(names.map((name) => name.slice(IMPORT.length))));
  });
}
