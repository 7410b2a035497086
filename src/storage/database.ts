/**
 * The IndexedDB database: its object stores, their keys, and upgrades from earlier versions; opened again where the browser
 * closes it under the page.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { AssetInfo } from '../protocol/assets.ts';
import type { CheckpointInfo } from '../protocol/checkpoint-info.ts';
import type { DatasetInfo, SampleArray } from '../protocol/dataset.ts';
import type { LogEvent, RunInfo } from '../protocol/events.ts';
import { Problem } from '../protocol/problem.ts';
import type { StoredArray } from './array-pieces.ts';

export interface QuerentSchema extends DBSchema {
  /** Written last when a data set is imported: a data set exists once it is listed here. */
  datasets: { key: string; value: DatasetInfo };
  /** All labels of a data set, −1 for no label. */
  labels: { key: string; value: Int32Array };
  /** File names in sample order, for image folders. */
  names: { key: string; value: string[] };
  chunks: { key: [string, number]; value: SampleArray };
  runs: { key: string; value: RunInfo };
  events: { key: [string, number]; value: LogEvent };
  assets: { key: string; value: AssetInfo };
  /** By asset, array and piece. */
  assetArrays: { key: [string, string, number]; value: StoredArray };
  /** By run and training. */
  checkpoints: { key: CheckpointKey; value: CheckpointInfo };
  /** By run, training, array and piece. */
  checkpointArrays: { key: CheckpointKey; value: StoredArray };
}

type CheckpointKey = [runId: string, ...rest: (string | number)[]];

export type Connection = IDBPDatabase<QuerentSchema>;

/**
 * 2 added the assets. 3 has the same stores, with logs of format 2: earlier pages, which cannot read these, close the
 * database. 4 added the checkpoints of learners. 5 has logs of format 3.
 */
const VERSION = 5;

/** Names of the errors of requests on a connection that the browser has closed. */
const CLOSED_ERRORS = ['InvalidStateError', 'AbortError', 'UnknownError'];

/**
 * A database whose connection may be replaced. Browsers close connections by themselves: to clear or repair a site's storage, to
 * free memory, or because their own storage process ended.
 */
export class Database {
  /** Called after the browser had closed the connection and the database was opened again. */
  onReopened: () => void = () => undefined;
  /** Whether that has happened. */
  reopened = false;
  private opening: Promise<Connection> | undefined;
  private closed = false;

  /** @param connection the first one; others are opened under its name */
  constructor(private connection: Connection) {}

  get name(): string {
    return this.connection.name;
  }

  readonly get: Connection['get'] = (...query) => this.use((connection) => connection.get(...query));
  readonly getAll: Connection['getAll'] = (...query) => this.use((connection) => connection.getAll(...query));
  readonly getAllKeys: Connection['getAllKeys'] = (...query) =>
    this.use((connection) => connection.getAllKeys(...query));
  readonly count: Connection['count'] = (...query) => this.use((connection) => connection.count(...query));
  readonly put: Connection['put'] = (...record) => this.use((connection) => connection.put(...record));

  /**
   * Does work on the connection. Where the browser has closed it, the database is opened again and the work is done once more:
   * what had begun on the closed connection has been rolled back.
   * @param work in one transaction
   * @throws Problem `missing` where the next connection is closed as well, `unsupported` where none is opened
   */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const { connection } = this;
    try {
      return await work(connection);
    } catch (error) {
      if (!isClosedError(error)) throw error;
    }
    if (this.closed) throw closedProblem();
    try {
      return await work(await this.reopen(connection));
    } catch (error) {
      throw isClosedError(error) ? closedProblem() : error;
    }
  }

  /** Does work that writes. @param subject names what is stored. @throws Problem `full`, `missing`, `unsupported` */
  write<T>(subject: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    return withStorageErrors(subject, () => this.use(work));
  }

  /** Closes the connection for good. */
  close(): void {
    this.closed = true;
    this.connection.close();
  }

  /** Another connection than the lost one; all that have lost the same one wait for the same. */
  private async reopen(lost: Connection): Promise<Connection> {
    if (this.connection !== lost) return this.connection;
    this.opening ??= connect(lost.name).finally(() => (this.opening = undefined));
    const connection = await this.opening;
    if (this.connection !== lost) return this.connection;
    lost.close();
    this.connection = connection;
    this.reopened = true;
    this.onReopened();
    return connection;
  }
}

const isClosedError = (error: unknown): boolean => error instanceof DOMException && CLOSED_ERRORS.includes(error.name);

const closedProblem = (): Problem =>
  new Problem(
    'missing',
    "The browser has closed this page's storage.",
    'Reload the page, then continue; nothing stored before is lost.',
  );

/** @throws Problem `unsupported` where the browser denies storage, or a newer version has written to the database */
export const openDatabase = async (name = 'querent'): Promise<Database> => new Database(await connect(name));

async function connect(name: string): Promise<Connection> {
  return open(name).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'VersionError')
      throw new Problem(
        'unsupported',
        'The stored data was written by a newer version of this page.',
        'Reload the page.',
      );
    throw new Problem(
      'unsupported',
      `The browser does not let this page store anything (${error instanceof Error ? error.message : String(error)}).`,
      'Allow storage for this site, leave private browsing, or free some disk space, then reload.',
    );
  });
}

async function open(name: string): Promise<Connection> {
  return openDB<QuerentSchema>(name, VERSION, {
    upgrade(db, oldVersion) {
      if (oldVersion < 1) {
        db.createObjectStore('datasets', { keyPath: 'id' });
        db.createObjectStore('labels');
        db.createObjectStore('names');
        db.createObjectStore('chunks');
        db.createObjectStore('runs', { keyPath: 'id' });
        db.createObjectStore('events');
      }
      if (oldVersion < 2) {
        db.createObjectStore('assets', { keyPath: 'id' });
        db.createObjectStore('assetArrays');
      }
      if (oldVersion < 4) {
        db.createObjectStore('checkpoints');
        db.createObjectStore('checkpointArrays');
      }
    },
    /** Lets a newer page in another tab upgrade the database. */
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

/**
 * Runs a write and converts the browser's refusal to a problem with a remedy.
 * @param subject names the stored object in the message
 * @throws Problem `full` where the quota is used up
 */
export async function withStorageErrors<T>(subject: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError')
      throw new Problem(
        'full',
        `The browser's storage is full, so ${subject} could not be stored.`,
        'Delete something under “Stored in this browser”, then continue; nothing stored before is lost.',
      );
    throw error;
  }
}

interface AtomicTransaction {
  readonly done: Promise<void>;
  abort(): void;
}

/**
 * Makes requests in one transaction and waits for its end; if one fails, all are rolled back.
 * @param requests yields each request as soon as it is made
 */
export async function atomically(
  transaction: AtomicTransaction,
  requests: () => Iterable<Promise<unknown>>,
): Promise<void> {
  const pending: Promise<unknown>[] = [];
  try {
    for (const request of requests()) pending.push(request);
    await Promise.all([...pending, transaction.done]);
  } catch (error) {
    // A value that cannot be cloned throws before its request exists; without abort() the other requests would be committed.
    try {
      transaction.abort();
    } catch {
      // The transaction has ended already.
    }
    await Promise.allSettled([...pending, transaction.done]);
    throw error;
  }
}
