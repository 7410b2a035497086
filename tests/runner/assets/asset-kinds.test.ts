/** Properties of every kind of asset: its key, building, resuming, loading, and its readings. */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { autoEncoderRecipeNamed } from '../../../src/generative/recipes/auto-encoder-recipes.ts';
import { annotatingClassifierRecipeFor } from '../../../src/generative/recipes/annotating-classifier-recipes.ts';
import { ganRecipeNamed } from '../../../src/generative/recipes/gan-recipes.ts';
import { readingNames } from '../../../src/protocol/asset-progress.ts';
import { assetKey, isReady, type AssetKind, type JsonValue } from '../../../src/protocol/assets.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { Rng } from '../../../src/random/rng.ts';
import { poolSamples, type AssetContext } from '../../../src/runner/assets/asset-context.ts';
import { recipeOf, type AssetDefinition } from '../../../src/runner/assets/asset-definition.ts';
import type { ReadyAsset } from '../../../src/runner/assets/ready-asset.ts';
import { AssetSession } from '../../../src/runner/assets/asset-session.ts';
import { assetKinds, type AssetInput } from '../../../src/runner/assets/kinds/index.ts';
import { LoadedNetworks } from '../../../src/runner/assets/loaded-networks.ts';
import { LruCache } from '../../../src/runner/assets/lru-cache.ts';
import type { StepControl } from '../../../src/runner/run-context.ts';
import { listAssets, readArrays, type AssetArray } from '../../../src/storage/assets.ts';
import type { Database } from '../../../src/storage/database.ts';
import { getDataset } from '../../../src/storage/datasets.ts';
import { SampleReader } from '../../../src/storage/sample-reader.ts';
import { traceFromArrays } from '../../../src/storage/training-trace.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { freshDatabase as emptyDatabase, infoOf, storeDataset } from '../../support/database-fixtures.ts';
import { freshDatabase } from '../../support/test-lab.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(0);
});

const STEPS = 6;
const kinds = Object.keys(assetKinds) as AssetKind[];
/** Fields of recipes that are for display. */
const displayFields = ['name', 'label', 'size'];

type Definition = AssetDefinition<unknown, unknown, readonly ReadyAsset[]>;
const definitionOf = (kind: AssetKind): Definition => assetKinds[kind] as Definition;

const generator = {
  recipe: { ...ganRecipeNamed('plane-wgan-gp'), batch: 16, generatorBatch: 16 },
  steps: STEPS,
  seed: 3,
};
const features = { of: 'pixels', components: 2, seed: 3, pieceValues: 32 } as const;
const inputs: { [Kind in AssetKind]: (context: AssetContext) => AssetInput<Kind> } = {
  generator: () => generator,
  'auto-encoder': () => ({
    recipe: { ...autoEncoderRecipeNamed('reduced-auto-encoder-28'), steps: STEPS, batch: 8 },
    seed: 3,
  }),
  encoder: () => ({ generator, steps: STEPS, seed: 3 }),
  classifier: (context) => ({
    recipe: { ...annotatingClassifierRecipeFor('plane'), steps: STEPS },
    labelled: { ...poolSamples(context), labels: context.pool.map((index) => index % 2) },
    seed: 1,
  }),
  features: () => features,
  index: () => ({ search: 'tree', features }),
};

const working: StepControl = {
  checkpoint: () => Promise.resolve(),
  stopwatch: () => () => 1,
  phase: () => () => undefined,
};

/** Two groups of points; as images of 8 × 8 for auto-encoders. */
async function database(kind: AssetKind): Promise<Database> {
  if (kind !== 'auto-encoder') return freshDatabase({ kind: 'plane' });
  const db = await emptyDatabase();
  const scale = { mean: [0.5], std: [0.5] };
  await storeDataset(db, infoOf('groups', 40, { kind: 'image', dtype: 'uint8', shape: [8, 8, 1], scale }));
  return db;
}

async function contextOf(db: Database, control: Partial<StepControl> = {}): Promise<AssetContext> {
  const info = await getDataset(db, 'groups');
  return {
    ...{ db, info, samples: new SampleReader(db, info), madeOn: 'wasm', scaling: undefined, cache: new LruCache() },
    // Each session loads what it uses.
    loaded: new LoadedNetworks(0),
    pool: Int32Array.from({ length: info.count - 8 }, (_, i) => i),
    control: { ...working, ...control },
  };
}

/** Prepares the asset in a session of its own. */
async function ensure(kind: AssetKind, context: AssetContext): Promise<ReadyAsset['info']> {
  const session = new AssetSession(context);
  try {
    return (await session.ensure(kind, inputs[kind](context))).info;
  } finally {
    session.dispose();
  }
}

/** Numbers of the arrays, without those that are for display. */
const numbers = (arrays: Record<string, AssetArray>): Record<string, AssetArray> =>
  Object.fromEntries(Object.entries(arrays).filter(([name]) => !['readings', 'sheet', 'sheet layout'].includes(name)));

