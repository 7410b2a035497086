/**
 * `npm run pretrain`: trains the assets that the page ships for Strokes, with the page's own lab, on WASM in Node, from fixed
 * seeds. Writes `assets/<key>.asset`, and `assets/record.json` with the specs and the machine; removes files of other keys.
 * Takes minutes on a quiet machine; after an interruption the same command resumes (`out/pretrain`).
 */
import 'fake-indexeddb/auto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { version } from '../package.json';
import { wholeRegistry } from '../src/runner/whole-registry.ts';
import { generateDataset } from '../src/datasets/generators/index.ts';
import { Lab } from '../src/runner/lab.ts';
import { inMemoryLocks } from '../src/runner/control/locks.ts';
import { isReady, type AssetInfo } from '../src/protocol/assets.ts';
import type { Queried } from '../src/protocol/events.ts';
import { Problem } from '../src/protocol/problem.ts';
import type { Spec } from '../src/protocol/spec.ts';
import { decodeAsset, encodeAsset } from '../src/storage/asset-file.ts';
import { listAssets, readAsset, saveAsset } from '../src/storage/assets.ts';
import { openDatabase, type Database } from '../src/storage/database.ts';
import { chooseBackend, deviceLoss } from '../src/tensor/choose-backend.ts';
import { runCommand } from './command-line.ts';
import { pretrainedSpecs } from './pretrain/specs.ts';

const ASSETS = 'assets';
const CHECKPOINTS = 'out/pretrain';
/** Milliseconds between two copies of unfinished assets to the disk. */
const COPY_INTERVAL_MS = 30_000;
/** The shipped kinds; features and neighbours of a pool take only seconds. */
const kinds = ['generator', 'auto-encoder'];

interface AssetRow {
  key: string;
  name: string;
  spec: string;
  settings: AssetInfo['recipe']['settings'];
  seed: number;
  steps: number;
  seconds: number | undefined;
  bytes: number;
}

async function main(): Promise<number> {
  for (const folder of [ASSETS, CHECKPOINTS]) mkdirSync(folder, { recursive: true });
  const db = await openDatabase('pretrain');
  await load(db, CHECKPOINTS);
  const copies = setInterval(() => void copy(db), COPY_INTERVAL_MS);
  const backend = await chooseBackend('wasm');
  const rows: AssetRow[] = [];
  for (const spec of pretrainedSpecs) {
    const previousRecord = new Set((await listAssets(db)).filter(isReady).map(({ id }) => id));
    for (const id of await prepareAssets(db, spec)) {
      if (rows.some(({ key }) => key === id)) continue;
      const { info, arrays } = (await readAsset(db, id))!;
      const file = await encodeAsset(info, arrays);
      write(`${ASSETS}/${id}.asset`, new Uint8Array(await file.arrayBuffer()));
      const { settings, seed } = info.recipe;
      rows.push({ key: id, name: info.name, spec: spec.name!, settings, seed, steps: info.done, seconds: info.seconds, bytes: file.size }); // prettier-ignore
      print(`${info.name}: ${file.size} bytes${previousRecord.has(id) ? ', from before' : ''}`);
    }
  }
  clearInterval(copies);
  await copy(db);
  const machine = { processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node };
  const on = { ...machine, backend: backend.name, adapter: backend.adapter, version };
  write(`${ASSETS}/record.json`, `${JSON.stringify({ on, specs: pretrainedSpecs, assets: rows }, null, 2)}\n`);
  // the bundler ships every file of the folder
  const listed = new Set(rows.map(({ key }) => `${key}.asset`));
  for (const name of assetsIn(ASSETS)) if (!listed.has(name)) rmSync(`${ASSETS}/${name}`);
  return 0;
}

/**
 * Runs the spec, whose one query by ASAL prepares and stores its assets.
 * @returns the keys of the shipped assets that the query used; the store may hold more, of an older recipe
 */
async function prepareAssets(db: Database, spec: Spec): Promise<Set<string>> {
  const { dataset } = spec;
  if (dataset.source !== 'built-in') throw new Problem('bad-spec', 'Only built-in data are the same on every machine.');
  const { name, size, testSize, seed } = dataset;
  const info = await generateDataset({ name, size, testSize, seed }, db, { onProgress: () => undefined });
  const registry = wholeRegistry;
  const open = (): Promise<Database> => Promise.resolve(db);
  const lab = new Lab({
    openDatabase: open,
    locks: inMemoryLocks(),
    chooseBackend,
    deviceLoss,
    registry,
    version,
  });
  const run = await lab.create(spec, info.id);
  let told = Date.now();
  await lab.start(run.id, { scope: 'run', delay: 0 }, (message) => {
    if (message.type !== 'progress' || Date.now() - told < COPY_INTERVAL_MS) return;
    told = Date.now();
    print(`${spec.name}: ${message.phase} ${message.done} of ${message.total}`);
  });
  const log = await lab.log(run.id);
  return new Set(log.flatMap((event) => (event.type === 'queried' ? assetKeys(event) : [])));
}

const assetKeys = ({ prepared }: Queried): string[] =>
  (prepared?.assets ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);

/** Copies all assets of the shipped kinds from the store to the disk, unfinished ones too. */
async function copy(db: Database): Promise<void> {
  for (const { id, recipe } of await listAssets(db)) {
    if (!kinds.includes(recipe.kind)) continue;
    const { info, arrays } = (await readAsset(db, id))!;
    const file = await encodeAsset(info, arrays);
    write(`${CHECKPOINTS}/${id}.asset`, new Uint8Array(await file.arrayBuffer()));
  }
}

const assetsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.asset'));

async function load(db: Database, folder: string): Promise<void> {
  for (const name of assetsIn(folder)) {
    const { info, arrays } = await decodeAsset(readFileSync(`${folder}/${name}`));
    await saveAsset(db, info, arrays);
    print(`${info.name}: resumes after step ${info.done} of ${info.total}`);
  }
}

/** Writes a temporary file and renames it, so that the named file is always complete. */
function write(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}

const print = (text: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

await runCommand(main);
process.exit(); // the threads of the backend would keep the process alive
