/** Sample grids of networks in preparation: generated samples, or real samples beside their reconstructions. */
import { sampleSetOf, toStoredValues } from '../../generative/value-scaling.ts';
import type { SampleGrid } from '../../protocol/asset-progress.ts';
import { sampleSize, type DatasetInfo } from '../../protocol/dataset.ts';
import type { Control } from '../../trainer/control.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { AssetContext } from './asset-context.ts';

type Grid = Omit<SampleGrid, 'step'>;

/** Points of the plane or rows of a table in a grid. */
const MAX_POINTS = 400;
/** Images in a grid: 8 × 8 small ones, or 6 × 6 of those with more than so many values. */
const IMAGE_LIMITS = { small: 64, large: 36, values: 4096 };

const imageCount = ({ shape }: DatasetInfo): number =>
  sampleSize(shape) > IMAGE_LIMITS.values ? IMAGE_LIMITS.large : IMAGE_LIMITS.small;

/** Samples in a grid of generated samples. */
export const gridSize = (info: DatasetInfo): number => (info.kind === 'image' ? imageCount(info) : MAX_POINTS);

/**
 * For grids drawn with a checkpoint: without progress, and without waiting or throwing where the run is paused or stopped, since
 * the checkpoint is saved for that very reason.
 */
export const gridControl = ({ control }: AssetContext): Control => ({
  checkpoint: () => (control.interrupted?.() ? Promise.resolve() : control.checkpoint()),
  progress: () => undefined,
});

/** @param values standardised samples `[n, …shape]` row-major */
export const toSampleGrid = (of: SampleGrid['of'], values: Float32Array, info: DatasetInfo): Grid => ({
  of,
  shape: info.shape,
  values: toStoredValues(values, info),
});

/**
 * Real samples, evenly spaced over the set, each followed by its reconstruction.
 * @param reconstruct standardised samples to as many standardised samples
 */
export function pairGrid(
  samples: SampleSet,
  info: DatasetInfo,
  reconstruct: (real: SampleSet) => Promise<Float32Array>,
): () => Promise<Grid> {
  const pairs = Math.min(samples.count, imageCount(info) / 2);
  const positions = Array.from({ length: pairs }, (_, i) => Math.floor((i * samples.count) / pairs));
  const size = sampleSize(info.shape);
  return async () => {
    const real = await samples.read(positions);
    const reconstructions = await reconstruct(sampleSetOf(real, info.shape));
    const both = new Float32Array(2 * real.length);
    for (let i = 0; i < pairs; i++) {
      both.set(real.subarray(i * size, (i + 1) * size), 2 * i * size);
      both.set(reconstructions.subarray(i * size, (i + 1) * size), (2 * i + 1) * size);
    }
    return toSampleGrid('pairs', both, info);
  };
}
