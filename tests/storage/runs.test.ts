/** Runs: a record and its log, which are updated together or not at all. */
import { describe, expect, it, vi } from 'vitest';
import type { LogEvent, RunInfo } from '../../src/protocol/events.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { openDatabase, withStorageErrors } from '../../src/storage/database.ts';
import { appendEvents, deleteRun, editRun, getRun, listRuns, readLog } from '../../src/storage/runs.ts';
import { freshDatabase } from '../support/database-fixtures.ts';

const spec = parseSpec({
  version: 2,
  dataset: { source: 'built-in', name: 'two-moons' },
  model: { name: 'mlp' },
  arms: [{ strategy: 'random' }],
});

const run = (id: string, stepsDone = 0, updated = 0): RunInfo => ({
  id,
  name: `Run ${id}`,
  spec,
  dataset: { id: 'd', name: 'Data' },
  created: 0,
  updated,
  finished: false,
  stepsDone,
  stepsTotal: 9,
  backend: { name: 'wasm', adapter: 'SIMD' },
});

const measured = (cycle: number): LogEvent => ({
  type: 'measured',
  seed: 1,
  cycle,
  arm: 0,
  labelled: 10,
  values: { accuracy: 0.5 },
  counts: [5, 5],
  seconds: 0,
});
const upTo = (n: number): LogEvent[] => Array.from({ length: n }, (_, i) => measured(i));

describe('a run', () => {
  it('is read in order, beyond ten and a hundred events', async () => {
    const db = await freshDatabase();
    await appendEvents(db, run('r'), 0, upTo(5));
    await appendEvents(db, run('r', 2), 5, upTo(150).slice(5));
    expect(await readLog(db, 'r')).toEqual(upTo(150));
    expect((await getRun(db, 'r')).stepsDone).toBe(2);
  });

  it('has its own log, for any ids of other runs', async () => {
    const db = await freshDatabase();
    for (const id of ['r', 'r1', 'r,1', '']) await appendEvents(db, run(id), 0, upTo(id.length + 1));
    for (const id of ['r', 'r1', 'r,1', '']) expect((await readLog(db, id)).length).toBe(id.length + 1);
    await deleteRun(db, 'r');
    expect(await readLog(db, 'r')).toEqual([]);
    expect((await readLog(db, 'r1')).length).toBe(3);
    await expect(getRun(db, 'r')).rejects.toMatchObject({ code: 'missing' });
  });

  it('is listed, the latest first', async () => {
    const db = await freshDatabase();
    for (const [id, at] of [['old', 1], ['new', 9], ['middle', 5]] as const) await appendEvents(db, run(id, 0, at), 0, []); // prettier-ignore
    expect((await listRuns(db)).map((one) => one.id)).toEqual(['new', 'middle', 'old']);
  });

  it('that another tab has continued is not changed', async () => {
    const db = await freshDatabase();
    await appendEvents(db, run('r'), 0, upTo(2));
    await appendEvents(db, run('r', 2), 2, [measured(2), measured(3)]);
    const late = appendEvents(db, run('r', 77), 3, [measured(30), measured(40)]);
    await expect(late).rejects.toMatchObject({ code: 'busy', message: 'Another tab has continued “Run r”.' });
    expect(await readLog(db, 'r')).toEqual(upTo(4));
    expect((await getRun(db, 'r')).stepsDone).toBe(2);
  });

  it('deleted in another tab is not stored again without its beginning', async () => {
    const db = await freshDatabase();
    await appendEvents(db, run('r'), 0, upTo(2));
    await deleteRun(db, 'r');
    await expect(appendEvents(db, run('r'), 2, [measured(2)])).rejects.toMatchObject({ code: 'missing' });
    expect(await listRuns(db)).toEqual([]);
    expect(await db.count('events')).toBe(0);
  });

  it('keeps record and log unchanged when an event cannot be stored', async () => {
    const db = await freshDatabase();
    await appendEvents(db, run('r'), 0, upTo(2));
    const bad = { ...measured(3), counts: (() => undefined) as never };
    await expect(appendEvents(db, run('r', 5), 2, [measured(2), bad])).rejects.toThrow();
    expect(await readLog(db, 'r')).toEqual(upTo(2));
    expect((await getRun(db, 'r')).stepsDone).toBe(0);
  });
});

describe('a refusal of the browser', () => {
  it('to a write over the quota is a problem with a remedy', async () => {
    const full = () => Promise.reject(new DOMException('quota', 'QuotaExceededError'));
    await expect(withStorageErrors('the data set', full)).rejects.toMatchObject({
      code: 'full',
      message: "The browser's storage is full, so the data set could not be stored.",
    });
  });

  it('to a closed database is one too, and other errors are unchanged', async () => {
    const db = await freshDatabase();
    db.close();
    await expect(appendEvents(db, run('r'), 0, upTo(1))).rejects.toMatchObject({ code: 'missing' });
    await expect(withStorageErrors('x', () => Promise.reject(new TypeError('ours')))).rejects.toThrow(TypeError);
  });

  it('to open a database of a newer version is a problem', async () => {
    const name = 'newer';
    await new Promise<void>((resolve) => {
      const request = indexedDB.open(name, 99);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    await expect(openDatabase(name)).rejects.toMatchObject({ code: 'unsupported', remedy: 'Reload the page.' });
  });

  it('to open any database is a problem that quotes the error', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    });
    await expect(openDatabase('x')).rejects.toMatchObject({ code: 'unsupported' });
    await expect(openDatabase('x')).rejects.toThrow('insecure');
    open.mockRestore();
  });
});

describe('a name and a mark that the visitor gives', () => {
  it('stay when the next step is stored by a worker that does not know them', async () => {
    const db = await freshDatabase();
    await appendEvents(db, run('r'), 0, upTo(1));
    await editRun(db, 'r', { name: 'The trap, again' });
    await editRun(db, 'r', { starred: true });
    const stored = await appendEvents(db, run('r', 1, 5), 1, [measured(1)]);
    const expected = { ...run('r', 1, 5), name: 'The trap, again', starred: true };
    expect(stored).toEqual(expected);
    expect(await getRun(db, 'r')).toEqual(expected);
    await editRun(db, 'r', { starred: false });
    expect((await appendEvents(db, run('r', 2), 2, [measured(2)])).starred).toBeUndefined();
    expect(await readLog(db, 'r')).toEqual(upTo(3));
  });

  it('are refused for a run that is gone', async () => {
    const db = await freshDatabase();
    await expect(editRun(db, 'gone', { name: 'x' })).rejects.toMatchObject({ code: 'missing' });
    expect(await listRuns(db)).toEqual([]);
  });
});
