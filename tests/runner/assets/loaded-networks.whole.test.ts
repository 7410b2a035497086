/** Whole runs whose networks stay on the device from cycle to cycle: loaded once, the same log, and freed with the run. */
import { afterEach, expect, test, vi } from 'vitest';
import type { LogEvent } from '../../../src/protocol/events.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { assetKinds } from '../../../src/runner/assets/kinds/index.ts';
import { LoadedNetworks } from '../../../src/runner/assets/loaded-networks.ts';
import { disposeOf } from '../../../src/runner/assets/ready-asset.ts';
import type { Lab } from '../../../src/runner/lab.ts';
import type { Database } from '../../../src/storage/database.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { freshDatabase, ignoreMessages, labWith, specOf, withoutTimes } from '../../support/test-lab.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(() => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(0);
});

const quick = { ganSteps: 8, latentSteps: 5 };
const spec = specOf({
  ...{ pool: { train: 60, test: 30 }, query: { size: 3, cycles: 3 }, seeds: [1] },
  training: { epochs: 10, batch: 8, learningRate: 0.05, patience: 0 },
  arms: [
    { strategy: 'asal', parameters: { ...quick, features: 'discriminator' } },
    { strategy: 'gaal', parameters: quick },
  ],
});
const planes = (): Promise<Database> => freshDatabase({ kind: 'plane' });
const wasm = { chooseBackend: () => chooseBackend('wasm') };

async function begun(db: Database): Promise<{ lab: Lab; id: string }> {
  const lab = labWith(db, wasm);
  const { id } = await lab.create(spec, 'groups');
  return { lab, id };
}

async function logOf(db: Database): Promise<LogEvent[]> {
  const { lab, id } = await begun(db);
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  expect(tf.memory().numTensors).toBe(0);
  return lab.log(id);
}

/** How often each kind of network is read from the database. */
const loads = () => [
  vi.spyOn(assetKinds.generator, 'load').mock.calls,
  vi.spyOn(assetKinds.classifier, 'load').mock.calls,
];

test('a run reads no network twice, and its log is that of a run that reads them in each step', async () => {
  const counted = loads();
  const log = await logOf(await planes());
  // Both were built in this run, and never left the device.
  expect(counted.map((calls) => calls.length)).toEqual([0, 0]);
  const assets = log.flatMap((event) => (event.type === 'queried' ? [event.prepared?.assets.map(({ kind }) => kind)] : []));
  expect(assets).toContainEqual(['generator', 'features']);
  vi.spyOn(LoadedNetworks.prototype, 'put').mockImplementation(disposeOf);
  expect(withoutTimes(await logOf(await planes()))).toEqual(withoutTimes(log));
  expect(counted.every((calls) => calls.length > 1)).toBe(true);
});

test('networks of a paused run stay within the bound of a pause, and a stop frees them', async () => {
  const { lab, id } = await begun(await planes());
  const shrunk = vi.spyOn(LoadedNetworks.prototype, 'shrinkTo');
  expect(await lab.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages)).toBe('paused');
  expect(shrunk).toHaveBeenLastCalledWith(32 * 2 ** 20);
  // The generator of the plane is small.
  expect(tf.memory().numTensors).toBeGreaterThan(0);
  expect(await lab.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages)).toBe('paused');
  await lab.stop(id);
  expect(tf.memory().numTensors).toBe(0);
});

test('the loss of the device frees them', async () => {
  let lose: (problem: Problem) => void = () => undefined;
  const lost = new Promise<Problem>((resolve) => (lose = resolve));
  const lab = labWith(await planes(), { ...wasm, deviceLoss: () => lost });
  const { id } = await lab.create(spec, 'groups');
  // While a step uses a network of an earlier one: it puts it back afterwards.
  const take = LoadedNetworks.prototype.take;
  vi.spyOn(LoadedNetworks.prototype, 'take').mockImplementation(function (this: LoadedNetworks, asset) {
    const found = take.call(this, asset);
    if (found) lose(new Problem('device', 'Lost.'));
    return found;
  });
  const ended = lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
  await expect(ended).rejects.toMatchObject({ code: 'device' });
  // The abandoned step ends by itself, since this device is there.
  await vi.waitFor(() => expect(tf.memory().numTensors).toBe(0), { timeout: 20_000 });
});
