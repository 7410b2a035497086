/** Runs: a record and its log. A step's events are written in one transaction, before the page hears of them. */
import type { LogEvent, RunInfo } from '../protocol/events.ts';
import { Problem } from '../protocol/problem.ts';
import { atomically, withStorageErrors, type Database } from './database.ts';

const eventRange = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

export async function listRuns(db: Database): Promise<RunInfo[]> {
  const all = await db.getAll('runs');
  return all.sort((a, b) => b.updated - a.updated);
}

/** @throws Problem `missing` */
export async function getRun(db: Database, id: string): Promise<RunInfo> {
  const run = await db.get('runs', id);
  if (!run) throw new Problem('missing', `The run “${id}” is not in this browser any more.`);
  return run;
}

export const readLog = (db: Database, id: string): Promise<LogEvent[]> => db.getAll('events', eventRange(id));

/**
 * Appends events and brings the record up to date, both or neither.
 * @param from the number of events that the log holds already
 * @throws Problem `full`; `busy` where the log has grown meanwhile; `missing` where the run was deleted meanwhile
 */
export async function appendEvents(
  db: Database,
  run: RunInfo,
  from: number,
  events: readonly LogEvent[],
): Promise<void> {
  await withStorageErrors(`the next step of “${run.name}”`, async () => {
    const transaction = db.transaction(['runs', 'events'], 'readwrite');
    const log = transaction.objectStore('events');
    if (from > 0 && (await log.getKey([run.id, from - 1])) === undefined) {
      await transaction.done;
      throw new Problem(
        'missing',
        `The run “${run.name}” was deleted meanwhile.`,
        'Start it again, or import its log.',
      );
    }
    try {
      await atomically(transaction, function* () {
        yield transaction.objectStore('runs').put(run);
        for (const [i, event] of events.entries()) yield log.add(event, [run.id, from + i]);
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'ConstraintError')
        throw new Problem('busy', `Another tab has continued “${run.name}”.`, 'Look at the run there.');
      throw error;
    }
  });
}

export async function deleteRun(db: Database, id: string): Promise<void> {
  const transaction = db.transaction(['runs', 'events'], 'readwrite');
  await Promise.all([
    transaction.objectStore('runs').delete(id),
    transaction.objectStore('events').delete(eventRange(id)),
    transaction.done,
  ]);
}