describe.each(kinds)('the kind %s', (kind) => {
  test('is listed under its own name, and hashes its key fields only', async () => {
    const definition = definitionOf(kind);
    expect(definition.kind).toBe(kind);
    const context = await contextOf(await database(kind));
    const session = new AssetSession(context);
    const input = inputs[kind](context);
    const { required } = await session.identify(kind, input as never);
    const { fields, seed, name } = definition.describe({ input, required, context });
    session.dispose();
    const undisplayed = Object.keys(fields).filter((field) => !displayFields.includes(field));
    for (const field of undisplayed) expect(definition.keyFields).toContain(field);
    for (const field of displayFields) expect(definition.keyFields).not.toContain(field);
    const keyOf = (change: Record<string, JsonValue> = {}, from: string[] = [], version = definition.version) =>
      assetKey(
        recipeOf({ ...definition, version }, { fields: { ...fields, ...change }, seed }, { data: 'groups', from }),
      );
    const key = await keyOf();
    for (const field of displayFields) expect(await keyOf({ [field]: 'another' })).toBe(key);
    const others = [
      ...undisplayed.map((field) => keyOf({ [field]: 'another' })),
      keyOf({}, ['an asset']),
      keyOf({}, [], definition.version + 1),
    ];
    const keys = await Promise.all(others);
    expect(new Set([key, ...keys]).size).toBe(1 + keys.length);
    expect(JSON.stringify(recipeOf(definition, { fields, seed }, { data: 'groups', from: [] }))).not.toContain(name);
  });

  test('is built once, of the assets that it requires, and loaded without drawing weights', async () => {
    const db = await database(kind);
    const context = await contextOf(db);
    const built = await ensure(kind, context);
    expect(isReady(built)).toBe(true);
    const stored = await listAssets(db);
    const required = definitionOf(kind).requires(inputs[kind](context));
    expect(built.recipe.from ?? []).toHaveLength(required.length);
    for (const [i, id] of (built.recipe.from ?? []).entries())
      expect(stored.find((one) => one.id === id)?.recipe.kind).toBe(required[i]!.kind);
    const arrays = await readArrays(db, built.id);
    const draws = (['uniform', 'normal', 'between'] as const).map((name) => vi.spyOn(Rng.prototype, name));
    expect(await ensure(kind, await contextOf(db))).toEqual(built);
    for (const draw of draws) expect(draw).not.toHaveBeenCalled();
    expect(await readArrays(db, built.id)).toEqual(arrays);
    expect(await listAssets(db)).toEqual(stored);
  });

  test('is resumed after a stop with the same result', async () => {
    const whole = await database(kind);
    const { id } = await ensure(kind, await contextOf(whole));
    const db = await database(kind);
    for (const { kind: other } of definitionOf(kind).requires(inputs[kind](await contextOf(db))))
      await ensure(other, await contextOf(db));
    let passes = 0;
    const stopping = await contextOf(db, {
      interrupted: () => passes > 3,
      checkpoint: () =>
        ++passes > 4 ? Promise.reject(new Problem('cancelled', 'The run was stopped.')) : Promise.resolve(),
    });
    await ensure(kind, stopping).catch((error: unknown) => expect(error).toMatchObject({ code: 'cancelled' }));
    const [left] = (await listAssets(db)).filter((one) => one.id === id);
    // an index is one unit of work, and this one small enough to be finished
    if (kind !== 'index') expect(isReady(left!)).toBe(false);
    if (kind !== 'index') expect(left!.done).toBeGreaterThan(0);
    const child = vi.spyOn(Rng.prototype, 'child');
    const resumed = await ensure(kind, await contextOf(db));
    for (const names of child.mock.calls) expect(names).not.toContain('weights');
    expect(resumed).toMatchObject({ id, ...(left && { created: left.created }) });
    expect(numbers(await readArrays(db, id))).toEqual(numbers(await readArrays(whole, id)));
  });

  test('reports as many readings as the page has names for', async () => {
    const db = await database(kind);
    const { id } = await ensure(kind, await contextOf(db));
    const names = readingNames[kind];
    const { readings, sheet } = traceFromArrays(await readArrays(db, id));
    expect(definitionOf(kind).view !== undefined).toBe(names.length > 0);
    if (names.length === 0) return expect(readings).toHaveLength(0);
    expect(readings).toHaveLength(STEPS * (1 + names.length));
    for (let step = 1; step <= STEPS; step++) expect(readings[(step - 1) * (1 + names.length)]).toBe(step);
    if (kind !== 'classifier') expect(sheet?.step).toBe(STEPS);
  });
});

test('another input gives another asset', async () => {
  const db = await database('generator');
  const context = await contextOf(db);
  const session = new AssetSession(context);
  const first = await session.ensure('generator', generator);
  const longer = await session.ensure('generator', { ...generator, steps: STEPS + 1 });
  const again = await session.ensure('generator', { ...generator });
  expect(longer.info.id).not.toBe(first.info.id);
  expect(again).toBe(first);
  expect(session.used.map(({ kind }) => kind)).toEqual(['generator', 'generator']);
  session.dispose();
});
