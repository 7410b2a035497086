/** What an active run needs from the lab. Types only. */
import type { BackendInfo } from '../../protocol/events.ts';
import type { Database } from '../../storage/database.ts';
import type { Registry } from '../registry.ts';
import type { Locks } from './locks.ts';

export interface RunDeps {
  database: Promise<Database>;
  locks: Locks;
  registry: Registry;
}

/** Hooks for starting the backend and observing device loss. */
export interface RunHooks {
  /** Called before the run continues; resolves to the backend in use. */
  prepare(): Promise<BackendInfo>;
  /** Never fulfilled; rejected once the backend's device is lost. */
  deviceLost(): Promise<never>;
}
