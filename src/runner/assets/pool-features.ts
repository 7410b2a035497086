/**
 * The features of a whole pool in terms of their principal components, as an asset: the components first, then the pool's
 * samples piece by piece, so that a closed tab goes on with the next piece, and that nobody ever has to hold them all.
 */
import { Rng } from '../../random/rng.ts';
import type { FeatureSource } from '../../algorithms/feature-source.ts';
import { passesFor, principalComponents, PcaProjector, type Pca } from '../../algorithms/pca/pca.ts';
import { assetKey, isReady, type AssetInfo, type AssetRecipe } from '../../protocol/assets.ts';
import { addPiece, findAsset, readArray, readPiece, saveAsset } from '../../storage/assets.ts';
import type { Database } from '../../storage/database.ts';
import type { SampleSet } from '../../trainer/training-method.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { unlabelledSet } from '../samples/sample-sets.ts';
import { recipeDataOf, type AssetContext } from './asset-context.ts';

/** Values of a piece at most: 4 MiB. */
const MAX_PIECE_VALUES = 2 ** 20;

export interface PoolFeatures {
  asset: AssetInfo;
  pca: Pca;
  /** The stored pieces, one after the other; two of them are in memory at a time. */
  source: FeatureSource;
}

/** Under what they are found: components of other features, or of other samples, are other ones. */
export const featuresRecipe = async (
  assetContext: AssetContext,
  { kind, dimensions, assetIds: from }: FeatureExtractor,
  components: number,
  seed: number,
): Promise<AssetRecipe> => ({
  ...{ kind: 'features', version: 1, data: await recipeDataOf(assetContext), seed },
  settings: { features: kind, components: Math.min(components, dimensions) },
  from,
});

/**
 * Found in the store, gone on with where a closed tab left them, or made.
 * @param maxPieceValues values of a piece; the same for all sittings
 * @throws Problem `unfit` where a feature is no number, `full`
 */
export async function ensurePoolFeatures(
  assetContext: AssetContext,
  extractor: FeatureExtractor,
  recipe: AssetRecipe,
  maxPieceValues = MAX_PIECE_VALUES,
): Promise<PoolFeatures> {
  const { db, info, pool, control } = assetContext;
  const id = await assetKey(recipe);
  const { components } = recipe.settings as { components: number };
  const rows = Math.max(1, Math.floor(maxPieceValues / components));
  const samples = unlabelledSet(assetContext.samples, pool);
  const checkpoint = () => control.checkpoint();
  const quiet = { checkpoint, progress: () => undefined };
  await control.useAsset?.(id);
  const stored = await findAsset(db, id);
  const passes = passesFor(extractor.dimensions);
  const report = stored && isReady(stored) ? () => undefined : control.phase('preparing');
  const progress = (done: number): void => report(done, (passes + 1) * pool.length);
  const stopwatch = control.stopwatch();
  const seconds = (): number => (stored?.seconds ?? 0) + stopwatch();

  const initial = stored ?? (await createAsset());
  const pca = await readPca(db, id);
  const asset = isReady(initial) ? initial : await projectPieces(initial);
  return { asset, pca, source: pieceSource(db, asset, components, rows) };

  /** The components, and no sample yet. */
  async function createAsset(): Promise<AssetInfo> {
    let done = 0;
    const source: FeatureSource = {
      count: pool.length,
      dimensions: extractor.dimensions,
      async *batches() {
        for await (const { values, positions } of extractor.extract(samples, quiet)) {
          yield values;
          progress((done += positions.length));
        }
      },
    };
    const rng = new Rng(recipe.seed).child('components');
    const { mean, axes, variances, variance } = await principalComponents(source, { components, rng, checkpoint });
    const arrays = { mean, axes, variances, variance: Float64Array.of(variance) };
    const current = Date.now();
    const asset: AssetInfo = {
      ...{ id, name: `Features: ${info.name}`, recipe, madeOn: assetContext.madeOn, done: 0, total: pool.length },
      bytes: Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0),
      ...{ seconds: seconds(), created: current, updated: current },
    };
    await saveAsset(db, asset, arrays);
    reportAsset(asset);
    return asset;
  }

  function reportAsset(asset: AssetInfo): void {
    control.onAssetProgress?.({ asset, readings: new Float32Array(0), sinceResume: { seconds: stopwatch(), from: stored?.done ?? 0 } });
  }

  /** Each piece begins with a batch of its own, so that an interruption between two changes nothing. */
  async function projectPieces(from: AssetInfo): Promise<AssetInfo> {
    const projector = new PcaProjector(pca);
    let current = from;
    try {
      while (!isReady(current)) {
        const subset = contiguousSubset(samples, current.done, Math.min(rows, pool.length - current.done));
        const piece = new Float32Array(subset.count * components);
        let offset = 0;
        for await (const { values } of extractor.extract(subset, quiet)) {
          const projected = await projector.project(values);
          piece.set(projected, offset);
          offset += projected.length;
          progress(passes * pool.length + current.done + offset / components);
        }
        const n = current.done / rows;
        const bytes = current.bytes + piece.byteLength;
        current = { ...current, done: current.done + subset.count, bytes, seconds: seconds(), updated: Date.now() };
        await addPiece(db, current, 'values', n, piece);
        reportAsset(current);
      }
      return current;
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
function pieceSource(db: Database, { id, total: count }: AssetInfo, dimensions: number, rows: number): FeatureSource {
  const pieces = Math.ceil(count / rows);
  const read = async (n: number): Promise<Float32Array> => (await readPiece(db, id, 'values', n)) as Float32Array;
  return {
    count,
    dimensions,
    async *batches() {
      let nextPiece = read(0);
      for (let n = 0; n < pieces; n++) {
        const piece = await nextPiece;
        if (n + 1 < pieces) {
          nextPiece = read(n + 1);
          nextPiece.catch(() => undefined); // who stops before it comes does not hear of it
        }
        yield piece;
      }
    },
  };
}

/** Some samples of a set that stand together. */
const contiguousSubset = (samples: SampleSet, from: number, count: number): SampleSet => ({
  count,
  labels: samples.labels.subarray(from, from + count),
  read: (positions) => samples.read(Int32Array.from(positions, (position) => from + position)),
});
