/** Networks on the device between the steps of a run: one owner at a time, within a bound, and none left behind. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ganRecipeNamed } from '../../../src/generative/recipes/gan-recipes.ts';
import type { AssetContext } from '../../../src/runner/assets/asset-context.ts';
import type { ReadyAsset } from '../../../src/runner/assets/ready-asset.ts';
import { AssetSession } from '../../../src/runner/assets/asset-session.ts';
import { LoadedNetworks } from '../../../src/runner/assets/loaded-networks.ts';
import { LruCache } from '../../../src/runner/assets/lru-cache.ts';
import { deleteAsset } from '../../../src/storage/assets.ts';
import { getDataset } from '../../../src/storage/datasets.ts';
import { SampleReader } from '../../../src/storage/sample-reader.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { freshDatabase } from '../../support/test-lab.ts';

beforeAll(() => chooseBackend('wasm'));

/** A network that tells whether it was disposed of. */
function stub(id: string): ReadyAsset & { disposed: () => number } {
  let disposed = 0;
  const product = { dispose: () => void disposed++ };
  return { info: { id }, legacyId: undefined, product, disposed: () => disposed } as unknown as ReturnType<typeof stub>;
}

describe('the networks between steps', () => {
  test('belong to whoever takes them', () => {
    const loaded = new LoadedNetworks(10);
    const a = stub('a');
    loaded.put(a, 4);
    expect([loaded.take('a'), loaded.take('a'), loaded.take('b')]).toEqual([a, undefined, undefined]);
    expect(a.disposed()).toBe(0);
  });

  test('are of bounded size: those used least recently go first', () => {
    const loaded = new LoadedNetworks(10);
    const [a, b, c, large] = [stub('a'), stub('b'), stub('c'), stub('large')];
    loaded.put(a, 4);
    loaded.put(b, 4);
    loaded.put(loaded.take('a')!, 4);
    loaded.put(c, 4);
    expect([a, b, c].map((one) => one.disposed())).toEqual([0, 1, 0]);
    loaded.put(large, 11);
    expect([a, b, c, large].map((one) => one.disposed())).toEqual([1, 1, 1, 1]);
    expect(loaded.take('large')).toBeUndefined();
  });

  test('are one of each: a second copy is disposed of', () => {
    const loaded = new LoadedNetworks(10);
    const [first, second] = [stub('a'), stub('a')];
    loaded.put(first, 4);
    loaded.put(second, 4);
    expect([first.disposed(), second.disposed(), loaded.take('a')]).toEqual([0, 1, first]);
  });

  test('are all freed at the end, those in use when they are put back', () => {
    const loaded = new LoadedNetworks(10);
    const [a, b] = [stub('a'), stub('b')];
    loaded.put(a, 4);
    loaded.put(b, 4);
    const used = loaded.take('b')!;
    loaded.close();
    expect([a.disposed(), b.disposed()]).toEqual([1, 0]);
    loaded.put(used, 4);
    expect([a.disposed(), b.disposed()]).toEqual([1, 1]);
  });
});

describe('sessions one after the other', () => {
  const input = {
    recipe: { ...ganRecipeNamed('plane-wgan-gp'), batch: 16, generatorBatch: 16 },
    ...{ steps: 2, seed: 3 },
  };
  async function contextOf(): Promise<AssetContext> {
    const db = await freshDatabase({ kind: 'plane' });
    const info = await getDataset(db, 'groups');
    return {
      ...{ db, info, samples: new SampleReader(db, info), madeOn: 'wasm', scaling: undefined, cache: new LruCache() },
      loaded: new LoadedNetworks(),
      pool: Int32Array.from({ length: 60 }, (_, i) => i),
      control: { checkpoint: () => Promise.resolve(), stopwatch: () => () => 1, phase: () => () => undefined },
    };
  }
  const open = async (context: AssetContext) => {
    const session = new AssetSession(context);
    return { session, product: (await session.ensure('generator', input)).product };
  };

  test('use one network; sessions at the same time have one each; nothing is left in the end', async () => {
    const context = await contextOf();
    const first = await open(context);
    first.session.dispose();
    const kept = tf.memory().numTensors;
    expect(kept).toBeGreaterThan(0);
    const second = await open(context);
    expect(second.product).toBe(first.product);
    expect(second.session.used.map(({ kind }) => kind)).toEqual(['generator']);
    const beside = await open(context);
    expect(beside.product).not.toBe(first.product);
    expect(tf.memory().numTensors).toBe(2 * kept);
    second.session.dispose();
    beside.session.dispose();
    expect(tf.memory().numTensors).toBe(kept);
    context.loaded.close();
    expect(tf.memory().numTensors).toBe(0);
  });

  test('build it again where the stored asset was deleted', async () => {
    const context = await contextOf();
    const first = await open(context);
    const { id } = first.session.used[0]!;
    first.session.dispose();
    await deleteAsset(context.db, id);
    const second = await open(context);
    expect(second.product).not.toBe(first.product);
    expect(second.session.buildSeconds).toBeGreaterThan(0);
    second.session.dispose();
    context.loaded.close();
    expect(tf.memory().numTensors).toBe(0);
  });
});
