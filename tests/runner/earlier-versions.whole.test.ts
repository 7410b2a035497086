/** Databases of version 0.1.0 and of log format 2: their runs are listed, read and resumed. */
import { expect, test } from 'vitest';
import { LOG_FORMAT, type LogEvent } from '../../src/protocol/events.ts';
import { assetKey } from '../../src/protocol/assets.ts';
import { migrateStoredLog } from '../../src/protocol/migrations/migrate-log.ts';
import { parseSpec, SPEC_VERSION } from '../../src/protocol/spec.ts';
import { listAssets } from '../../src/storage/assets.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { loadDump } from '../support/database-dump.ts';
import { ignoreMessages, labWith, withoutTimes } from '../support/test-lab.ts';

const dump = new URL('../storage/fixtures/indexeddb-0.1.0.json.gz', import.meta.url);

test('an unfinished run of version 0.1.0 is resumed to the log of an uninterrupted run', async () => {
  const { runs, stores } = await loadDump('before', dump);
  const db = await openDatabase('before');
  const lab = labWith(db);
  expect((await lab.runs()).map(({ id, finished }) => [id, finished])).toEqual(
    expect.arrayContaining([
      [runs.finished, true],
      [runs.unfinished, false],
    ]),
  );
  const stored = stores.find(({ name }) => name === 'events')!.records.filter(({ key }) => (key as [string])[0] === runs.unfinished); // prettier-ignore
  const begun = await lab.log(runs.unfinished);
  const assetsBefore = await listAssets(db);
  expect(begun).toHaveLength(stored.length);
  expect(begun[0]).toMatchObject({ type: 'started', format: LOG_FORMAT });

  await lab.start(runs.unfinished, { scope: 'run', delay: 0 }, ignoreMessages);
  const resumed = await lab.log(runs.unfinished);
  expect(resumed.length).toBeGreaterThan(begun.length);
  expect(withoutTimes(comparable(resumed))).toEqual(withoutTimes(comparable(await lab.log(runs.finished))));
  // the assets of before are used, under the keys of today, and none is built again
  const assets = await listAssets(db);
  expect(assets.map(({ created }) => created).sort()).toEqual(assetsBefore.map(({ created }) => created).sort());
  for (const { id, recipe } of assets) expect(id).toBe(await assetKey(recipe));
  const idOf = (kind: string, list: typeof assets) => list.find(({ recipe }) => recipe.kind === kind)?.id;
  expect(idOf('generator', assets)).not.toBe(idOf('generator', assetsBefore));
  // all of it is stored in one format
  const [first, ...others] = await db.getAll('events', IDBKeyRange.bound([runs.unfinished, 0], [runs.unfinished, Infinity])); // prettier-ignore
  expect(first).toMatchObject({ format: LOG_FORMAT });
  expect(others.some((event) => 'testAccuracy' in event || 'adversary' in event)).toBe(false);
  db.close();
});

/** What 0.1.0 had: accuracy alone, no settings, other keys of assets, no time of building. A change of the backend's name is this test's own. */
const comparable = (log: readonly LogEvent[]): LogEvent[] =>
  log.flatMap((event): LogEvent[] => {
    if (event.type === 'backend-changed') return [];
    if (event.type === 'queried' && event.prepared) {
      const { seconds, assets } = event.prepared;
      return [{ ...event, prepared: { seconds, assets: assets.map((one) => ({ ...one, id: '' })) } }];
    }
    if (event.type === 'trained') return [{ ...event, settings: undefined }];
    if (event.type === 'measured' || event.type === 'full-supervision')
      return [{ ...event, values: { accuracy: event.values.accuracy }, confusion: undefined }];
    return [event];
  });

/** Without times, and without the parameters of training methods that were added later: their defaults are what they were. */
const asBefore = (log: Parameters<typeof withoutTimes>[0]): unknown =>
  JSON.parse(JSON.stringify(withoutTimes(log)), (key, value: unknown) => (key === 'criticUnits' ? undefined : value));

test('an unfinished run of log format 2 is resumed to the log of before: WAAL’s epochs, the discriminator’s rate', async () => {
  const { runs, stores } = await loadDump(
    'format 2',
    new URL('../storage/fixtures/indexeddb-log-2.json.gz', import.meta.url),
  );
  const storedOf = (id: string) =>
    stores.find(({ name }) => name === 'events')!.records.filter(({ key }) => (key as [string])[0] === id).map(({ value }) => value); // prettier-ignore
  const db = await openDatabase('format 2');
  const lab = labWith(db);
  const listed = (await lab.runs()).map(({ spec }) => spec);
  expect(listed).toEqual(listed.map((spec) => parseSpec({ ...spec })));
  expect(listed.map(({ version }) => version)).toEqual([SPEC_VERSION, SPEC_VERSION]);
  expect(await lab.log(runs.unfinished)).toHaveLength(storedOf(runs.unfinished).length);
  await lab.start(runs.unfinished, { scope: 'run', delay: 0 }, ignoreMessages);
  const resumed = withoutTimes(await lab.log(runs.unfinished));
  const before = asBefore(await lab.log(runs.finished));
  expect(asBefore(await lab.log(runs.unfinished))).toEqual(before);
  expect(asBefore(migrateStoredLog(storedOf(runs.finished)))).toEqual(before);
  expect(resumed.length).toBeGreaterThan(storedOf(runs.unfinished).length + 10);
  // all of it is stored in one format
  const stored = await db.getAll('events', IDBKeyRange.bound([runs.unfinished, 0], [runs.unfinished, Infinity]));
  expect(migrateStoredLog(stored)).toEqual(stored);
  // the same spec, begun today, is run as it was
  const { spec } = (await lab.log(runs.finished))[0] as Extract<LogEvent, { type: 'started' }>;
  const again = await lab.create(spec, 'groups');
  await lab.start(again.id, { scope: 'run', delay: 0 }, ignoreMessages);
  expect(asBefore(await lab.log(again.id))).toEqual(before);
  db.close();
});
