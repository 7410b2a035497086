/** A GPU that goes away in the middle of a run, on the emulated adapter: the run comes to its end, and it is said how. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { DatasetInfo } from '../../../src/spec/dataset.ts';
import type { LogEvent } from '../../../src/spec/events.ts';
import { planOf } from '../../../src/spec/plan.ts';
import { parseSpec } from '../../../src/spec/schema.ts';
import { openData } from '../../../workers/data/client.ts';
import type { BackendChange, RunMessage } from '../../../workers/lab/api.ts';
import { openLab, type LabClient } from '../../../workers/lab/client.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const deaf = (): void => undefined;
const spec = parseSpec({
  version: 1,
  dataset: { source: 'built-in', name: 'two-moons', size: 300 },
  pool: { train: 100, test: 60 },
  initial: { size: 4 },
  query: { size: 2, cycles: 1 },
  model: { name: 'linear' },
  training: { epochs: 16, batch: 4, learningRate: 0.05 },
  arms: [{ strategy: 'random' }],
});

/** Runs in each lab worker before its own code: does to its device what the test says. @param gone no adapter is found */
function saboteur(gone: boolean): void {
  const fetchStock = globalThis.fetch; // a worker made of a blob has no address of its own to start from
  globalThis.fetch = (what, how) => fetchStock(typeof what === 'string' ? new URL(what, self.origin) : what, how);
  const devices: GPUDevice[] = [];
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    const device = await request.apply(this, given);
    devices.push(device);
    return device;
  };
  if (gone) GPU.prototype.requestAdapter = () => Promise.resolve(null);
  new BroadcastChannel('sabotage').onmessage = ({ data }: MessageEvent<string>) => {
    if (data.includes('reads never settle')) GPUBuffer.prototype.mapAsync = () => new Promise(() => undefined);
    if (data.includes('destroy')) devices.at(-1)?.destroy();
    if (data.includes('refuse')) devices.at(-1)?.createBuffer({ size: 2 ** 50, usage: GPUBufferUsage.STORAGE });
  };
}

const Stock = globalThis.Worker;
const channel = new BroadcastChannel('sabotage');
let gone: boolean;
let lab: LabClient;
let changes: BackendChange[];
let moons: DatasetInfo;
let whole: unknown[];

const timeless = (log: LogEvent[]): unknown[] =>
  log.map((event) => ({ ...event, ...('seconds' in event && { seconds: 0 }), ...('time' in event && { time: 0 }) }));

/** Runs the spec, and does the damage in the middle of the given trainings, counted from one with those done anew. */
async function damaged(damage: string, times: number[] = [2]): Promise<LogEvent[]> {
  const { id } = await lab.create(spec, moons.id);
  let training = 0;
  let inside = false;
  const hear = (message: RunMessage): void => {
    const now = message.type === 'progress' && message.phase === 'training' && message.done > 0;
    if (now && !inside && times.includes(++training)) channel.postMessage(damage);
    inside = now;
  };
  expect(await lab.start(id, 'run', 0, hear)).toBe('finished');
  const log = await lab.log(id);
  expect(log.filter((event) => event.type === 'measured')).toHaveLength(planOf(spec).length);
  return log;
}

beforeAll(async () => {
  const recipe = { name: 'two-moons', size: 300, testSize: 0, seed: 1 };
  moons = await openData().generate(recipe, deaf, new AbortController().signal);
});

beforeEach(async () => {
  gone = false;
  changes = [];
  globalThis.Worker = class extends Stock {
    constructor(address: string | URL, options?: WorkerOptions) {
      const before = URL.createObjectURL(new Blob([`(${String(saboteur)})(${gone})`], { type: 'text/javascript' }));
      const both = `import '${before}'; import '${String(new URL(address, location.href))}';`;
      super(URL.createObjectURL(new Blob([both], { type: 'text/javascript' })), options);
    }
  };
  lab = openLab((change) => changes.push(change));
  expect((await lab.backend('webgpu')).name).toBe('webgpu');
});

afterEach(async () => {
  globalThis.Worker = Stock;
  for (const { id } of await lab.runs()) await lab.deleteRun(id);
  lab.close();
});

afterAll(() => openData().deleteDataset(moons.id));

test('destroyed: a new one takes its place, and the log is that of a run that nothing befell', async () => {
  whole = timeless(await damaged('nothing'));
  expect(changes).toEqual([]);
  expect(timeless(await damaged('destroy'))).toEqual(whole);
  expect(changes.map((change) => change.backend.name)).toEqual(['webgpu']);
  expect(changes[0]!.text).toMatch(/^The GPU \(.+\) was lost: .+ It has been taken anew, from the last step/);
});

test('work that the device refuses leaves no trace in the log', async () => {
  expect(timeless(await damaged('refuse'))).toEqual(whole);
  expect(changes[0]!.text).toMatch(/^The GPU \(.+\) refused to work: /);
});

test('destroyed with reads that never settle and no other device to be had: WASM goes on, and the log says from where', async () => {
  const { id } = await lab.create(spec, moons.id);
  await lab.deleteRun(id);
  gone = true;
  const log = await damaged('reads never settle, destroy');
  const moves = log.flatMap((event, at) => (event.type === 'moved' ? [{ at, backend: event.backend }] : []));
  expect(moves).toEqual([
    { at: expect.any(Number) as number, backend: { name: 'wasm', adapter: expect.stringMatching(/SIMD/) as string } },
  ]);
  expect(log[moves[0]!.at + 1]).toMatchObject({ type: 'trained', cycle: 1 });
  expect(log[0]).toMatchObject({ backend: { name: 'webgpu' } });
  expect(changes).toHaveLength(1);
  expect(changes[0]!.text).toMatch(/was lost: .+ From here on WASM computes \(.*SIMD.*\), from the last step/);
  expect(changes[0]!.backend).toMatchObject({
    name: 'wasm',
    reason: expect.stringMatching(/was lost: .+ Reload the page/) as string,
  });
  expect((await lab.runs()).map((run) => run.backend.name)).toEqual(['wasm']);
});

test('lost for the third time at one step, it is given up for WASM', async () => {
  const log = await damaged('destroy', [2, 3, 4]);
  expect(changes.map((change) => change.backend.name)).toEqual(['webgpu', 'webgpu', 'wasm']);
  expect(log.filter((event) => event.type === 'moved')).toHaveLength(1);
});

test('asked to pause while the device goes, the run stands still and goes on when told to', async () => {
  const { id } = await lab.create(spec, moons.id);
  let paused: Promise<void> | undefined;
  const outcome = lab.start(id, 'run', 0, (message) => {
    if (paused || message.type !== 'progress' || message.phase !== 'training' || message.done === 0) return;
    channel.postMessage('reads never settle, destroy');
    paused = lab.pause(id);
  });
  expect(await outcome).toBe('paused');
  await paused;
  expect(await lab.log(id)).toHaveLength(1);
  expect(await lab.start(id, 'run', 0, deaf)).toBe('finished');
  expect(timeless(await lab.log(id))).toEqual(whole);
});
