/** The map worker in a real browser: the same map for the same seed, cancelled and closed at any time. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openMap } from '../../workers/map/client.ts';
import type { ProjectionMethod } from '../../workers/map/api.ts';
import { pointClouds } from '../support/point-clouds.ts';

const map = openMap();
afterEach(() => map.close());
const points = pointClouds(60, 6, 3);
const large = pointClouds(1500, 40, 5);
const never = () => new AbortController().signal;
const deaf = () => undefined;
const how = (seed: number, previous?: Float32Array, method: ProjectionMethod = 'umap') => ({ method, seed, previous });

describe('the map worker', () => {
  test('gives the same map in one thread and in the next, and reports progress', async () => {
    const first = await map.project(points, how(3), deaf, never());
    map.close();
    expect(await map.project(points, how(3), deaf, never())).toEqual(first);
    expect(await map.project(points, how(3, first), deaf, never())).not.toEqual(first);
    expect(await map.project(points, how(3, undefined, 't-sne'), deaf, never())).not.toEqual(first);
  });

  test('stops when it is cancelled, and computes the next map', async () => {
    const wish = new AbortController();
    const heard = vi.fn(() => wish.abort());
    await expect(map.project(large, how(1), heard, wish.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(heard).toHaveBeenCalled();
    expect(await map.project(points, how(1), deaf, never())).toHaveLength(120);
  });

  test('closed, rejects its calls', async () => {
    const work = map.project(large, how(1), deaf, never());
    const ended = expect(work).rejects.toMatchObject({ code: 'cancelled' });
    map.close();
    await ended;
  });

  test('reports problems', async () => {
    const values = new Float32Array(12).fill(NaN);
    await expect(map.project({ values, count: 6, size: 2 }, how(1), deaf, never())).rejects.toMatchObject({
      code: 'unfit',
    });
  });
});
