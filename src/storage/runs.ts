/** Runs: a record and its log. The events of a step are written in one transaction before the page receives them. */
import { LOG_FORMAT, type LogEvent, type RunChanges, type RunInfo } from '../protocol/events.ts';
import { logFormatOf, migrateStoredLog } from '../protocol/migrations/migrate-log.ts';
import { migrateSpec } from '../protocol/migrations/migrate-spec.ts';
import { Problem } from '../protocol/problem.ts';
import type { Spec } from '../protocol/spec.ts';
import { checkpointRange, endTraining, type KeptTraining } from './checkpoints.ts';
import { atomically, type Database } from './database.ts';

const eventRange = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

export async function listRuns(db: Database): Promise<RunInfo[]> {
  const all = await db.getAll('runs');
  return all.map(withPresentSpec).sort((a, b) => b.updated - a.updated);
}

/** Stored records may have a spec of an earlier version. */
const withPresentSpec = (run: RunInfo): RunInfo => ({ ...run, spec: migrateSpec(run.spec) as Spec });

/** @throws Problem `missing` */
export async function getRun(db: Database, id: string): Promise<RunInfo> {
  const run = await db.get('runs', id);
  if (!run) throw new Problem('missing', `The run “${id}” is not in this browser any more.`);
  return withPresentSpec(run);
}

/** The log in the current format; stored logs may have an earlier one. */
export const readLog = async (db: Database, id: string): Promise<LogEvent[]> =>
  migrateStoredLog(await db.getAll('events', eventRange(id)));

/**
 * Appends events, updates the record and deletes the run's checkpoint, all or nothing: the checkpoint is of a step that is
 * now done, or of a backend that is no longer in use. A log of an earlier format is converted to the current one first,
 * so that all events of a stored log have one format.
 * @param from number of events in the log so far
 * @param kept what the step's training came to, for the next cycle of its arm
 * @returns the record as it is stored: with the name and the mark that the visitor gave it meanwhile
 * @throws Problem `full`; `busy` where the log has grown meanwhile; `missing` where the run was deleted meanwhile
 */
export async function appendEvents(
  db: Database,
  run: RunInfo,
  from: number,
  events: readonly LogEvent[],
  kept?: KeptTraining,
): Promise<RunInfo> {
  return db.write(`the next step of “${run.name}”`, async (connection) => {
    const transaction = connection.transaction(['runs', 'events', 'checkpoints', 'checkpointArrays'], 'readwrite');
    const log = transaction.objectStore('events');
    if (from > 0 && !(await log.getKey([run.id, from - 1]))) {
      await transaction.done;
      throw db.reopened
        ? new Problem(
            'missing',
            `The browser has cleared this page's storage, and the run “${run.name}” with it.`,
            'Export its log from this page, then import that to go on.',
          )
        : new Problem('missing', `The run “${run.name}” was deleted meanwhile.`, 'Start it again, or import its log.');
    }
    // the visitor may have renamed it while this step was computed
    const stored = await transaction.objectStore('runs').get(run.id);
    const record = stored ? { ...run, ...visitorsOwn(stored) } : run;
    const earlier = from > 0 && logFormatOf(await log.get([run.id, 0])) < LOG_FORMAT;
    const migrated = earlier ? migrateStoredLog(await log.getAll(eventRange(run.id))) : [];
    const stores = {
      checkpoints: transaction.objectStore('checkpoints'),
      checkpointArrays: transaction.objectStore('checkpointArrays'),
    };
    try {
      await atomically(transaction, function* () {
        yield transaction.objectStore('runs').put(record);
        yield* endTraining(stores, run.id, { kept, finished: run.finished });
        for (const [i, event] of migrated.entries()) yield log.put(event, [run.id, i]);
        for (const [i, event] of events.entries()) yield log.add(event, [run.id, from + i]);
      });
      return record;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'ConstraintError')
        throw new Problem('busy', `Another tab has continued “${run.name}”.`, 'Look at the run there.');
      throw error;
    }
  });
}

const visitorsOwn = ({ name, starred }: RunInfo): RunChanges => ({ name, ...(starred && { starred }) });

/** Renames or marks a run. @throws Problem `missing` where it was deleted meanwhile */
export async function editRun(db: Database, id: string, changes: RunChanges): Promise<void> {
  await db.write('the name of a run', async (connection) => {
    const transaction = connection.transaction('runs', 'readwrite');
    const run = await transaction.store.get(id);
    if (run) await transaction.store.put({ ...run, ...changes });
    await transaction.done;
    if (!run) throw new Problem('missing', 'This run is not in this browser any more.');
  });
}

export async function deleteRun(db: Database, id: string): Promise<void> {
  await db.use(async (connection) => {
    const transaction = connection.transaction(['runs', 'events', 'checkpoints', 'checkpointArrays'], 'readwrite');
    await Promise.all([
      transaction.objectStore('checkpoints').delete(checkpointRange(id)),
      transaction.objectStore('checkpointArrays').delete(checkpointRange(id)),
      transaction.objectStore('runs').delete(id),
      transaction.objectStore('events').delete(eventRange(id)),
      transaction.done,
    ]);
  });
}
