/**
 * Checkpoints of the learners of runs, at most one per run: that of the step in progress; and, at most one more, of the networks
 * that are fitted for the step's query (`selector`). They are deleted as soon as the run's log grows, and with the run.
 * Beside them, what the last training of each arm came to, for methods that continue from it
 * in the next cycle: it is stored with the step's events, and deleted at the end of the run.
 */
import type { CheckpointInfo } from '../protocol/checkpoint-info.ts';
import { groupPieces, joinPieces, splitIntoPieces, type StoredArray } from './array-pieces.ts';
import { atomically, type Database } from './database.ts';

/**
 * Which training of a run: its kind and seed, and the numbers of cycle and arm where it has any. `previous` is a training that is
 * done: seed, arm, cycle.
 */
export type TrainingKey = readonly [
  kind: 'cycle' | 'reference' | 'luck' | 'selector' | 'previous',
  ...numbers: number[],
];

/** What a training came to, for the next cycle of its arm; without arrays where there is nothing to continue from. */
export interface KeptTraining {
  seed: number;
  arm: number;
  cycle: number;
  arrays: Record<string, StoredArray>;
}

export interface StoredCheckpoint extends CheckpointInfo {
  arrays: Record<string, StoredArray>;
}

/** Keys of all records of a run, or of one training of it. */
export const checkpointRange = (runId: string, ...training: TrainingKey | []): IDBKeyRange =>
  IDBKeyRange.bound([runId, ...training], [runId, ...training, []]);

const LEARNERS = ['cycle', 'reference', 'luck'] as const;

const rangesOf = (runId: string, kinds: readonly TrainingKey[0][]): IDBKeyRange[] =>
  kinds.map((kind) => checkpointRange(runId, kind));

/** Keys of the records of trainings in progress. */
const inProgress = (runId: string): IDBKeyRange[] => rangesOf(runId, [...LEARNERS, 'selector']);

/** What a checkpoint replaces: a learner's stays while the selector of the same step is fitted, since it is needed to resume. */
const replacedRanges = (runId: string, [kind]: TrainingKey): IDBKeyRange[] =>
  rangesOf(runId, kind === 'selector' ? [kind] : LEARNERS);

/** The two stores of a transaction that may write them. */
interface CheckpointStores {
  checkpoints: RecordStore<CheckpointInfo>;
  checkpointArrays: RecordStore<StoredArray>;
}

interface RecordStore<Value> {
  put(value: Value, key: [string, ...(string | number)[]]): Promise<unknown>;
  delete(range: IDBKeyRange): Promise<unknown>;
}

/** Requests that delete the run's checkpoint, and store what the step's training came to in place of what the arm had before. */
export function* endTraining(
  stores: CheckpointStores,
  runId: string,
  { kept, finished }: { kept: KeptTraining | undefined; finished: boolean },
): Iterable<Promise<unknown>> {
  const ranges = inProgress(runId);
  // seeds follow one another: those before are done
  if (kept) ranges.push(IDBKeyRange.bound([runId, 'previous'], [runId, 'previous', kept.seed]));
  if (kept) ranges.push(checkpointRange(runId, 'previous', kept.seed, kept.arm));
  if (finished) ranges.push(checkpointRange(runId, 'previous'));
  for (const range of ranges) {
    yield stores.checkpoints.delete(range);
    yield stores.checkpointArrays.delete(range);
  }
  if (!kept || finished) return;
  const { seed, arm, cycle, arrays } = kept;
  yield* storeTraining(stores, [runId, 'previous', seed, arm, cycle], { arrays, step: 0, finished: [], seconds: 0 });
}

function* storeTraining(
  { checkpoints, checkpointArrays }: CheckpointStores,
  key: [string, ...(string | number)[]],
  { arrays, ...info }: StoredCheckpoint,
): Iterable<Promise<unknown>> {
  yield checkpoints.put(info, key);
  for (const [name, array] of Object.entries(arrays))
    for (const [n, piece] of splitIntoPieces(array)) yield checkpointArrays.put(piece, [...key, name, n]);
}

/** What the training of this cycle came to; undefined where it is not stored. */
export const readPrevious = async (
  db: Database,
  runId: string,
  { seed, arm, cycle }: Omit<KeptTraining, 'arrays'>,
): Promise<KeptTraining['arrays'] | undefined> =>
  (await readCheckpoint(db, { runId, training: ['previous', seed, arm, cycle] }))?.arrays;

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
    const stores = {
      checkpoints: transaction.objectStore('checkpoints'),
      checkpointArrays: transaction.objectStore('checkpointArrays'),
    };
    await atomically(transaction, function* () {
      for (const range of replacedRanges(runId, training)) {
        yield stores.checkpoints.delete(range);
        yield stores.checkpointArrays.delete(range);
      }
      yield* storeTraining(stores, [runId, ...training], { arrays, step, finished, seconds });
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

/** Of the training in progress. @throws Problem `missing` where the browser has closed the database */
export async function deleteCheckpoints(db: Database, runId: string): Promise<void> {
  await db.write('the training so far', async (connection) => {
    const transaction = connection.transaction(['checkpoints', 'checkpointArrays'], 'readwrite');
    await Promise.all([
      ...inProgress(runId).flatMap((range) => [
        transaction.objectStore('checkpoints').delete(range),
        transaction.objectStore('checkpointArrays').delete(range),
      ]),
      transaction.done,
    ]);
  });
}
