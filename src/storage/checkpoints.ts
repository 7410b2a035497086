/**
 * Checkpoints of the learners of runs, at most one per run: that of the step in progress; and, at most one more, of the networks
 * that are fitted for the step's query (`selector`). They are deleted as soon as the run's log grows, and with the run.
 */
import type { CheckpointInfo } from '../protocol/checkpoint-info.ts';
import { groupPieces, joinPieces, splitIntoPieces, type StoredArray } from './array-pieces.ts';
import { atomically, type Database } from './database.ts';

/** Which training of a run: its kind and seed, and the numbers of cycle and arm where it has any. */
export type TrainingKey = readonly [kind: 'cycle' | 'reference' | 'selector', ...numbers: number[]];

export interface StoredCheckpoint extends CheckpointInfo {
  arrays: Record<string, StoredArray>;
}

/** Keys of all records of a run, or of one training of it. */
export const checkpointRange = (runId: string, ...training: TrainingKey | []): IDBKeyRange =>
  IDBKeyRange.bound([runId, ...training], [runId, ...training, []]);

/** What a checkpoint replaces: a learner's stays while the selector of the same step is fitted, since it is needed to resume. */
const replacedRanges = (runId: string, [kind]: TrainingKey): IDBKeyRange[] =>
  (kind === 'selector' ? (['selector'] as const) : (['cycle', 'reference'] as const)).map((one) =>
    checkpointRange(runId, one),
  );

/**
 * Replaces the run's checkpoint in one transaction; none is stored for a run that has been deleted.
 * @throws Problem `full`; the stored checkpoint then stays unchanged
 */
export async function saveCheckpoint(
  db: Database,
  { runId, training }: { runId: string; training: TrainingKey },
  { arrays, step, finished, seconds }: StoredCheckpoint,
): Promise<void> {
  await db.write('the training so far', async (connection) => {
    const transaction = connection.transaction(['runs', 'checkpoints', 'checkpointArrays'], 'readwrite');
    if (!(await transaction.objectStore('runs').getKey(runId))) return transaction.done;
    const [checkpoints, arrayStore] = [
      transaction.objectStore('checkpoints'),
      transaction.objectStore('checkpointArrays'),
    ];
    await atomically(transaction, function* () {
      for (const range of replacedRanges(runId, training)) {
        yield checkpoints.delete(range);
        yield arrayStore.delete(range);
      }
      yield checkpoints.put({ step, finished, seconds }, [runId, ...training]);
      for (const [name, array] of Object.entries(arrays))
        for (const [n, piece] of splitIntoPieces(array)) yield arrayStore.put(piece, [runId, ...training, name, n]);
    });
  });
}

/** The checkpoint of this training; undefined where there is none. */
export async function readCheckpoint(
  db: Database,
  { runId, training }: { runId: string; training: TrainingKey },
): Promise<StoredCheckpoint | undefined> {
  const range = checkpointRange(runId, ...training);
  const [info, keys, pieces] = await db.use((connection) => {
    const transaction = connection.transaction(['checkpoints', 'checkpointArrays'], 'readonly');
    const arrayStore = transaction.objectStore('checkpointArrays');
    return Promise.all([
      transaction.objectStore('checkpoints').get([runId, ...training]),
      arrayStore.getAllKeys(range),
      arrayStore.getAll(range),
      transaction.done,
    ]);
  });
  if (!info) return undefined;
  const found = groupPieces(keys, pieces, (key) => String(key.at(-2)));
  return { ...info, arrays: Object.fromEntries([...found].map(([name, parts]) => [name, joinPieces(parts)])) };
}

/** @throws Problem `missing` where the browser has closed the database */
export async function deleteCheckpoints(db: Database, runId: string): Promise<void> {
  await db.write('the training so far', async (connection) => {
    const transaction = connection.transaction(['checkpoints', 'checkpointArrays'], 'readwrite');
    await Promise.all([
      transaction.objectStore('checkpoints').delete(checkpointRange(runId)),
      transaction.objectStore('checkpointArrays').delete(checkpointRange(runId)),
      transaction.done,
    ]);
  });
}
