/** What networks that are being prepared are looked at by: their numbers, and a sheet of what they make. */
import { Draws } from '../../random/rng.ts';
import type { Encoder } from '../../generative/encoder-network.ts';
import { sampleSize, type DatasetInfo } from '../../protocol/dataset.ts';
import type { Sheet } from '../../protocol/asset-progress.ts';
import { reconstructed, type Coder } from '../../generative/auto-encoder-training.ts';
import { latentsOf } from '../../generative/encoder-training.ts';
import type { LossReading } from '../../trainer/resumable-training.ts';
import { sampleGenerator } from '../../generative/gan-sampling.ts';
import { asStored, setOf } from '../../generative/value-scaling.ts';
import { latentPoints, type GanPair, type GanReading } from '../../generative/gan-training.ts';
import type { Pacing, SampleSet } from '../../trainer/training-method.ts';
import type { Shown } from './progress-reporter.ts';

/** Points of the plane, or rows of a table, on a sheet. */
const POINTS = 400;
/** Pictures on a sheet: eight by eight of small ones, six by six of those that hold more than so many values. */
const PICTURES = { small: 64, large: 36, values: 4096 };

const picturesOf = ({ shape }: DatasetInfo): number =>
  sampleSize(shape) > PICTURES.values ? PICTURES.large : PICTURES.small;

/** The generator's samples of latent points that are the same whenever it is looked at. */
export function shownGan(pair: GanPair, info: DatasetInfo, seed: number, gate: Pacing['gate']): Shown<GanReading> {
  const count = info.kind === 'image' ? picturesOf(info) : POINTS;
  const latents = latentPoints(new Draws(seed).child('sheet'), count, pair.generator.latent);
  return {
    numbers: (at) => [at.criticLoss, at.generatorLoss, at.wasserstein, at.norm, at.consistency],
    draw: async () => sheetOf('samples', await sampleGenerator(pair, latents, quiet(gate)), info),
  };
}

/** Real samples from all over the set, and behind each what comes back from its code. */
export const shownCoder = (
  coder: Coder,
  samples: SampleSet,
  info: DatasetInfo,
  gate: Pacing['gate'],
): Shown<LossReading> => shownPairs(samples, info, (real) => reconstructed(coder, real, quiet(gate)));

/** Real samples from all over the set, and behind each what the generator makes of its latent point. */
export const shownEncoder = (
  encoder: Encoder,
  pair: GanPair,
  samples: SampleSet,
  info: DatasetInfo,
  gate: Pacing['gate'],
): Shown<LossReading> =>
  shownPairs(samples, info, async (real) =>
    sampleGenerator(pair, await latentsOf(encoder, pair, real, quiet(gate)), quiet(gate)),
  );

function shownPairs(
  samples: SampleSet,
  info: DatasetInfo,
  copied: (real: SampleSet) => Promise<Float32Array>,
): Shown<LossReading> {
  const pairs = Math.min(samples.count, picturesOf(info) / 2);
  const positions = Array.from({ length: pairs }, (_, i) => Math.floor((i * samples.count) / pairs));
  const size = sampleSize(info.shape);
  return {
    numbers: ({ loss }) => [loss],
    async draw() {
      const real = await samples.read(positions);
      const back = await copied(setOf(real, info.shape));
      const both = new Float32Array(2 * real.length);
      for (let i = 0; i < pairs; i++) {
        both.set(real.subarray(i * size, (i + 1) * size), 2 * i * size);
        both.set(back.subarray(i * size, (i + 1) * size), (2 * i + 1) * size);
      }
      return sheetOf('pairs', both, info);
    },
  };
}

const quiet = (gate: Pacing['gate']): Pacing => ({ gate, progress: () => undefined });

const sheetOf = (of: Sheet['of'], values: Float32Array, info: DatasetInfo): Omit<Sheet, 'step'> => ({
  of,
  shape: info.shape,
  values: asStored(values, info),
});
