/**
 * Features of the whole pool in terms of their principal components: first the components, then the samples piece by piece, so
 * that an interrupted preparation continues with the next piece and memory never holds them all.
 */
import type { FeatureSource } from '../../../algorithms/feature-source.ts';
import { passesFor, principalComponents, PcaProjector, type Pca } from '../../../algorithms/pca/pca.ts';
import { Rng } from '../../../random/rng.ts';
import { readArray, readPiece } from '../../../storage/assets.ts';
import type { Database } from '../../../storage/database.ts';
import type { Control } from '../../../trainer/control.ts';
import type { SampleSet } from '../../../trainer/sample-set.ts';
import type { AssetBuild } from '../asset-build.ts';
import { poolSamples, type AssetContext } from '../asset-context.ts';
import type { AssetDefinition, AssetReference, AssetTask } from '../asset-definition.ts';
import type { ReadyAsset } from '../ready-asset.ts';
import { featureExtractorFor, type FeatureExtractor, type FeatureKind, type FeatureNetwork } from '../feature-extractor.ts';

/** Values of a piece at most: 4 MiB. */
const MAX_PIECE_VALUES = 2 ** 20;

export interface FeaturesInput {
  of: FeatureKind;
  /** Principal components; never more than there are dimensions. */
  components: number;
  /** The generator or auto-encoder that gives the features; absent for pixels. */
  network?: AssetReference;
  seed: number;
  /** Values of a piece at most; the same in all sessions. */
  pieceValues?: number;
}

export interface PoolFeatures {
  pca: Pca;
  /** The stored pieces in turn; two of them are in memory at a time. */
  source: FeatureSource;
}

type Required = readonly ReadyAsset<FeatureNetwork>[];
type FeaturesTask = AssetTask<FeaturesInput, Required>;

export const features: AssetDefinition<FeaturesInput, PoolFeatures, Required> = {
  kind: 'features',
  provides: [],
  version: 1,
  keyFields: ['features', 'components'],
  requires: ({ network }) => (network ? [network] : []),
  describe(task) {
    const { of, seed } = task.input;
    const fields = { features: of, components: componentsOf(task) };
    return { name: 'Features', fields, seed, total: task.context.pool.length };
  },
  async build(task, build) {
    const { control, pool } = task.context;
    // the passes that find the components, and one that projects the samples
    const passes = passesFor(extractorOf(task).dimensions);
    const report = control.phase('preparing');
    const progress = (done: number): void => report(done, (passes + 1) * pool.length);
    if (!build.saved) await saveComponents(task, build, progress);
    const pca = await readPca(task.context.db, build.id);
    await projectPieces({ task, pca }, build, (done) => progress(passes * pool.length + done));
    return featuresOf(task, build.id, pca);
  },
  load: async (task, id) => featuresOf(task, id, await readPca(task.context.db, id)),
};

const extractorOf = ({ input, required, context }: FeaturesTask): FeatureExtractor =>
  featureExtractorFor(input.of, context.info, required[0]?.product);

const componentsOf = (task: FeaturesTask): number => Math.min(task.input.components, extractorOf(task).dimensions);

/** Samples in a piece. */
const rowsOf = (task: FeaturesTask): number =>
  Math.max(1, Math.floor((task.input.pieceValues ?? MAX_PIECE_VALUES) / componentsOf(task)));

const quiet = ({ control }: AssetContext): Control => ({
  checkpoint: () => control.checkpoint(),
  progress: () => undefined,
});

/** Saves the principal components, and no sample yet. */
async function saveComponents(
  task: FeaturesTask,
  build: AssetBuild,
  progress: (done: number) => void,
): Promise<void> {
  const { context, input } = task;
  const { dimensions, extract } = extractorOf(task);
  const samples = poolSamples(context);
  let done = 0;
  const source: FeatureSource = {
    count: samples.count,
    dimensions,
    async *batches() {
      for await (const { values, positions } of extract(samples, quiet(context))) {
        yield values;
        progress((done += positions.length));
      }
    },
  };
  const { mean, axes, variances, variance } = await principalComponents(source, {
    components: componentsOf(task),
    rng: new Rng(input.seed).child('components'),
    checkpoint: () => context.control.checkpoint(),
  });
  await build.save(0, { mean, axes, variances, variance: Float64Array.of(variance) });
}

/** Projects and saves the samples that are left. Each piece begins with a batch of its own: an interruption changes nothing. */
async function projectPieces(
  { task, pca }: { task: FeaturesTask; pca: Pca },
  build: AssetBuild,
  progress: (done: number) => void,
): Promise<void> {
  const { extract } = extractorOf(task);
  const rows = rowsOf(task);
  const samples = poolSamples(task.context);
  const projector = new PcaProjector(pca);
  try {
    for (let { done } = build.info; done < samples.count;) {
      const part = contiguousSubset(samples, done, Math.min(rows, samples.count - done));
      const values = new Float32Array(part.count * pca.components);
      let offset = 0;
      for await (const batch of extract(part, quiet(task.context))) {
        const projected = await projector.project(batch.values);
        values.set(projected, offset);
        offset += projected.length;
        progress(done + offset / pca.components);
      }
      const n = done / rows;
      done += part.count;
      await build.append(done, { array: 'values', n, values });
    }
  } finally {
    projector.dispose();
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

/** Reads the next piece while the caller works with the one before. */
function featuresOf(task: FeaturesTask, id: string, pca: Pca): PoolFeatures {
  const { db, pool } = task.context;
  const pieces = Math.ceil(pool.length / rowsOf(task));
  const read = async (n: number): Promise<Float32Array> =>
    (await readPiece(db, id, { array: 'values', n })) as Float32Array;
  return {
    pca,
    source: {
      count: pool.length,
      dimensions: pca.components,
      async *batches() {
        let next = read(0);
        for (let n = 0; n < pieces; n++) {
          const piece = await next;
          if (n + 1 < pieces) {
            next = read(n + 1);
            next.catch(() => undefined); // a caller that stops early does not hear of a failure
          }
          yield piece;
        }
      },
    },
  };
}

/** Consecutive samples of a set. */
const contiguousSubset = (samples: SampleSet, from: number, count: number): SampleSet => ({
  count,
  labels: samples.labels.subarray(from, from + count),
  read: (positions) => samples.read(Int32Array.from(positions, (position) => from + position)),
});
