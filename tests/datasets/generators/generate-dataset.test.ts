/** Generating built-in data into storage: once, completely, with the scale of the training part. */
import { describe, expect, it, vi } from 'vitest';
import { generateDataset, generators } from '../../../src/datasets/generators/index.ts';
import type { Progress } from '../../../src/protocol/dataset.ts';
import { getLabels } from '../../../src/storage/datasets.ts';
import { SampleReader } from '../../../src/storage/sample-reader.ts';
import { freshDatabase } from '../../support/database-fixtures.ts';

const quiet = { onProgress: () => undefined };
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('generating', () => {
  it.each(generators.map((one) => one.name))('%s stores what is said of it', async (name) => {
    const db = await freshDatabase();
    const info = await generateDataset({ name, size: 700, seed: 3, testSize: 200 }, db, quiet);
    expect(info).toMatchObject({ count: 700, testCount: 200, labelledCount: 700, id: `${name}-n700-t200-s3` });
    expect((await getLabels(db, info.id)).length).toBe(700);
    // normalised, the training part has mean 0; deviation 1, on average over the columns of a plane
    const values = await new SampleReader(db, info).normalised(upTo(500));
    const channels = info.scale.mean.length;
    let variance = 0;
    for (let c = 0; c < channels; c++) {
      const mine = values.filter((_, k) => k % channels === c);
      const mean = mine.reduce((a, b) => a + b, 0) / mine.length;
      expect(Math.abs(mean)).toBeLessThan(1e-3);
      variance += mine.reduce((sum, one) => sum + (one - mean) ** 2, 0) / mine.length / channels;
    }
    expect(variance).toBeCloseTo(1, 2);
    if (info.kind === 'plane') expect(info.scale.std[0]).toBe(info.scale.std[1]);
  });

  it('a stored recipe is not generated again', async () => {
    const db = await freshDatabase();
    const recipe = { name: 'circles', size: 100, seed: 1, testSize: 0 };
    const first = await generateDataset(recipe, db, quiet);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    expect(await generateDataset(recipe, db, quiet)).toEqual(first);
    expect(put).not.toHaveBeenCalled();
    put.mockRestore();
  });

  it('reports progress to the end', async () => {
    const db = await freshDatabase();
    const seen: Progress[] = [];
    await generateDataset({ name: 'strokes', size: 3000, seed: 1, testSize: 0 }, db, {
      onProgress: (p) => seen.push(p),
    });
    expect(seen.at(-1)).toEqual({ phase: 'Drawing Strokes', done: 3000, total: 3000 });
    expect(seen.map((one) => one.done)).toEqual(seen.map((one) => one.done).sort((a, b) => a - b));
  });

  it('stops when it is cancelled and leaves nothing behind', async () => {
    const db = await freshDatabase();
    const stop = new AbortController();
    const work = generateDataset({ name: 'shapes', size: 100_000, seed: 1, testSize: 0 }, db, {
      onProgress: () => stop.abort(),
      signal: stop.signal,
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    for (const name of ['chunks', 'labels', 'datasets'] as const) expect(await db.count(name)).toBe(0);
  });

  it('does not begin when it is cancelled before', async () => {
    const db = await freshDatabase();
    const work = generateDataset({ name: 'circles', size: 100, seed: 1, testSize: 0 }, db, {
      ...quiet,
      signal: AbortSignal.abort(),
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('deletes chunks of the same set from a closed tab', async () => {
    const db = await freshDatabase();
    await db.put('chunks', new Float32Array(2), ['circles-n100-s1', 7]);
    await generateDataset({ name: 'circles', size: 100, seed: 1, testSize: 0 }, db, quiet);
    expect(await db.getAllKeys('chunks')).toEqual([['circles-n100-s1', 0]]);
  });
});
