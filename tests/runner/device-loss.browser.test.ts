/** Loss of the GPU during a run, on the emulated adapter: the run finishes, and the page is told how. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { planSteps } from '../../src/protocol/plan.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { openData } from '../../workers/data/client.ts';
import type { BackendChange, Outcome, RunMessage } from '../../workers/lab/api.ts';
import { openLab, type LabClient } from '../../workers/lab/client.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

const deaf = (): void => undefined;
const spec = parseSpec({
  version: 2,
  dataset: { source: 'built-in', name: 'two-moons', size: 300 },
  pool: { train: 100, test: 60 },
  initial: { size: 4 },
  query: { size: 2, cycles: 1 },
  model: { name: 'linear' },
  training: { epochs: 8, batch: 4, learningRate: 0.05 },
  arms: [{ strategy: 'random' }],
});

/**
 * Runs in each lab worker before its own code, and strikes in the middle of a training: at the fifth time that work is handed
 * to the device after it was told what to do.
 * @param plan what to do, where that is known from the beginning
 */
function saboteur(plan: string): void {
  const fetchStock = globalThis.fetch; // a worker made of a blob has no address of its own to start from
  globalThis.fetch = (what, how) => fetchStock(typeof what === 'string' ? new URL(what, self.origin) : what, how);
  if (plan === 'no adapter') GPU.prototype.requestAdapter = () => Promise.resolve(null);
  let device: GPUDevice | undefined;
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    return (device = await request.apply(this, given));
  };
  const channel = new BroadcastChannel('sabotage');
  channel.onmessage = ({ data }: MessageEvent<string>) => (plan = data);
  let count = 0;
  const submit = GPUQueue.prototype.submit;
  GPUQueue.prototype.submit = function (...given) {
    submit.apply(this, given);
    if (!plan || ++count < 5) return;
    channel.postMessage('struck');
    if (plan.includes('reads never settle')) GPUBuffer.prototype.mapAsync = () => new Promise(() => undefined);
    if (plan.includes('destroy')) device?.destroy();
    if (plan.includes('refuse')) device?.createBuffer({ size: 2 ** 50, usage: GPUBufferUsage.STORAGE });
    plan = '';
    count = 0;
  };
}

const Stock = globalThis.Worker;
const channel = new BroadcastChannel('sabotage');
/** For each worker in turn. */
let plans: string[];
let lab: LabClient;
let changes: BackendChange[];
let moons: DatasetInfo;

const timeless = (log: LogEvent[]): unknown[] =>
  log.map((event) => ({ ...event, ...('seconds' in event && { seconds: 0 }), ...('time' in event && { time: 0 }) }));

/** Runs the spec to its end or to a pause; the first worker loses its device in the second cycle. */
async function conducted(damage: string, halt?: (id: string) => void): Promise<{ id: string; outcome: Outcome }> {
  const { id } = await lab.create(spec, moons.id);
  let steps = 0;
  channel.onmessage = () => halt?.(id);
  const outcome = await lab.start(id, { scope: 'run', delay: 0 }, (message: RunMessage) => {
    if (message.type === 'events' && ++steps === 1 && damage) channel.postMessage(damage);
  });
  return { id, outcome };
}

beforeAll(async () => {
  const recipe = { name: 'two-moons', size: 300, testSize: 0, seed: 1 };
  moons = await openData().generate(recipe, deaf, new AbortController().signal);
});

beforeEach(async () => {
  plans = [];
  changes = [];
  globalThis.Worker = class extends Stock {
    constructor(address: string | URL, options?: WorkerOptions) {
      const before = URL.createObjectURL(
        new Blob([`(${String(saboteur)})('${plans.shift() ?? ''}')`], { type: 'text/javascript' }),
      );
      const both = `import '${before}'; import '${String(new URL(address, location.href))}';`;
      super(URL.createObjectURL(new Blob([both], { type: 'text/javascript' })), options);
    }
  };
  lab = openLab((change) => changes.push(change));
  expect((await lab.setBackend('webgpu')).name).toBe('webgpu');
});

afterEach(async () => {
  channel.onmessage = null;
  globalThis.Worker = Stock;
  for (const { id } of await lab.runs()) await lab.deleteRun(id);
  lab.close();
});

afterAll(() => openData().deleteDataset(moons.id));

test('a destroyed device and one that refuses work are replaced, and the log is that of an undisturbed run', async () => {
  const calm = await conducted('');
  expect(changes).toEqual([]);
  plans = ['refuse'];
  const struck = await conducted('destroy');
  expect([calm.outcome, struck.outcome]).toEqual(['finished', 'finished']);
  const log = await lab.log(struck.id);
  expect(log.filter((event) => event.type === 'measured')).toHaveLength(planSteps(spec).length);
  expect(timeless(log)).toEqual(timeless(await lab.log(calm.id)));
  expect(changes.map((change) => change.backend.name)).toEqual(['webgpu', 'webgpu']);
  expect(changes[0]!.text).toMatch(
    /^The GPU \(.+\) was lost: .+ It was restarted, and the run continues from the last stored step/,
  );
  expect(changes[1]!.text).toMatch(/^The GPU \(.+\) refused to work: /);
});

test('with a device whose reads never settle a run pauses, then continues on WASM, and the log names the change', async () => {
  plans = ['no adapter'];
  let paused: Promise<void> | undefined;
  const { id, outcome } = await conducted('reads never settle, destroy', (run) => (paused = lab.pause(run)));
  expect(outcome).toBe('paused');
  await paused;
  // the loss may be told of a moment after the standstill
  await expect.poll(() => changes.length).toBe(1);
  const [{ text, backend }] = changes as [BackendChange];
  expect(text).toMatch(/was lost: .+ The run continues on WASM \(.*SIMD.*\) from the last stored step/);
  expect(backend).toMatchObject({ name: 'wasm', reason: expect.stringMatching(/was lost: .+ Reload/) as string });

  expect(await lab.start(id, { scope: 'run', delay: 0 }, deaf)).toBe('finished');
  const log = await lab.log(id);
  const moves = log.flatMap((event, at) => (event.type === 'backend-changed' ? [at] : []));
  expect(moves).toHaveLength(1);
  expect(log[0]).toMatchObject({ backend: { name: 'webgpu' } });
  expect(log[moves[0]!]).toMatchObject({ backend: { name: 'wasm', adapter: backend.adapter } });
  expect(log[moves[0]! + 1]).toMatchObject({ type: 'trained', cycle: 1 });
  expect((await lab.runs()).find((run) => run.id === id)?.backend.name).toBe('wasm');
});

test('what is stored in memory is carried to the worker with the new device', async () => {
  const calm = await conducted('');
  const expected = timeless(await lab.log(calm.id));
  await lab.deleteRun(calm.id);
  lab.close();
  lab = openLab((change) => changes.push(change), { inMemory: true });
  await lab.setBackend('webgpu');
  const recipe = { name: 'two-moons', size: 300, testSize: 0, seed: 1 };
  const { id: datasetId } = await lab.data().generate(recipe, deaf, new AbortController().signal);
  expect(datasetId).toBe(moons.id);
  const struck = await conducted('destroy');
  expect(struck.outcome).toBe('finished');
  expect(changes).toHaveLength(1);
  expect(timeless(await lab.log(struck.id))).toEqual(expected);
  expect(await lab.data().datasets()).toHaveLength(1);
  expect((await openData().datasets()).filter(({ id }) => id !== moons.id)).toEqual([]);
});
