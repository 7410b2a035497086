/** Who works on which run: one tab at a time, said by the browser's own locks, which a closed tab cannot keep. */

export interface Locks {
  /** @returns how to give it back; undefined where someone else has it */
  acquire(name: string): Promise<(() => void) | undefined>;
  /** Names that are held, by whichever tab. */
  held(): Promise<string[]>;
}

export const runLock = (runId: string): string => `run:${runId}`;

/**
 * Web Locks. A page from an insecure origin has none; there each tab sees only its own, and the store's refusal to
 * overwrite events is what keeps two tabs apart.
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

/** Locks that only those know who share this object. */
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
