/** What the page does on opening and on command, with a lab and a library that the test holds in its hands. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { actionOf } from '../../src/app/actions/index.ts';
import { deleteRuns, editRun } from '../../src/app/state/run/stored-runs.ts';
import { startUp } from '../../src/app/state/startup.ts';
import { Session } from '../../src/app/state/session.svelte.ts';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import type { LogEvent, RunInfo } from '../../src/protocol/events.ts';
import { specToHash } from '../../src/protocol/link.ts';
import { presets } from '../../src/presets/index.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { parseSpec, type Spec } from '../../src/protocol/spec.ts';
import type { DataApi } from '../../workers/data/api.ts';
import type { LabApi, Outcome } from '../../workers/lab/api.ts';
import { datasetInfoOf } from '../support/dataset-info.ts';

const moons = parseSpec(presets[0].spec);
const set = (id: string): DatasetInfo =>
  datasetInfoOf({
    ...{ id, name: id, kind: 'plane', classes: ['upper', 'lower'] },
    ...{ count: 2500, testCount: 500, labelledCount: 2500, chunkSize: 4096, bytes: 20_000 },
    scale: { mean: [0, 0], std: [1, 1] },
  });

/** The browser's store as the two workers would keep it; runs end when the test says so. */
class Store {
  runs = new Map<string, RunInfo>();
  sets = new Map<string, DatasetInfo>();
  held: string[] = [];
  started: string[] = [];
  end: (outcome: Outcome) => void = () => undefined;
  private count = 0;

  add(spec: Spec, finished: boolean, id = `run-${++this.count}`): RunInfo {
    const info: RunInfo = {
      id,
      name: spec.name ?? 'a run',
      spec,
      dataset: { id: 'moons', name: 'Moons' },
      created: this.count,
      updated: this.count,
      finished,
      stepsDone: 3,
      stepsTotal: 204,
      backend: { name: 'wasm', adapter: 'SIMD' },
    };
    this.runs.set(id, info);
    return info;
  }

  readonly lab: LabApi = {
    catalogue: () => Promise.resolve({ strategies: [], models: [], trainings: [], measures: [], assets: [] }),
    setBackend: () => Promise.resolve({ name: 'wasm', adapter: 'SIMD', reason: 'no GPU' }),
    create: (spec) => Promise.resolve(this.add(spec, false)),
    start: (id) => {
      this.started.push(id);
      return new Promise((resolve) => {
        this.end = (outcome) => {
          if (outcome === 'finished') this.runs.set(id, { ...this.runs.get(id)!, finished: true });
          resolve(outcome);
        };
      });
    },
    pause: () => Promise.resolve(this.end('paused')),
    stop: () => Promise.resolve(this.end('stopped')),
    setDelay: () => Promise.resolve(),
    answer: () => Promise.resolve(),
    reportEmbeddings: () => Promise.resolve(),
    embedPool: () => Promise.reject(new Problem('missing', 'no look')),
    predictSamples: () => Promise.reject(new Problem('missing', 'no replay')),
    replayStep: () => Promise.reject(new Problem('missing', 'no replay')),
    runs: () => Promise.resolve([...this.runs.values()]),
    activeRuns: () => Promise.resolve(this.held),
    log: () => Promise.resolve<LogEvent[]>([]),
    editRun: (id, changes) => Promise.resolve(void this.runs.set(id, { ...this.runs.get(id)!, ...changes })),
    deleteRun: (id) =>
      this.held.includes(id)
        ? Promise.reject(new Problem('busy', 'Another tab is working on this run.'))
        : Promise.resolve(void this.runs.delete(id)),
    importLog: () => Promise.reject(new Problem('bad-file', 'no log')),
  };

