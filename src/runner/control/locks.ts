/** Locks on runs, so that one tab at a time works on a run: the browser's own, which end with the tab. */

export interface Locks {
  /** @returns the function that releases the lock; undefined where another holder has it */
  acquire(name: string): Promise<(() => void) | undefined>;
  /** Names of all locks that are held by any tab. */
  held(): Promise<string[]>;
}

export const runLock = (runId: string): string => `run:${runId}`;

/**
 * Web Locks. A page from an insecure origin has none: there each tab sees its own locks alone, and two tabs are kept apart by
 * the storage, which refuses to overwrite events.
 */
export function webLocks(manager: LockManager | undefined): Locks {
  if (!manager) return inMemoryLocks();
  return {
    acquire: (name) =>
      new Promise((resolve, reject) => {
        manager
          .request(name, { ifAvailable: true }, (lock) => {
            if (!lock) return resolve(undefined);
            return new Promise<void>((release) => resolve(release));
          })
          .catch(reject);
      }),
    async held() {
      const { held = [] } = await manager.query();
      return held.map((lock) => lock.name ?? '');
    },
  };
}

/** Locks in memory, for users of the same object. */
export function inMemoryLocks(): Locks {
  const taken = new Set<string>();
  return {
    acquire(name) {
      if (taken.has(name)) return Promise.resolve(undefined);
      taken.add(name);
      return Promise.resolve(() => void taken.delete(name));
    },
    held: () => Promise.resolve([...taken]),
  };
}
