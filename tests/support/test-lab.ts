/** A lab in Node: storage in memory, locks shared by the labs of one test, tensors on the CPU. */
import 'fake-indexeddb/auto';
import '@tensorflow/tfjs-backend-cpu';
import { vi } from 'vitest';
import { wholeRegistry } from '../../src/runner/whole-registry.ts';
import { Rng } from '../../src/random/rng.ts';
import { Lab, type LabDeps } from '../../src/runner/lab.ts';
import { inMemoryLocks } from '../../src/runner/control/locks.ts';
import type { RunListener, RunOutcome } from '../../src/runner/control/run-messages.ts';
import type { Registry } from '../../src/runner/registry.ts';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { parseSpec, type Spec, type SpecInput } from '../../src/protocol/spec.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { DatasetWriter } from '../../src/storage/datasets.ts';
import { loadGradients } from '../../src/tensor/gradients.ts';
import * as tf from '../../src/tensor/tf.ts';
import { datasetInfoOf } from './dataset-info.ts';

export const realRegistry: Registry = wholeRegistry;

let count = 0;

/** New storage with one data set of two noisy, overlapping groups; a table, so that no decision maps are computed. */
export async function freshDatabase(
  change: Partial<DatasetInfo> = {},
  labelOf = (i: number) => i % 2,
): Promise<Database> {
  const db = await openDatabase(`test-${count++}`);
  const info = datasetInfoOf(change);
  const rng = new Rng(7);
  const labels = Int32Array.from({ length: info.count }, (_, i) => labelOf(i));
  const values = Float32Array.from(
    { length: info.count * 2 },
    (_, i) => rng.normal() + (i % 2 ? 0 : 2 * (labels[i >> 1]! & 1)),
  );
  const writer = new DatasetWriter(db, info.id, info.shape, info.dtype, info.chunkSize);
  await writer.add(values);
  await writer.finish(info, labels);
  return db;
}

export function specOf(change: Partial<SpecInput> = {}): Spec {
  return parseSpec({
    version: 2,
    dataset: { source: 'stored', id: 'groups' },
    pool: { train: 60, validation: 20, test: 30 },
    initial: { size: 4 },
    query: { size: 3, cycles: 2 },
    model: { name: 'mlp', parameters: { width: 4, layers: 1 } },
    training: { epochs: 6, batch: 4, learningRate: 0.05 },
    arms: [{ strategy: 'random' }, { strategy: 'entropy' }, { strategy: 'core-set' }],
    seeds: [1, 2],
    ...change,
  });
}

export function labWith(db: Database, change: Partial<LabDeps> = {}): Lab {
  return new Lab({
    openDatabase: () => Promise.resolve(db),
    locks: inMemoryLocks(),
    registry: realRegistry,
    version: 'test',
    async chooseBackend() {
      await loadGradients();
      await tf.setBackend('cpu');
      return { name: 'cpu', adapter: 'test', reason: '' };
    },
    deviceLoss: () => new Promise(() => undefined),
    ...change,
  });
}

/** The log without the fields that may differ between two runs of one spec, at any depth. */
export const withoutTimes = (log: readonly LogEvent[]): unknown[] =>
  JSON.parse(
    JSON.stringify(log, (name, value: unknown) => (name === 'seconds' || name === 'time' ? 0 : value)),
  ) as unknown[];

export const ignoreMessages = (): void => undefined;

/** Runs to the end on a clock by which each look takes a second, so that checkpoints are due every few steps. */
export async function startOnTickingClock(
  lab: Lab,
  runId: string,
  listener: RunListener = ignoreMessages,
): Promise<RunOutcome> {
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
  try {
    return await lab.start(runId, { scope: 'run', delay: 0 }, listener);
  } finally {
    clock.mockRestore();
  }
}

/** A complete run without interruption. */
export async function runToEnd(spec: Spec, kind: DatasetInfo['kind'] = 'table'): Promise<LogEvent[]> {
  const lab = labWith(await freshDatabase({ kind }));
  const run = await lab.create(spec, 'groups');
  await lab.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages);
  return lab.log(run.id);
}