  readonly data: DataApi = {
    generators: () => Promise.resolve([]),
    generate: () => Promise.resolve(set('moons')),
    preview: () => Promise.reject(new Problem('bad-file', 'no file')),
    updatePreview: () => Promise.reject(new Problem('bad-file', 'no file')),
    importFiles: () => Promise.reject(new Problem('bad-file', 'no file')),
    datasets: () => Promise.resolve([...this.sets.values()]),
    deleteDataset: (id) => Promise.resolve(void this.sets.delete(id)),
    assets: () => Promise.resolve([]),
    assetTrace: () => Promise.resolve({ readings: new Float32Array(0) }),
    deleteAsset: () => Promise.resolve(),
    exportAsset: () => Promise.reject(new Problem('missing', 'no asset')),
    importAsset: () => Promise.reject(new Problem('bad-file', 'no asset')),
    storageUsage: () => Promise.resolve({ usage: 0, quota: 0, persisted: false }),
    samples: () => Promise.resolve({ values: new Float32Array(2), labels: Int32Array.of(0) }),
    splitCounts: () => Promise.reject(new Problem('missing', 'no data')),
  };
}

let store: Store;
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Opens the page as in a new tab and waits until it has come to rest or to work. */
async function visit(hash = ''): Promise<Session> {
  const session = new Session(() => store.data, store.lab);
  const started = startUp(session, hash);
  const working = vi.waitUntil(() => !/empty|preparing/.test(session.player.phase), { timeout: 120_000 });
  await Promise.race([started, working]);
  await settle();
  return session;
}

