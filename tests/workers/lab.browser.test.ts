/** The lab worker in a real browser, through the page's client: WASM, IndexedDB, Web Locks, a terminated thread. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Problem } from '../../src/protocol/problem.ts';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { parseSpec, type Spec, type SpecInput } from '../../src/protocol/spec.ts';
import { openData } from '../../workers/data/client.ts';
import { openLab } from '../../workers/lab/client.ts';
import type { RunMessage } from '../../workers/lab/api.ts';

const lab = openLab();
let moons: DatasetInfo;
const deaf = (): void => undefined;

const specOf = (change: Partial<SpecInput> = {}): Spec =>
  parseSpec({
    version: 2,
    dataset: { source: 'built-in', name: 'two-moons', size: 400 },
    pool: { train: 200, validation: 40 },
    initial: { size: 4 },
    query: { size: 4, cycles: 2 },
    model: { name: 'mlp', parameters: { width: 16, layers: 1 } },
    training: { epochs: 20, batch: 8, learningRate: 0.01 },
    arms: [{ strategy: 'random' }, { strategy: 'core-set' }],
    ...change,
  });

/** A training that is longer than any test. */
const endless = specOf({ training: { steps: 10_000_000, batch: 4, patience: 0 }, query: { size: 4, cycles: 1 } });

const timeless = (log: LogEvent[]): unknown[] =>
  log.map((event) => ({ ...event, ...('seconds' in event && { seconds: 0 }), ...('time' in event && { time: 0 }) }));

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

beforeAll(async () => {
  await lab.setBackend('wasm');
  const recipe = { name: 'two-moons', size: 400, testSize: 0, seed: 1 };
  moons = await openData().generate(recipe, deaf, new AbortController().signal);
});

afterAll(async () => {
  for (const { id } of await lab.runs()) await lab.deleteRun(id);
  await openData().deleteDataset(moons.id);
  lab.close();
});

test('a run goes from spec to finished log, reported step by step', async () => {
  const run = await lab.create(specOf(), moons.id);
  const messages: RunMessage[] = [];
  expect(await lab.start(run.id, { scope: 'run', delay: 0 }, (message) => void messages.push(message))).toBe(
    'finished',
  );
  const heard = messages.flatMap((message) => (message.type === 'events' ? message.events : []));
  const log = await lab.log(run.id);
  expect(heard).toEqual(log.slice(1));
  expect(log[0]).toMatchObject({ type: 'started', backend: { name: 'wasm' } });
  expect(log.at(-1)).toMatchObject({ type: 'finished' });
});

test('progress is reported during a step', async () => {
  const run = await lab.create(endless, moons.id);
  const told: { done: number; total: number }[] = [];
  const outcome = lab.start(run.id, { scope: 'run', delay: 0 }, (message) => {
    if (message.type === 'progress' && message.phase === 'training')
      told.push({ done: message.done, total: message.total });
  });
  await until(() => told.length > 10);
  await lab.stop(run.id);
  await outcome;
  expect(told.every((one, i) => i === 0 || one.done > told[i - 1]!.done)).toBe(true);
  expect(told.at(-1)!.total).toBe(10_000_000);
});

test('the same spec twice gives the same log, except for times', async () => {
  const logs: unknown[] = [];
  for (let i = 0; i < 2; i++) {
    const run = await lab.create(specOf(), moons.id);
    await lab.start(run.id, { scope: 'run', delay: 0 }, deaf);
    logs.push(timeless(await lab.log(run.id)));
  }
  expect(logs[1]).toEqual(logs[0]);
});

test('pausing does not wait for the end of a step and keeps it; resuming continues it', async () => {
  const run = await lab.create(endless, moons.id);
  let done = 0;
  const outcome = lab.start(run.id, { scope: 'cycle', delay: 0 }, (message) => {
    if (message.type === 'progress' && message.phase === 'training') done = message.done;
  });
  await until(() => done > 0);
  await lab.pause(run.id);
  expect(await outcome).toBe('paused');
  const before = done;
  let first: number | undefined;
  const again = lab.start(run.id, { scope: 'cycle', delay: 0 }, (message) => {
    if (message.type === 'progress' && message.phase === 'training') first ??= message.done;
  });
  await until(() => first !== undefined);
  expect(first).toBeGreaterThanOrEqual(before);
  await lab.stop(run.id);
  expect(await again).toBe('stopped');
});

