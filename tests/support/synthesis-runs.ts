/** Runs with GAAL and ADBA on two groups of points, with hardly any training, and their learners' training sets. */
import { expect } from 'vitest';
import type { RunMessage } from '../../src/runner/control/run-messages.ts';
import type { Labelled, LogEvent, Measured, Queried } from '../../src/protocol/events.ts';
import type { SpecInput, ParameterValues } from '../../src/protocol/spec.ts';
import type { Database } from '../../src/storage/database.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { ignoreMessages, freshDatabase, labWith, realRegistry, specOf } from './test-lab.ts';

const briefTraining = { ganSteps: 8 };
export const gaal = (parameters: ParameterValues = {}) => ({
  strategy: 'gaal',
  parameters: { ...briefTraining, latentSteps: 6, ...parameters },
});
export const adba = (parameters: ParameterValues = {}) => ({
  strategy: 'adba',
  parameters: { ...briefTraining, encoderSteps: 8, ...parameters },
});
export const synthesisSpec = (arm: SpecInput['arms'][number], change: Partial<SpecInput> = {}) =>
  specOf({
    pool: { train: 60, test: 30 },
    model: { name: 'linear' },
    arms: [arm],
    training: { epochs: 20, batch: 8, learningRate: 0.05, patience: 0 },
    seeds: [1],
    ...change,
  });
export const onWasm = { chooseBackend: () => chooseBackend('wasm') };
export const planeDatabase = (): Promise<Database> => freshDatabase({ kind: 'plane' });
/** Storage with generator, encoder and classifier, built once for most of these tests, as for a visitor's runs. */
let sharedDatabase: Promise<Database> | undefined;
export const useSharedDatabase = (): Promise<Database> => (sharedDatabase ??= planeDatabase());

export async function runOn(
  db: Database,
  spec: ReturnType<typeof synthesisSpec>,
  hear: (message: RunMessage) => void = ignoreMessages,
) {
  const lab = labWith(db, onWasm);
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, hear)).toBe('finished');
  return lab.log(id);
}

export const queries = (log: readonly LogEvent[]) => log.filter((event): event is Queried => event.type === 'queried');
export const answers = (log: readonly LogEvent[]) =>
  log.filter((event): event is Labelled => event.type === 'labelled');
export const measurements = (log: readonly LogEvent[]) =>
  log.filter((event): event is Measured => event.type === 'measured');
export const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);

/** The samples of each training: their number and labels. */
function recordTraining() {
  const seen: { count: number; labels: number[]; shape: number[]; values: number[] }[] = [];
  const trainings = realRegistry.trainings.map((training) => ({
    ...training,
    async fit(...given: Parameters<typeof training.fit>) {
      const [{ network, labelled }] = given;
      const positions = Array.from({ length: labelled.count }, (_, i) => i);
      const values = [...(await labelled.read(positions))];
      seen.push({ count: labelled.count, labels: [...labelled.labels], shape: [...network.shape], values });
      return training.fit(...given);
    },
  }));
  return { seen, registry: { ...realRegistry, trainings } };
}

export async function runRecordingTraining(
  spec: ReturnType<typeof synthesisSpec>,
  answer?: (message: RunMessage, tell: (labels: number[]) => void) => void,
) {
  const { seen, registry } = recordTraining();
  const lab = labWith(await useSharedDatabase(), { ...onWasm, registry });
  const { id } = await lab.create(spec, 'groups');
  expect(
    await lab.start(id, { scope: 'run', delay: 0 }, (message) =>
      answer?.(message, (labels) => void lab.answer(id, labels)),
    ),
  ).toBe('finished');
  return { seen, log: await lab.log(id) };
}