beforeEach(() => {
  store = new Store();
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('opening the page', () => {
  it('starts the first preset on the first visit', async () => {
    const session = await visit();
    expect(session.player.phase).toBe('running');
    expect(session.player.spec).toEqual(moons);
    expect(session.resumableRuns).toEqual([]);
  });

  it('offers what was cut short, shows it, and starts nothing', async () => {
    const cut = store.add(parseSpec(presets[1]!.spec), false);
    const session = await visit();
    expect(store.started).toEqual([]);
    expect(session.resumableRuns.map((one) => one.id)).toEqual([cut.id]);
    expect(session.player.info?.id).toBe(cut.id);
    expect(session.draft.spec).toEqual(cut.spec);
  });

  it('leaves on show what the visitor opened while the first preset was still being drawn', async () => {
    const opened = store.add(parseSpec(presets[1]!.spec), true);
    let drawn: () => void = () => undefined;
    store.data.generate = () => new Promise((resolve) => (drawn = () => resolve(set('moons'))));
    const session = new Session(() => store.data, store.lab);
    void startUp(session, '');
    await vi.waitFor(() => expect(session.player.phase).toBe('preparing'), { timeout: 120_000 });
    await session.openRun(opened);
    drawn();
    await settle();
    expect(session.player.info?.id).toBe(opened.id);
    expect(session.player.phase).toBe('finished');
    expect(session.opener.outdated).toBe(false);
    expect([...store.runs.keys()]).toEqual([opened.id]);
    expect(session.messages.list).toEqual([]);
  });

  describe('while the first preset is still being prepared', () => {
    /** Opens the page, whose first preset waits for its data; the visitor then has another design. */
    async function changed(): Promise<{ session: Session; drawn: () => void }> {
      let drawn: () => void = () => undefined;
      const { generate } = store.data;
      store.data.generate = () =>
        new Promise((resolve) => {
          drawn = () => resolve(set('moons'));
          store.data.generate = generate;
        });
      const session = new Session(() => store.data, store.lab);
      void startUp(session, '');
      await vi.waitFor(() => expect(session.player.phase).toBe('preparing'), { timeout: 120_000 });
      expect(actionOf('run').enabled(session)).toBe(false);
      session.edit({ ...moons, query: { ...moons.query, cycles: 2 } });
      return { session, drawn: () => drawn() };
    }

    it('a press of Run starts what the visitor has designed meanwhile, and the preset leaves nothing behind', async () => {
      const { session, drawn } = await changed();
      expect(actionOf('run').enabled(session)).toBe(true);
      void session.toggle();
      await settle();
      drawn();
      await settle();
      expect(session.player.phase).toBe('running');
      expect(session.player.spec?.query.cycles).toBe(2);
      expect(store.started).toEqual([session.player.info!.id]);
      expect([...store.runs.keys()]).toEqual(store.started);
      expect(session.messages.list).toEqual([]);
    });

    it('it does not begin to run once the design is another, so that a press of Run is one of the new design', async () => {
      const { session, drawn } = await changed();
      drawn();
      await settle();
      expect(session.player.phase).toBe('paused');
      expect(store.started).toEqual([]);
      expect(session.designChanged).toBe(true);
      void session.toggle();
      await settle();
      expect(session.player.spec?.query.cycles).toBe(2);
      expect(store.started).toEqual([session.player.info!.id]);
      expect([...store.runs.keys()]).toEqual(store.started);
    });

    it('a press while its log is read leaves nothing of it behind', async () => {
      let read: () => void = () => undefined;
      const { session, drawn } = await changed();
      const { log } = store.lab;
      store.lab.log = () =>
        new Promise((resolve) => {
          read = () => resolve([]);
          store.lab.log = log;
        });
      drawn();
      await settle();
      void session.toggle();
      read();
      await settle();
      expect(session.player.spec?.query.cycles).toBe(2);
      expect(store.started).toEqual([session.player.info!.id]);
      expect([...store.runs.keys()]).toEqual(store.started);
    });
  });

  it('a design that is changed while its run is prepared is not run', async () => {
    const session = await visit();
    let drawn: () => void = () => undefined;
    store.data.generate = () => new Promise((resolve) => (drawn = () => resolve(set('moons'))));
    session.edit({ ...moons, query: { ...moons.query, cycles: 2 } });
    void session.toggle();
    await vi.waitFor(() => expect(session.player.phase).toBe('preparing'));
    session.edit({ ...moons, query: { ...moons.query, cycles: 5 } });
    drawn();
    await settle();
    expect(session.player.phase).toBe('paused');
    expect(session.player.spec?.query.cycles).toBe(2);
    expect(store.started).toHaveLength(1);
  });

  it('goes on with that very run when told to', async () => {
    const cut = store.add(moons, false);
    const session = await visit();
    void session.resume(cut);
    await settle();
    expect(store.started).toEqual([cut.id]);
    expect(session.resumableRuns).toEqual([]);
    expect(store.runs.size).toBe(1);
  });

  it('leaves alone what another tab works on, and begins a run of its own', async () => {
    const other = store.add(moons, false);
    store.held = [other.id];
    const session = await visit();
    expect(session.resumableRuns).toEqual([]);
    expect(store.started).toHaveLength(1);
    expect(store.started).not.toContain(other.id);
  });

  it('keeps no demonstration that came to its end untouched', async () => {
    await visit();
    store.end('finished');
    await settle();
    await visit();
    expect(store.runs.size).toBe(1);
    expect(store.started).toHaveLength(2);
  });

  it('keeps one that the visitor took in hand', async () => {
    const first = await visit();
    await first.toggle();
    void first.toggle();
    await settle();
    store.end('finished');
    await settle();
    await visit();
    expect(store.runs.size).toBe(2);
  });

  it('opens a link instead, and runs what is built in', async () => {
    const spec = parseSpec({ ...presets[3]!.spec, seeds: [7] });
    vi.spyOn(store.lab, 'catalogue').mockResolvedValue(catalogueFor(spec));
    const session = await visit(`#${await specToHash(spec)}`);
    expect(session.player.spec).toEqual(spec);
    expect(session.player.phase).toBe('running');
  });

  it('leads on with the run of a link that was opened before', async () => {
    const spec = parseSpec({ ...presets[3]!.spec, seeds: [7] });
    store.add(moons, false);
    const cut = store.add(spec, false);
    const session = await visit(`#${await specToHash(spec)}`);
    expect(store.started).toEqual([]);
    expect(session.player.info?.id).toBe(cut.id);
  });

  it('waits for the files that a link’s design needs, and says so', async () => {
    const spec = parseSpec({ ...presets[0].spec, dataset: { source: 'files', name: 'my digits' } });
    vi.spyOn(store.lab, 'catalogue').mockResolvedValue(catalogueFor(spec));
    const session = await visit(`#${await specToHash(spec)}`);
    expect(store.started).toEqual([]);
    expect(session.draft.spec).toEqual(spec);
    expect(session.messages.list.map((one) => one.text).join()).toContain('my digits');
  });

  it('takes the data as such a design says when its files come, where they have its classes', async () => {
    const only = { source: 'files' as const, classes: ['lower', 'upper'], scaling: 'none' as const };
    const spec = parseSpec({ ...presets[0].spec, dataset: only });
    vi.spyOn(store.lab, 'catalogue').mockResolvedValue(catalogueFor(spec));
    const session = await visit(`#${await specToHash(spec)}`);
    session.useDataset(set('moons'));
    expect(session.draft.spec.dataset).toMatchObject({ classes: ['lower', 'upper'], scaling: 'none' });
    session.useDataset({ ...set('moons'), classes: ['cat', 'dog'] });
    expect(session.draft.spec.dataset).toEqual({ source: 'stored', id: 'moons', name: 'moons' });
  });

  it('takes data that are there already as a preset for files says', async () => {
    const preset = presets.find(({ id }) => id === 'mnist-5-7-reduced')!;
    vi.spyOn(store.lab, 'catalogue').mockResolvedValue(catalogueFor(parseSpec(preset.spec)));
    store.sets.set('digits', { ...set('digits'), name: 'MNIST', classes: ['5', '7', '9'] });
    const session = await visit();
    await settle();
    void session.loadPreset(preset);
    await settle();
    expect(session.draft.spec.dataset).toEqual({
      ...{ source: 'stored', id: 'digits', name: 'MNIST' },
      ...{ classes: ['5', '7'], scaling: 'none' },
    });
  });

  it('says so where a link is damaged, and goes on as without it', async () => {
    const session = await visit('#spec=1.AAAA');
    expect(session.messages.list[0]?.kind).toBe('error');
    expect(session.player.phase).toBe('running');
  });
});

it('a link whose run is finished shows that run', async () => {
  const done = store.add(parseSpec({ ...presets[3]!.spec, seeds: [7] }), true);
  const session = await visit(`#${await specToHash(done.spec)}`);
  expect(store.started).toEqual([]);
  expect([session.player.info?.id, session.player.phase]).toEqual([done.id, 'finished']);
});

it('a restart begins another run of the same design in place of the unfinished one', async () => {
  const session = await visit();
  await session.toggle();
  await settle();
  const before = session.player.info!.id;
  void session.restart();
  await settle();
  expect(new Set(store.started).size).toBe(2);
  expect([...store.runs.keys()]).not.toContain(before);
  expect(session.player.phase).toBe('running');
  expect(session.player.spec).toEqual(moons);
});

it('a restart keeps a finished run, and one that a person answered', async () => {
  const session = await visit();
  const person = { kind: 'person' as const };
  const answered = { type: 'labelled', synthetic: { labels: [], by: person } } as unknown as LogEvent;
  vi.spyOn(store.lab, 'log').mockResolvedValueOnce([answered]);
  await session.openRun(store.add(moons, false, 'answered'));
  void session.restart();
  await settle();
  expect([...store.runs.keys()]).toContain('answered');
  await session.openRun(store.add(moons, true, 'done'));
  void session.restart();
  await settle();
  expect([...store.runs.keys()]).toContain('done');
});

it('a step does not begin a run again that is over', async () => {
  const session = await visit();
  store.end('finished');
  await settle();
  await session.step();
  expect(store.started).toHaveLength(1);
  void session.run();
  await settle();
  expect(store.started).toHaveLength(2);
});

it('says that the device was lost for as long as nobody has put it aside, and what computes now', async () => {
  const session = await visit();
  const backend = { name: 'wasm' as const, adapter: 'SIMD', reason: 'The GPU was lost.' };
  session.backendChanged({ backend, text: 'The GPU was lost. From here on, WASM is used.' });
  expect(session.backend.info).toEqual(backend);
  session.messages.dismissErrors();
  expect(session.messages.list.map((one) => [one.kind, one.text])).toContainEqual([
    'news',
    'The GPU was lost. From here on, WASM is used.',
  ]);
});

describe('stored runs', () => {
  it('are deleted one by one: one that another tab works on stays and does not keep the others', async () => {
    const session = await visit();
    const [one, held, other] = [store.add(moons, true), store.add(moons, true), store.add(moons, true)];
    store.held = [held.id];
    await deleteRuns(session, [one, held, other]);
    expect([one, held, other].map(({ id }) => store.runs.has(id))).toEqual([false, true, false]);
    expect(session.messages.list.at(-1)?.text).toContain('Another tab');
  });

  it('keep the name that the visitor gives them, also the one on show and one on the figure', async () => {
    const session = await visit();
    const info = session.player.info!;
    session.overlaid.list = [{ id: info.id, name: info.name, table: undefined as never }];
    await editRun(session, info, { name: 'Mine', starred: true });
    expect(session.player.info).toMatchObject({ name: 'Mine', starred: true });
    expect(store.runs.get(info.id)).toMatchObject({ name: 'Mine' });
    expect(session.overlaid.list[0]?.name).toBe('Mine');
    expect(session.runs.list.find(({ id }) => id === info.id)?.name).toBe('Mine');
  });
});

describe('a changed design', () => {
  const change = (session: Session) => session.edit({ ...session.draft.spec, query: { size: 9, cycles: 5 } });

  it('halts the run at work, and Run begins another', async () => {
    const session = await visit();
    expect(change(session)).toBeUndefined();
    await settle();
    expect(session.player.phase).toBe('paused');
    expect(session.designChanged).toBe(true);
    void session.run();
    await settle();
    expect(store.started).toHaveLength(2);
    expect(session.player.spec?.query.size).toBe(9);
    expect(session.designChanged).toBe(false);
  });

  it('taken back, leads on with the same run', async () => {
    const session = await visit();
    change(session);
    await settle();
    session.undo();
    void session.run();
    await settle();
    expect(new Set(store.started).size).toBe(1);
  });

  it('is given up for that of the run on show, and can be had again', async () => {
    const session = await visit();
    change(session);
    session.returnToRun();
    expect([session.designChanged, session.draft.spec]).toEqual([false, moons]);
    session.undo();
    expect(session.draft.spec.query.size).toBe(9);
  });

  it('whose run is refused leaves the run before on show', async () => {
    const session = await visit();
    const before = session.player.info!;
    change(session);
    await settle();
    vi.spyOn(store.lab, 'create').mockRejectedValue(new Problem('unfit', 'The pool is too small.'));
    await session.run();
    expect([session.player.info?.id, session.player.phase]).toEqual([before.id, 'paused']);
    expect(session.messages.list.map(({ text }) => text)).toEqual(['The pool is too small.']);
    expect([...store.runs.keys()]).toEqual([before.id]);
  });

  it('that is unsound changes nothing', async () => {
    const session = await visit();
    expect(session.edit({ ...session.draft.spec, arms: [] })).toBeTypeOf('string');
    expect(session.player.phase).toBe('running');
  });
});

it('samples have the labels of the run on show, whose classes may be a few of the data’s', async () => {
  const spec = parseSpec({
    ...presets[0].spec,
    dataset: { source: 'stored', id: 'moons', classes: ['lower', 'upper'] },
  });
  store.sets.set('moons', set('moons'));
  const run = store.add(spec, true);
  const session = await visit();
  await session.openRun(run);
  vi.spyOn(store.data, 'samples').mockResolvedValue({ values: new Float32Array(6), labels: Int32Array.of(0, 1, -1) });
  // upper was 0 and is 1
  expect([...(await session.samples([4, 5, 6])).labels]).toEqual([1, 0, -1]);
});

/** A catalogue that knows what the spec names. */
function catalogueFor(spec: Spec) {
  const known = (name: string) => ({ name, label: name, summary: '', about: '', reference: '', parameters: [] });
  const parameters = Object.entries(spec.model.parameters).map(([name, value]) => ({
    ...{ name, label: name, about: '', default: value },
    kind: 'number' as const,
  }));
  return {
    strategies: spec.arms.map((arm) => ({ ...known(arm.strategy), group: 'uncertainty' as const, requires: [] })),
    models: [{ ...known(spec.model.name), kinds: ['plane' as const], parameters }],
    trainings: [known(spec.training.method)],
    measures: [],
    assets: [],
  };
}
