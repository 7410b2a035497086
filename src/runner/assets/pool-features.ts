/**
 * The features of a whole pool in terms of their principal components, as an asset: the components first, then the pool's
 * samples piece by piece, so that a closed tab goes on with the next piece, and that nobody ever has to hold them all.
 */
import { Draws } from '../../random/rng.ts';
import type { FeatureSource } from '../../algorithms/feature-source.ts';
import { passesFor, principalComponents, Projector, type Pca } from '../../algorithms/pca/pca.ts';
import { assetKey, isReady, type AssetInfo, type AssetRecipe } from '../../protocol/assets.ts';
import { addPiece, findAsset, readArray, readPiece, saveAsset } from '../../storage/assets.ts';
import type { Database } from '../../storage/database.ts';
import type { SampleSet } from '../../trainer/training-method.ts';
import type { Extractor } from './feature-extractor.ts';
import { unlabelledSet } from '../samples/sample-sets.ts';
import { dataOf, type Workshop } from './asset-context.ts';

/** Values of a piece at most: 4 MiB. */
const PIECE = 2 ** 20;

export interface PoolFeatures {
  asset: AssetInfo;
  pca: Pca;
  /** The stored pieces, one after the other; two of them are in memory at a time. */
  source: FeatureSource;
}

/** Under what they are found: components of other features, or of other samples, are other ones. */
export const featuresRecipe = async (
  shop: Workshop,
  { kind, dimensions, from }: Extractor,
  components: number,
  seed: number,
): Promise<AssetRecipe> => ({
  ...{ kind: 'features', version: 1, data: await dataOf(shop), seed },
  settings: { features: kind, components: Math.min(components, dimensions) },
  from,
});

/**
 * Found in the store, gone on with where a closed tab left them, or made.
 * @param most values of a piece; the same for all sittings
 * @throws Problem `unfit` where a feature is no number, `full`
 */
export async function poolFeaturesOf(
  shop: Workshop,
  extractor: Extractor,
  recipe: AssetRecipe,
  most = PIECE,
): Promise<PoolFeatures> {
  const { db, info, pool, pacing } = shop;
  const id = await assetKey(recipe);
  const { components } = recipe.settings as { components: number };
  const rows = Math.max(1, Math.floor(most / components));
  const samples = unlabelledSet(shop.samples, pool);
  const gate = () => pacing.gate();
  const quiet = { gate, progress: () => undefined };
  await pacing.uses?.(id);
  const found = await findAsset(db, id);
  const passes = passesFor(extractor.dimensions);
  const report = found && isReady(found) ? () => undefined : pacing.phase('preparing');
  const progress = (done: number): void => report(done, (passes + 1) * pool.length);
  const watch = pacing.watch();
  const seconds = (): number => (found?.seconds ?? 0) + watch();

  const begun = found ?? (await begin());
  const pca = await readPca(db, id);
  const asset = isReady(begun) ? begun : await goOn(begun);
  return { asset, pca, source: storedSource(db, asset, components, rows) };

  /** The components, and no sample yet. */
  async function begin(): Promise<AssetInfo> {
    let done = 0;
    const source: FeatureSource = {
      count: pool.length,
      dimensions: extractor.dimensions,
      async *batches() {
        for await (const { values, positions } of extractor.of(samples, quiet)) {
          yield values;
          progress((done += positions.length));
        }
      },
    };
    const draws = new Draws(recipe.seed).child('components');
    const { mean, axes, variances, variance } = await principalComponents(source, { components, draws, gate });
    const arrays = { mean, axes, variances, variance: Float64Array.of(variance) };
    const now = Date.now();
    const asset: AssetInfo = {
      ...{ id, name: `Features: ${info.name}`, recipe, madeOn: shop.madeOn, done: 0, total: pool.length },
      bytes: Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0),
      ...{ seconds: seconds(), created: now, updated: now },
    };
    await saveAsset(db, asset, arrays);
    tell(asset);
    return asset;
  }

  function tell(asset: AssetInfo): void {
    pacing.making?.({ asset, readings: new Float32Array(0), stint: { seconds: watch(), from: found?.done ?? 0 } });
  }

  /** Each piece begins with a batch of its own, so that an interruption between two changes nothing. */
  async function goOn(from: AssetInfo): Promise<AssetInfo> {
    const projector = new Projector(pca);
    let now = from;
    try {
      while (!isReady(now)) {
        const part = stretch(samples, now.done, Math.min(rows, pool.length - now.done));
        const piece = new Float32Array(part.count * components);
        let at = 0;
        for await (const { values } of extractor.of(part, quiet)) {
          const turned = await projector.project(values);
          piece.set(turned, at);
          at += turned.length;
          progress(passes * pool.length + now.done + at / components);
        }
        const n = now.done / rows;
        const bytes = now.bytes + piece.byteLength;
        now = { ...now, done: now.done + part.count, bytes, seconds: seconds(), updated: Date.now() };
        await addPiece(db, now, 'values', n, piece);
        tell(now);
      }
      return now;
    } finally {
      projector.dispose();
    }
  }
}

async function readPca(db: Database, id: string): Promise<Pca> {
  const read = async (name: string) => (await readArray(db, id, name)) as Float64Array;
  const [mean, axes, variances, variance] = await Promise.all(['mean', 'axes', 'variances', 'variance'].map(read));
  return {
    size: mean!.length,
    components: variances!.length,
    ...{ mean: mean!, axes: axes!, variances: variances!, variance: variance![0]! },
  };
}

/** The next piece is on its way while one is looked at. */
function storedSource(db: Database, { id, total: count }: AssetInfo, dimensions: number, rows: number): FeatureSource {
  const pieces = Math.ceil(count / rows);
  const read = async (n: number): Promise<Float32Array> => (await readPiece(db, id, 'values', n)) as Float32Array;
  return {
    count,
    dimensions,
    async *batches() {
      let coming = read(0);
      for (let n = 0; n < pieces; n++) {
        const piece = await coming;
        if (n + 1 < pieces) {
          coming = read(n + 1);
          coming.catch(() => undefined); // who stops before it comes does not hear of it
        }
        yield piece;
      }
    },
  };
}

/** Some samples of a set that stand together. */
const stretch = (samples: SampleSet, from: number, count: number): SampleSet => ({
  count,
  labels: samples.labels.subarray(from, from + count),
  read: (positions) => samples.read(Int32Array.from(positions, (position) => from + position)),
});
