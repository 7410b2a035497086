/** The lab worker: the laboratory on this browser's store, locks and backend, for the page to talk to. */
import { version } from '../../package.json';
import { Lab } from '../../src/runner/lab.ts';
import { webLocks } from '../../src/runner/control/locks.ts';
import { models } from '../../src/models/index.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { strategies } from '../../src/strategies/index.ts';
import { chooseBackend, deviceLoss } from '../../src/tensor/choose-backend.ts';
import { trainings } from '../../src/training/index.ts';
import { Comlink } from '../comlink.ts';
import type { LabApi } from './api.ts';
import { shipped } from './pretrained.ts';

// Held for life: how the page learns of its end (client.ts).
void navigator.locks?.request(`alive:${self.name}`, () => new Promise(() => undefined));

const means = { strategies, models, trainings, shipped };
const ground = { open: openDatabase, locks: webLocks(navigator.locks), chooseBackend, deviceLoss, means, version };
const lab: LabApi = new Lab(ground);

Comlink.expose(lab);
