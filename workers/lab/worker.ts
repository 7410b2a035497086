/** The lab worker: the lab with this browser's storage, locks and backend, exposed to the page. */
import { version } from '../../package.json';
import { assetKindInfos } from '../../src/runner/assets/kinds/index.ts';
import { Lab } from '../../src/runner/lab.ts';
import { webLocks } from '../../src/runner/control/locks.ts';
import { measures } from '../../src/measuring/index.ts';
import { models } from '../../src/models/index.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { strategies } from '../../src/strategies/index.ts';
import { chooseBackend, deviceLoss } from '../../src/tensor/choose-backend.ts';
import { trainingMethods } from '../../src/training/index.ts';
import { Comlink } from '../comlink.ts';
import type { LabApi } from './api.ts';
import { pretrained } from './pretrained.ts';

// Held until the worker ends, so that the page can detect its end (worker-handle.ts).
void navigator.locks?.request(`alive:${self.name}`, () => new Promise(() => undefined));

const registry = { strategies, models, trainings: trainingMethods, measures, assets: assetKindInfos, pretrained };
const deps = { openDatabase, locks: webLocks(navigator.locks), chooseBackend, deviceLoss, registry, version };
const lab: LabApi = new Lab(deps);

Comlink.expose(lab);
