/** What networks that are being prepared are looked at by: their numbers, and a sheet of what they make. */
import { Rng } from '../../random/rng.ts';
import type { Encoder } from '../../generative/networks/encoder-network.ts';
import { sampleSize, type DatasetInfo } from '../../protocol/dataset.ts';
import type { SampleGrid } from '../../protocol/asset-progress.ts';
import { reconstructSamples, type ScaledAutoEncoder } from '../../generative/auto-encoder-training.ts';
import { latentPointsOf } from '../../generative/encoder-training.ts';
import type { LossReading } from '../../trainer/resumable-training.ts';
import { sampleGenerator } from '../../generative/gan-sampling.ts';
import { toStoredValues, sampleSetOf } from '../../generative/value-scaling.ts';
import { latentPoints, type GanPair, type GanReading } from '../../generative/gan-training.ts';
import type { Control, SampleSet } from '../../trainer/training-method.ts';
import type { ProgressSource } from './progress-reporter.ts';

/** Points of the plane, or rows of a table, on a sheet. */
const MAX_POINTS = 400;
/** Pictures on a sheet: eight by eight of small ones, six by six of those that hold more than so many values. */
const IMAGE_LIMITS = { small: 64, large: 36, values: 4096 };

const imageCount = ({ shape }: DatasetInfo): number =>
  sampleSize(shape) > IMAGE_LIMITS.values ? IMAGE_LIMITS.large : IMAGE_LIMITS.small;

/** The generator's samples of latent points that are the same whenever it is looked at. */
export function ganProgress(pair: GanPair, info: DatasetInfo, seed: number, checkpoint: Control['checkpoint']): ProgressSource<GanReading> {
  const count = info.kind === 'image' ? imageCount(info) : MAX_POINTS;
  const latents = latentPoints(new Rng(seed).child('sheet'), count, pair.generator.latent);
  return {
    readingValues: (at) => [at.criticLoss, at.generatorLoss, at.wasserstein, at.norm, at.consistency],
    renderGrid: async () => toSampleGrid('samples', await sampleGenerator(pair, latents, quiet(checkpoint)), info),
  };
}

/** Real samples from all over the set, and behind each what comes back from its code. */
export const autoEncoderProgress = (
  autoEncoder: ScaledAutoEncoder,
  samples: SampleSet,
  info: DatasetInfo,
  checkpoint: Control['checkpoint'],
): ProgressSource<LossReading> => pairProgress(samples, info, (real) => reconstructSamples(autoEncoder, real, quiet(checkpoint)));

/** Real samples from all over the set, and behind each what the generator makes of its latent point. */
export const encoderProgress = (
  encoder: Encoder,
  pair: GanPair,
  samples: SampleSet,
  info: DatasetInfo,
  checkpoint: Control['checkpoint'],
): ProgressSource<LossReading> =>
  pairProgress(samples, info, async (real) =>
    sampleGenerator(pair, await latentPointsOf(encoder, pair, real, quiet(checkpoint)), quiet(checkpoint)),
  );

function pairProgress(
  samples: SampleSet,
  info: DatasetInfo,
  reconstruct: (real: SampleSet) => Promise<Float32Array>,
): ProgressSource<LossReading> {
  const pairs = Math.min(samples.count, imageCount(info) / 2);
  const positions = Array.from({ length: pairs }, (_, i) => Math.floor((i * samples.count) / pairs));
  const size = sampleSize(info.shape);
  return {
    readingValues: ({ loss }) => [loss],
    async renderGrid() {
      const real = await samples.read(positions);
      const reconstructions = await reconstruct(sampleSetOf(real, info.shape));
      const both = new Float32Array(2 * real.length);
      for (let i = 0; i < pairs; i++) {
        both.set(real.subarray(i * size, (i + 1) * size), 2 * i * size);
        both.set(reconstructions.subarray(i * size, (i + 1) * size), (2 * i + 1) * size);
      }
      return toSampleGrid('pairs', both, info);
    },
  };
}

const quiet = (checkpoint: Control['checkpoint']): Control => ({ checkpoint, progress: () => undefined });

const toSampleGrid = (of: SampleGrid['of'], values: Float32Array, info: DatasetInfo): Omit<SampleGrid, 'step'> => ({
  of,
  shape: info.shape,
  values: toStoredValues(values, info),
});
