/**
 * The mixtures ψ_L and ψ_U of a learner's features during its training, as inputs of a critic: posteriors and densities
 * beside the features (mixture paper, section 3.4 and Fig. 4; for WAAL's critic Fig. 17).
 */
import { allocateRows, inMemorySource, type FeatureSource } from '../../algorithms/feature-source.ts';
import { MixtureDensity } from '../../algorithms/mixture/mixture-density.ts';
import { fitMixturePair, type MixtureFitOptions, type MixturePair } from '../../algorithms/mixture/mixture-pair.ts';
import type { FeatureRows, Mixture } from '../../algorithms/mixture/mixture.ts';
import { choiceParameter, integerParameter } from '../../protocol/parameters.ts';
import * as tf from '../../tensor/tf.ts';
import { savedArray, type CarriedState, type StateArrays } from '../../trainer/carried-state.ts';
import { quiet, type Control } from '../../trainer/control.ts';
import { predict } from '../../trainer/predict.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { CriticView } from '../adversarial/critic-view.ts';
import type { FitInputs, FitResult } from '../training-method.ts';

declare module '../training-method.ts' {
  interface Artifacts {
    /** ψ of the labelled and of the unlabelled trunk features. */
    mixtures?: MixturePair;
  }
}

/** Least log-posterior per dimension of z in the critic's input; that of a class without a sample is −∞. */
const MIN_LOG_POSTERIOR = -5;

export const refitParameter = integerParameter('refit', {
  label: 'Steps between fits',
  about: 'Gradient steps between two fits of the mixtures; 500 in the paper.',
  default: 500,
  min: 1,
  max: 1e6,
});

export const logarithmsParameter = choiceParameter('logarithms', {
  label: 'Logarithms',
  about:
    'Scale of the log-posteriors and log-densities that the discriminator sees: divided by the number of features, which they grow with; or as they are, as the paper has them.',
  default: 'per-feature',
  choices: { 'per-feature': 'per feature', plain: 'as they are' },
});

interface ViewOptions {
  fit: FitMixtures;
  /** Steps between two fits. */
  refit: number;
  logarithms: (typeof logarithmsParameter)['default'];
}

/** Fits the mixtures of the present features. @param name of the random stream: a step */
export type FitMixtures = (name: number) => Promise<MixturePair>;

/** ψ_L and ψ_U of a training's sets. */
export const mixturesOf =
  ({ network, labelled, unlabelled, rng }: FitInputs, options: MixtureFitOptions, control: Control): FitMixtures =>
  async (name) => {
    const features = (samples: SampleSet) => trunkSource(network, samples, quiet(control));
    return fitMixturePair({
      labelled: await inMemory(features(labelled)),
      unlabelled: await unlessTooLarge(features(unlabelled)),
      ...options,
      labels: labelled.labels,
      classes: network.classes,
      rng: rng.child('mixtures', name),
      checkpoint: () => control.checkpoint(),
    });
  };

/** The trunk features of a set, in inference mode, computed at each pass. */
const trunkSource = (network: FitInputs['network'], samples: SampleSet, control: Control): FeatureSource => ({
  count: samples.count,
  dimensions: network.trunkSize,
  async *batches() {
    for await (const { trunk } of predict({ network, samples, outputs: { trunk: true } }, control)) yield trunk!;
  },
});

/** All features. Those of labelled samples, which are few, since each was paid for. */
const inMemory = (source: FeatureSource): Promise<FeatureRows> =>
  filled(source, new Float32Array(source.count * source.dimensions));

/** The features in memory, computed once; or as they are where they are too many for the memory. */
async function unlessTooLarge(source: FeatureSource): Promise<FeatureSource> {
  const values = allocateRows(source.count, source.dimensions);
  return values ? inMemorySource(await filled(source, values)) : source;
}