test('a worker killed during a step loses that step only, and another continues to the same log', async () => {
  // each training outlasts the interval between two reports of progress, so that one arrives in every step
  const spec = specOf({ query: { size: 4, cycles: 3 }, training: { steps: 1500, batch: 4, patience: 0 } });
  const whole = await lab.create(spec, moons.id);
  await lab.start(whole.id, { scope: 'run', delay: 0 }, deaf);
  const victim = openLab();
  await victim.setBackend('wasm');
  const run = await victim.create(spec, moons.id);
  let steps = 0;
  const outcome = victim.start(run.id, { scope: 'run', delay: 0 }, (message) => {
    if (message.type === 'events') steps++;
    if (steps >= 3 && message.type === 'progress' && message.phase === 'training') victim.close();
  });
  expect(await outcome).toBe('stopped');
  const { stepsDone, finished } = (await lab.runs()).find((one) => one.id === run.id)!;
  expect(stepsDone).toBeGreaterThanOrEqual(3);
  expect(finished).toBe(false);
  const stored = timeless(await lab.log(run.id));
  expect(stored).toEqual(timeless(await lab.log(whole.id)).slice(0, stored.length));
  await expect.poll(() => lab.activeRuns()).toEqual([]);
  expect(await lab.start(run.id, { scope: 'run', delay: 0 }, deaf)).toBe('finished');
  expect(timeless(await lab.log(run.id))).toEqual(timeless(await lab.log(whole.id)));
});

test('a worker that the browser ends without a message is detected, and the next call starts another', async () => {
  const Stock = globalThis.Worker;
  const threads: Worker[] = [];
  globalThis.Worker = class extends Stock {
    constructor(...given: ConstructorParameters<typeof Stock>) {
      super(...given);
      threads.push(this);
    }
  };
  const victim = openLab();
  await victim.setBackend('wasm');
  globalThis.Worker = Stock;
  const run = await victim.create(endless, moons.id);
  const outcome = victim.start(run.id, { scope: 'run', delay: 0 }, (message) => {
    if (message.type === 'progress' && message.phase === 'training') threads[0]!.terminate();
  });
  await expect(outcome).rejects.toMatchObject({ code: 'device', remedy: expect.stringContaining('Resume') as string });
  expect((await victim.runs()).some((one) => one.id === run.id)).toBe(true);
  expect(await victim.activeRuns()).not.toContain(run.id);
  victim.close();
});

test('two tabs: the second is refused while the first has the run, and lists it as active', async () => {
  const other = openLab();
  await other.setBackend('wasm');
  const run = await lab.create(endless, moons.id);
  let begun = false;
  const outcome = lab.start(run.id, { scope: 'run', delay: 0 }, () => void (begun = true));
  await until(() => begun);
  expect(await other.activeRuns()).toContain(run.id);
  const refused = await other.start(run.id, { scope: 'run', delay: 0 }, deaf).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({ code: 'busy', message: expect.stringContaining('Another tab') as string });
  await lab.stop(run.id);
  expect(await outcome).toBe('stopped');
  other.close();
});

test('an error of the listener does not stop the run', async () => {
  const run = await lab.create(specOf({ query: { size: 2, cycles: 1 } }), moons.id);
  const faults: string[] = [];
  const hear = (event: ErrorEvent): void => {
    faults.push(event.message);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('error', hear, { capture: true });
  const outcome = await lab.start(run.id, { scope: 'run', delay: 0 }, (message) => {
    if (message.type === 'events') throw new Error('a chart broke');
  });
  window.removeEventListener('error', hear, { capture: true });
  expect(outcome).toBe('finished');
  expect(faults.some((fault) => fault.includes('a chart broke'))).toBe(true);
});
