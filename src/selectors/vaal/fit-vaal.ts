/**
 * Fits the auto-encoder and the discriminator of VAAL, as a training of its own with a number of steps of its own: in the authors'
 * code their steps are tied to the learner's, so that the length of its training would change the query. Both are new in each
 * cycle. Labels take no part; the types have none.
 */
import type { Rng } from '../../random/rng.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { resumableBatches } from '../../trainer/resumable-batches.ts';
import { cachedInMemory } from '../../trainer/sample-cache.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import { batchSizeFor } from '../../trainer/scoring-batches.ts';
import { stepSchedule } from '../../trainer/schedule.ts';
import { runTrainingLoop } from '../../trainer/training-loop.ts';
import { stageCheckpoints, type FitControl } from '../../training/fit-checkpoints.ts';
import { besideCode, type ConditionSource } from './condition.ts';
import { buildDiscriminator } from './discriminator.ts';
import { VaalTrainer, type PoolBatch, type VaalNetworks, type VaalObjective } from './vaal-trainer.ts';
import { buildVae } from './vae-networks.ts';

/** Samples without their labels. */
export type UnlabelledValues = Pick<SampleSet, 'count' | 'read'>;

export interface VaalSamples {
  labelled: UnlabelledValues;
  unlabelled: UnlabelledValues;
  /** Of a sample. */
  shape: readonly number[];
  /** Of weights, batches and noise; its children name the step that they are drawn for. */
  rng: Rng;
  /** TA-VAAL's; none where absent. */
  condition?: ConditionSource;
}

export interface VaalSettings extends VaalObjective {
  latent: number;
  /** Filters and units relative to the paper's. */
  width: number;
  /** Steps of the discriminator. */
  steps: number;
  /** Steps of the auto-encoder before each of the discriminator, each with a batch of its own. */
  vaeSteps: number;
  /** Samples of each pool in a batch. */
  batch: number;
  /** Adam's, of both. */
  rate: number;
}

export interface FittedVaal {
  /**
   * The logits of “labelled”, `[n]`, of standardised samples `[n, …shape]` row-major, by the means of their codes and in inference
   * mode: none depends on the others.
   */
  logits(values: Float32Array): Promise<Float32Array>;
  /** Samples that go through the networks together. */
  readonly batchSize: number;
  readonly networks: VaalNetworks;
  dispose(): void;
}

/** Without samples of one of the kinds nothing is trained. After an error nothing is left to dispose of. */
export async function fitVaal(samples: VaalSamples, settings: VaalSettings, control: FitControl): Promise<FittedVaal> {
  const { shape, rng, condition } = samples;
  const { latent, width } = settings;
  const conditions = condition ? 1 : 0;
  const vae = buildVae({ shape, latent, width, conditions }, rng.child('auto-encoder'));
  const discriminator = buildDiscriminator({ inputs: latent + conditions, width }, rng.child('discriminator'));
  const networks: VaalNetworks = { vae, discriminator, condition };
  const dispose = () => [vae, discriminator].forEach((one) => one.dispose());
  try {
    if (samples.labelled.count > 0 && samples.unlabelled.count > 0)
      await train(networks, { samples, settings }, control);
  } catch (error) {
    dispose();
    throw error;
  }
  const batchSize = batchSizeFor({ shape, variables: [...vae.variables, ...discriminator.variables] });
  return { networks, batchSize, dispose, logits: (values) => logitsOf(networks, values, batchSize) };
}

async function train(
  networks: VaalNetworks,
  { samples, settings }: { samples: VaalSamples; settings: VaalSettings },
  control: FitControl,
): Promise<void> {
  const { vae, discriminator } = networks;
  const { steps, vaeSteps, rate } = settings;
  const { rng } = samples;
  const batchOf = await poolBatches(samples, settings.batch);
  const optimizers = {
    vae: optimizerFor('adam', rate, vae.variables),
    discriminator: optimizerFor('adam', rate, discriminator.variables),
  };
  const trainer = new VaalTrainer(networks, settings, optimizers);
  const learningRate = () => rate;
  try {
    await runTrainingLoop(
      {
        schedule: stepSchedule(steps),
        networks: [
          {
            name: 'auto-encoder',
            network: vae,
            optimizer: optimizers.vae,
            learningRate,
            optimizerStepsPerStep: vaeSteps,
          },
          { name: 'discriminator', network: discriminator, optimizer: optimizers.discriminator, learningRate },
        ],
        async trainStep(step) {
          let batch: PoolBatch | undefined;
          for (let at = step * vaeSteps; at < (step + 1) * vaeSteps; at++) {
            batch = await batchOf(at);
            trainer.vaeStep(batch, rng.child('noise', at));
          }
          // on the last batch of the auto-encoder
          trainer.discriminatorStep(batch!, rng.child('means', step));
          return {};
        },
        ...stageCheckpoints(control),
      },
      control,
    );
  } finally {
    optimizers.vae.dispose();
    optimizers.discriminator.dispose();
  }
}

/** Batch n of both kinds: epochs in random order; the few labelled samples come round more often. */
async function poolBatches(
  { labelled, unlabelled, shape, rng }: VaalSamples,
  size: number,
): Promise<(number: number) => Promise<PoolBatch>> {
  const readersOf = async (samples: UnlabelledValues, name: string) => {
    const set = await cachedInMemory({ ...samples, labels: NO_LABELS }, sampleSize(shape));
    const positions = resumableBatches(samples.count, size, rng.child('batches', name));
    return (number: number) => set.read(positions(number));
  };
  const [first, second] = [await readersOf(labelled, 'labelled'), await readersOf(unlabelled, 'unlabelled')];
  return async (number) => ({ labelled: await first(number), unlabelled: await second(number) });
}

const NO_LABELS = new Int32Array(0);

async function logitsOf(networks: VaalNetworks, values: Float32Array, batchSize: number): Promise<Float32Array> {
  const { shape } = networks.vae;
  const size = sampleSize(shape);
  const count = values.length / size;
  const logits = new Float32Array(count);
  for (let from = 0; from < count; from += batchSize) {
    const n = Math.min(batchSize, count - from);
    const x = tf.tensor(values.subarray(from * size, (from + n) * size), [n, ...shape]);
    try {
      logits.set(await batchLogits(networks, x), from);
    } finally {
      x.dispose();
    }
  }
  return logits;
}

async function batchLogits({ vae, discriminator, condition }: VaalNetworks, x: tf.Tensor): Promise<Float32Array> {
  const conditions = await condition?.ofQuery(x);
  const scored = tf.tidy(() => {
    const { mean } = vae.encode(x, { training: false });
    return discriminator.logits(besideCode(mean, conditions && tf.tensor2d(conditions, [mean.shape[0], 1])));
  });
  try {
    return (await scored.data<'float32'>()).slice();
  } finally {
    scored.dispose();
  }
}
