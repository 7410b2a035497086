/** The latent maps of a run: one after the other, each from the nearest one that there is. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LatentMaps, type EmbeddingSource } from '../../../src/app/figures/latent-map/latent-maps.svelte.ts';
import type { StepKey } from '../../../src/protocol/events.ts';
import type { PoolEmbedding } from '../../../src/protocol/replay/pool-embedding.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import type { MapClient } from '../../../workers/map/client.ts';

const key = (cycle: number, arm = 0): StepKey => ({ seed: 1, cycle, arm });
const lookOf = (at: StepKey, indices: number[]): PoolEmbedding => ({
  ...at,
  indices: Int32Array.from(indices),
  labels: new Int32Array(indices.length),
  predictions: new Int32Array(indices.length),
  scores: [],
  features: new Float32Array(indices.length),
  featureSize: 1,
  loggedLearner: true,
});

/** A map worker that puts sample i at (i, cycle asked for), and remembers where it was to begin. */
class HandMap implements MapClient {
  began: (Float32Array | undefined)[] = [];
  methods: string[] = [];
  closed = 0;
  refuse: Problem | undefined;
  project: MapClient['project'] = async (points, { method, previous: last }) => {
    await Promise.resolve();
    if (this.refuse) throw this.refuse;
    this.began.push(last);
    this.methods.push(method);
    return Float32Array.from({ length: 2 * points.count }, (_, at) => (at % 2 ? this.began.length : at / 2));
  };
  close(): void {
    this.closed++;
  }
}
class HandRun implements EmbeddingSource {
  active = false;
  see: ((look: PoolEmbedding) => void) | undefined;
  asked: StepKey[] = [];
  watchEmbeddings(see: (look: PoolEmbedding) => void): () => void {
    this.see = see;
    return () => void (this.see = undefined);
  }
  computeEmbedding: EmbeddingSource['computeEmbedding'] = (at) => {
    this.asked.push(at);
    return Promise.resolve(lookOf(at, [5, 6]));
  };
}

let [map, run, maps] = [new HandMap(), new HandRun(), undefined as unknown as LatentMaps];
beforeEach(() => {
  [map, run] = [new HandMap(), new HandRun()];
  maps = new LatentMaps(run, map);
  maps.start();
});
afterEach(() => maps.dispose());
const rest = () => new Promise((resolve) => setTimeout(resolve));

describe('maps', () => {
  test('come as the run goes on, each from the arm’s last one; a sample that was not there begins nowhere', async () => {
    run.see!(lookOf(key(0), [3, 4]));
    run.see!(lookOf(key(0, 1), [3, 4]));
    run.see!(lookOf(key(1), [4, 9]));
    await rest();
    expect(map.began[0]).toBeUndefined();
    // another arm begins with what there is of this one
    expect(map.began[1]).toEqual(Float32Array.of(0, 1, 1, 1));
    // sample 4 was second on the first map
    expect(map.began[2]).toEqual(Float32Array.of(1, 1, NaN, NaN));
    expect(maps.get(key(1))).toMatchObject({ cycle: 1, indices: Int32Array.of(4, 9) });
    expect(maps.latest(1, 0, 7)?.cycle).toBe(1);
    expect(maps.latest(1, 0, 0)?.cycle).toBe(0);
    expect(maps.progress).toBeUndefined();
  });

  test('of a run that is faster leave the oldest out', async () => {
    for (let cycle = 0; cycle < 20; cycle++) run.see!(lookOf(key(cycle), [1]));
    await rest();
    expect(map.began).toHaveLength(9);
    expect(maps.get(key(19))).toBeDefined();
    expect(maps.get(key(5))).toBeUndefined();
  });

  test('are made again for steps that nobody saw, and for these only', async () => {
    run.see!(lookOf(key(1), [5]));
    await rest();
    await maps.recompute([key(0), key(1), key(2)]);
    expect(run.asked).toEqual([key(0), key(2)]);
    expect(maps.get(key(2))).toBeDefined();
  });

  test('by another projection are made of the embeddings that are kept, without training', async () => {
    run.see!(lookOf(key(0), [3, 4]));
    await rest();
    const before = maps.get(key(0))!.positions;
    maps.use('t-sne');
    expect(maps.get(key(0))).toBeUndefined();
    await rest();
    expect(map.methods).toEqual(['umap', 't-sne']);
    // not from the other projection's positions
    expect(map.began[1]).toBeUndefined();
    expect(maps.get(key(0))!.positions).not.toEqual(before);
    expect(run.asked).toEqual([]);
  });

  test('that cannot be made say why; what was given up says nothing', async () => {
    map.refuse = new Problem('unfit', 'It has diverged.', 'Train it otherwise.');
    await maps.recompute([key(0)]);
    expect(maps.error).toBe('It has diverged. Train it otherwise.');
    map.refuse = new Problem('cancelled', 'Not wanted.');
    await maps.recompute([key(0)]);
    expect(maps.error).toBeUndefined();
    map.refuse = undefined;
    await maps.recompute([key(0)]);
    expect(maps.get(key(0))).toBeDefined();
  });

  test('once put away hold nothing: no thread, no map, no watching', async () => {
    run.see!(lookOf(key(0), [3, 4]));
    await rest();
    maps.dispose();
    expect(map.closed).toBe(1);
    expect(run.see).toBeUndefined();
    expect(maps.get(key(0))).toBeUndefined();
    maps.start();
    run.see!(lookOf(key(1), [3]));
    await rest();
    expect(map.began[1]).toBeUndefined();
  });
});
