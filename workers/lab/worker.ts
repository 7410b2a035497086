/** The lab worker: the lab with this browser's storage, locks and backend, exposed to the page. */
import { version } from '../../package.json';
import { wholeRegistry } from '../../src/runner/whole-registry.ts';
import { Lab } from '../../src/runner/lab.ts';
import { webLocks } from '../../src/runner/control/locks.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { readAllRecords, tabLocks, useMemory, writeAllRecords } from '../../src/storage/in-memory.ts';
import { chooseBackend, deviceLoss } from '../../src/tensor/choose-backend.ts';
import { Comlink } from '../comlink.ts';
import type { LabWorkerApi } from './api.ts';
import { pretrained } from './pretrained.ts';
import { IN_MEMORY_PREFIX } from './worker-names.ts';

const inMemory = self.name.startsWith(IN_MEMORY_PREFIX);

// Held until the worker ends, so that the page can detect its end (worker-handle.ts).
if (!inMemory) void navigator.locks?.request(`alive:${self.name}`, () => new Promise(() => undefined));

const memory = inMemory ? useMemory() : Promise.resolve();
let restoring: Promise<void> = Promise.resolve();
const openEmpty = (): Promise<Database> => memory.then(() => openDatabase());
const openStorage = (): Promise<Database> => restoring.then(openEmpty);

const registry = { ...wholeRegistry, pretrained };
const locks = webLocks(inMemory ? undefined : tabLocks());
const deps = { openDatabase: openStorage, locks, chooseBackend, deviceLoss, registry, version };

const lab: LabWorkerApi = Object.assign(new Lab(deps), {
  async data() {
    await openStorage();
    return Comlink.proxy((await import('../data/service.ts')).openDataService());
  },
  contents: async () => readAllRecords(await openStorage()),
  restore: (contents: Awaited<ReturnType<LabWorkerApi['contents']>>) =>
    (restoring = openEmpty().then((db) => writeAllRecords(db, contents))),
});

Comlink.expose(lab);
