/** Runs with GAAL and ADBA on two groups of points, with next to no training, and what their learners were given. */
import { expect } from 'vitest';
import type { RunMessage } from '../../src/runner/control/run-messages.ts';
import type { Labelled, LogEvent, Measured, Queried } from '../../src/protocol/events.ts';
import type { SpecInput, Values } from '../../src/protocol/spec.ts';
import type { Database } from '../../src/storage/database.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { deaf, freshStore, labOn, realMeans, specOf } from './test-lab.ts';

const prepared = { ganSteps: 8 };
export const gaal = (parameters: Values = {}) => ({
  strategy: 'gaal',
  parameters: { ...prepared, latentSteps: 6, ...parameters },
});
export const adba = (parameters: Values = {}) => ({
  strategy: 'adba',
  parameters: { ...prepared, encoderSteps: 8, ...parameters },
});
export const asking = (arm: SpecInput['arms'][number], change: Partial<SpecInput> = {}) =>
  specOf({
    pool: { train: 60, test: 30 },
    model: { name: 'linear' },
    arms: [arm],
    training: { epochs: 20, batch: 8, learningRate: 0.05, patience: 0 },
    seeds: [1],
    ...change,
  });
export const wasm = { chooseBackend: () => chooseBackend('wasm') };
export const planes = (): Promise<Database> => freshStore({ kind: 'plane' });
/** Where generator, encoder and classifier are made once for most of these tests, as they are for a visitor's runs. */
let shared: Promise<Database> | undefined;
export const same = (): Promise<Database> => (shared ??= planes());

export async function runOn(db: Database, spec: ReturnType<typeof asking>, hear: (message: RunMessage) => void = deaf) {
  const lab = labOn(db, wasm);
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, 'run', 0, hear)).toBe('finished');
  return lab.log(id);
}

export const queries = (log: readonly LogEvent[]) => log.filter((event): event is Queried => event.type === 'queried');
export const answers = (log: readonly LogEvent[]) =>
  log.filter((event): event is Labelled => event.type === 'labelled');
export const measures = (log: readonly LogEvent[]) =>
  log.filter((event): event is Measured => event.type === 'measured');
export const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);

/** What each training was given: how many samples, and their labels. */
function spied() {
  const seen: { count: number; labels: number[]; shape: number[]; values: number[] }[] = [];
  const trainings = realMeans.trainings.map((training) => ({
    ...training,
    async fit(...given: Parameters<typeof training.fit>) {
      const [network, labelled] = given;
      const positions = Array.from({ length: labelled.count }, (_, i) => i);
      const values = [...(await labelled.read(positions))];
      seen.push({ count: labelled.count, labels: [...labelled.labels], shape: [...network.shape], values });
      return training.fit(...given);
    },
  }));
  return { seen, means: { ...realMeans, trainings } };
}

export async function spiedRun(
  spec: ReturnType<typeof asking>,
  answer?: (message: RunMessage, tell: (labels: number[]) => void) => void,
) {
  const { seen, means } = spied();
  const lab = labOn(await same(), { ...wasm, means });
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, 'run', 0, (message) => answer?.(message, (labels) => void lab.answer(id, labels)))).toBe(
    'finished',
  );
  return { seen, log: await lab.log(id) };
}
