/** Features of a whole pool, turned to their principal components, and the search for neighbours among them. */
import { Draws } from '../chance/draws.ts';
import { ExactSearch } from '../matching/exact-search.ts';
import { sourceOf, type FeatureSource } from '../matching/features.ts';
import { principalComponents, Projector, type Pca } from '../matching/pca.ts';
import { assetKey, isReady, type AssetRecipe } from '../spec/assets.ts';
import { sampleSize } from '../spec/dataset.ts';
import { Problem } from '../spec/problem.ts';
import { findAsset, readArrays, saveAsset } from '../store/assets.ts';
import type { Prepared, Wanted } from '../strategies/strategy.ts';
import { codesOf, type Coder } from '../training/auto-encoder.ts';
import { criticFeatures, type Features } from '../training/gan-sampling.ts';
import { setOf } from '../training/gan-values.ts';
import type { GanPair } from '../training/gan.ts';
import { batchFor } from '../training/predict.ts';
import type { Pacing, SampleSet } from '../training/training.ts';
import { unlabelledSet } from './sets.ts';
import { dataOf, type Workshop } from './workshop.ts';

/** Features of samples as this kind has them. */
interface Extractor {
  dimensions: number;
  /** Batch after batch, in order. */
  of(samples: SampleSet, pacing: Pacing): AsyncIterable<Features>;
  /** Assets that it is made of. */
  from: string[];
}

/** The pool's components of the features, found in the store or made, with the search over them. */
export async function neighbourhoodOf(
  shop: Workshop,
  { of, components }: NonNullable<Wanted['features']>,
  gan: { pair: GanPair; id: string },
  coder: { coder: Coder; id: string } | undefined,
  seed: number,
): Promise<NonNullable<Prepared['neighbours']> & { dispose(): void }> {
  const { db, info, pool, pacing } = shop;
  const gate = () => pacing.gate();
  const extractor = extractorFor(shop, of, gan, coder);
  const recipe: AssetRecipe = {
    ...{ kind: 'index', version: 1, data: await dataOf(shop), seed },
    settings: { features: of, components: Math.min(components, extractor.dimensions) },
    from: extractor.from,
  };
  const id = await assetKey(recipe);
  const found = await findAsset(db, id);
  const { pca, values } = found && isReady(found) ? partsOf(await readArrays(db, id)) : await make();
  const projector = new Projector(pca);
  const search = await ExactSearch.over(sourceOf({ values, count: pool.length, size: pca.components }), gate);
  return {
    search,
    indices: pool,
    async featuresOf(samples) {
      const parts: Float32Array[] = [];
      for await (const { values: batch } of extractor.of(setOf(samples, info.shape), {
        gate,
        progress: () => undefined,
      }))
        parts.push(await projector.project(batch));
      const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
      parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
      return all;
    },
    dispose: () => projector.dispose(),
  };

  async function make(): Promise<{ pca: Pca; values: Float32Array }> {
    const progress = pacing.phase('preparing');
    const samples = unlabelledSet(shop.samples, pool);
    // twice through the pool: once for the components, once to turn it to them
    const all = 2 * pool.length;
    let done = 0;
    const source: FeatureSource = {
      count: pool.length,
      dimensions: extractor.dimensions,
      async *batches() {
        for await (const { values: batch, positions } of extractor.of(samples, { gate, progress: () => undefined })) {
          yield batch;
          progress((done += positions.length), all);
        }
      },
    };
    const draws = new Draws(seed).child('components');
    const pca = await principalComponents(source, { components, draws, gate });
    const projector = new Projector(pca);
    const turned = new Float32Array(pool.length * pca.components);
    try {
      let at = 0;
      for await (const batch of source.batches()) {
        const part = await projector.project(batch);
        turned.set(part, at);
        at += part.length;
      }
    } finally {
      projector.dispose();
    }
    const { mean, axes, variances, variance } = pca;
    const arrays = { mean, axes, variances, variance: Float64Array.of(variance), values: turned };
    const bytes = Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0);
    const now = Date.now();
    await saveAsset(
      db,
      {
        id,
        name: `Neighbours: ${info.name}`,
        recipe,
        madeOn: shop.madeOn,
        done: 1,
        total: 1,
        bytes,
        created: now,
        updated: now,
      },
      arrays,
    );
    return { pca, values: turned };
  }
}

function partsOf(arrays: Awaited<ReturnType<typeof readArrays>>): { pca: Pca; values: Float32Array } {
  const { mean, axes, variances, variance, values } = arrays as Record<string, Float64Array>;
  const pca = {
    size: mean!.length,
    components: variances!.length,
    mean: mean!,
    axes: axes!,
    variances: variances!,
    variance: variance![0]!,
  };
  return { pca, values: values as unknown as Float32Array };
}

function extractorFor(
  { info }: Workshop,
  of: NonNullable<Wanted['features']>['of'],
  gan: { pair: GanPair; id: string },
  coder: { coder: Coder; id: string } | undefined,
): Extractor {
  if (of === 'pixels')
    return {
      dimensions: sampleSize(info.shape),
      of: (samples, pacing) => valuesOf(samples, info.shape, pacing),
      from: [],
    };
  if (of === 'discriminator')
    return {
      dimensions: gan.pair.critic.featureSize,
      of: (samples, pacing) => criticFeatures(gan.pair, samples, pacing),
      from: [gan.id],
    };
  if (!coder)
    throw new Problem('unfit', 'There is no auto-encoder for points of the plane.', 'Choose the values themselves.');
  return {
    dimensions: coder.coder.network.codeSize,
    of: (samples, pacing) => codesOf(coder.coder, samples, pacing),
    from: [coder.id],
  };
}

/** The samples' own values. */
async function* valuesOf(
  samples: SampleSet,
  shape: readonly number[],
  { gate, progress }: Pacing,
): AsyncGenerator<Features> {
  const most = batchFor(shape);
  for (let from = 0; from < samples.count; from += most) {
    await gate();
    const positions = Int32Array.from({ length: Math.min(most, samples.count - from) }, (_, i) => from + i);
    yield { positions, values: await samples.read(positions) };
    progress(from + positions.length, samples.count);
  }
}
