import { afterAll, expect, test } from 'vitest';
import { Problem } from '../../src/protocol/problem.ts';
import { openData } from '../../workers/data/client.ts';
import { idxDataset, idx, inputFile, cyclingLabels, bytePattern } from '../support/file-fixtures.ts';

const data = openData();
const calm = (): AbortSignal => new AbortController().signal;
const quiet = (): void => undefined;

afterAll(async () => {
  for (const { id } of await data.datasets()) await data.deleteDataset(id);
});

test('dropped files are previewed, stored and handed out again by the worker', async () => {
  const phases: string[] = [];
  const preview = await data.preview(await idxDataset(), {}, ({ phase }) => phases.push(phase), calm());
  expect(preview).toMatchObject({ kind: 'image', shape: [4, 4, 1], trainCount: 12, testCount: 6, classCounts: [9, 9] });
  expect(await data.datasets()).toEqual([]);
  const info = await data.importFiles(preview.id, ({ phase }) => phases.push(phase), calm());
  expect(info).toMatchObject({ count: 18, testCount: 6, labelledCount: 18, classes: ['0', '1'] });
  expect(phases.some((phase) => phase.includes('train-images'))).toBe(true);
  const { values, labels } = await data.samples(info.id, [17, 0, 5]);
  expect([...labels]).toEqual([1, 0, 1]);
  expect([...values.subarray(0, 16)]).toEqual([...bytePattern(96, 11).subarray(80)]);
  expect([...values.subarray(16, 32)]).toEqual([...bytePattern(192).subarray(0, 16)]);
});

test('the same files twice are one data set', async () => {
  const again = await data.preview(await idxDataset(), { name: 'Renamed' }, quiet, calm());
  const info = await data.importFiles(again.id, quiet, calm());
  expect(info.name).toBe('Renamed');
  expect(await data.datasets()).toHaveLength(1);
});

test('a cancelled import leaves the store as it was', async () => {
  const count = 60_000;
  const files = [
    inputFile('images', idx([count, 28, 28], new Uint8Array(count * 784))),
    inputFile('labels', idx([count], cyclingLabels(count, 10))),
  ];
  const preview = await data.preview(files, {}, quiet, calm());
  const before = await data.datasets();
  const controller = new AbortController();
  const importing = data.importFiles(preview.id, ({ done }) => done > 5000 && controller.abort(), controller.signal);
  await expect(importing).rejects.toMatchObject({ name: 'Problem', code: 'cancelled' });
  expect(await data.datasets()).toEqual(before);
  expect(await chunkOwners()).toEqual(before.map(({ id }) => id));
});

test('problems keep their code and remedy on the way from the worker', async () => {
  const pointer = inputFile('train.zip', 'version https://git-lfs.github.com/spec/v1\noid sha256:66eb\nsize 1829071\n');
  const failed = await data.preview([pointer], {}, quiet, calm()).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Problem);
  expect(failed).toMatchObject({ code: 'bad-file', message: expect.stringContaining('train.zip') });
  expect((failed as Problem).remedy).not.toBe('');
});

test('built-in data comes through the same worker', async () => {
  const [first] = await data.generators();
  const recipe = { name: first!.name, size: 50, testSize: 10, seed: 3 };
  const info = await data.generate(recipe, quiet, calm());
  expect(info).toMatchObject({ count: 50, testCount: 10, source: { kind: 'built-in', recipe } });
});

/** Ids that have chunks in the store, listed or not. */
async function chunkOwners(): Promise<string[]> {
  const { openDatabase } = await import('../../src/storage/database.ts');
  const db = await openDatabase();
  const keys = await db.getAllKeys('chunks');
  db.close();
  return [...new Set(keys.map(([id]) => id))];
}