async function filled(source: FeatureSource, values: Float32Array): Promise<FeatureRows> {
  let done = 0;
  for await (const batch of source.batches()) {
    values.set(batch, done);
    done += batch.length;
  }
  return { values, count: source.count, size: source.dimensions };
}

/** Features and mixtures: the mixtures are fitted before the first step and then every so many steps. To be disposed of. */
export class MixtureView implements CriticView {
  readonly size: number;
  readonly carried: CarriedState;
  private mixtures: MixturePair | undefined;
  private densities: MixtureDensity[] = [];

  constructor(
    { trunkSize, classes }: { trunkSize: number; classes: number },
    private readonly options: ViewOptions,
  ) {
    this.size = trunkSize + 2 * classes + 2;
    this.carried = {
      save: () => (this.mixtures ? pairArrays(this.mixtures) : {}),
      restore: (saved) => this.set(pairOfArrays(saved, { size: trunkSize, components: classes })),
    };
  }

  async beforeStep(step: number): Promise<void> {
    if (step % this.options.refit === 0) await this.refit(step);
  }

  /** Fits the mixtures to the present features and uses them from then on. */
  async refit(name: number): Promise<MixturePair> {
    const mixtures = await this.options.fit(name);
    this.set(mixtures);
    return mixtures;
  }

  set(mixtures: MixturePair): void {
    this.dispose();
    this.mixtures = mixtures;
    this.densities = [MixtureDensity.of(mixtures.labelled), MixtureDensity.of(mixtures.unlabelled)];
  }

  /**
   * z `[n, trunkSize]` → `[n, trunkSize + 2 K + 2]`: z, the log-posteriors under both mixtures, the log-densities.
   * Per feature, logarithms are divided by the number of dimensions of z: they grow with it, and would dominate z and exceed
   * every bound on the critic's slope. The paper gives no scale.
   */
  of(z: tf.Tensor2D): tf.Tensor2D {
    const scale = this.options.logarithms === 'plain' ? 1 : z.shape[1];
    const least = (MIN_LOG_POSTERIOR * z.shape[1]) / scale;
    const posteriors = this.densities.map((one) => tf.maximum(tf.div(one.logPosteriors(z), scale), least));
    const likelihoods = this.densities.map((one) => tf.expandDims(tf.div(one.logDensity(z), scale), 1));
    return tf.concat([z, ...posteriors, ...likelihoods] as tf.Tensor2D[], 1);
  }

  dispose(): void {
    for (const one of this.densities.splice(0)) one.dispose();
  }
}

/** The result of a training whose critic had mixtures as input, with the mixtures of the final features. */
export async function withMixtures(fitted: FitResult, view: MixtureView): Promise<FitResult> {
  const { scores } = fitted.artifacts;
  const dispose = () => {
    view.dispose();
    fitted.artifacts.dispose();
  };
  try {
    if (fitted.report.diverged) return { ...fitted, artifacts: { scores, dispose } };
    return { ...fitted, artifacts: { scores, mixtures: await view.refit(fitted.report.steps), dispose } };
  } catch (error) {
    dispose();
    throw error;
  }
}

const PAIR = ['labelled', 'unlabelled'] as const;
const ARRAYS = ['weights', 'means', 'variances'] as const;

/** Both mixtures as arrays by name, for a checkpoint. */
const pairArrays = (mixtures: MixturePair): StateArrays =>
  Object.fromEntries(PAIR.flatMap((which) => ARRAYS.map((array) => [`${which} ${array}`, mixtures[which][array]])));

function pairOfArrays(saved: StateArrays, dimensions: Pick<Mixture, 'size' | 'components'>): MixturePair {
  const mixture = (which: (typeof PAIR)[number]): Mixture => {
    const array = (name: (typeof ARRAYS)[number]) => Float64Array.from(savedArray(saved, `${which} ${name}`));
    return { ...dimensions, weights: array('weights'), means: array('means'), variances: array('variances') };
  };
  return { labelled: mixture('labelled'), unlabelled: mixture('unlabelled') };
}
