/**
 * The regulariser of “Distribution aware active learning via Gaussian mixtures” (section 3.3): beside cross-entropy the
 * negative log-posterior of a sample's own class under a mixture of the labelled features, with one component per class.
 * The mixture is fitted to a balanced subset of the labelled set, drawn at each step; it takes no gradient. The subset moves
 * nothing of the training: at α = 0 the weights are those of supervised training to the last bit.
 */
import { integerParameter, numberParameter, type ValuesOf } from '../../protocol/parameters.ts';
import type { Rng } from '../../random/rng.ts';
import { MixtureDensity } from '../../algorithms/mixture/mixture-density.ts';
import { LEAST_VARIANCE_FLOOR, VARIANCE_FLOOR_SHARE } from '../../algorithms/mixture/initialisation.ts';
import type { Network } from '../../models/model.ts';
import * as tf from '../../tensor/tf.ts';
import { byStep } from '../../trainer/batch-sampling.ts';
import { prefixed } from '../../trainer/carried-state.ts';
import { oneHot } from '../../trainer/label-loss.ts';
import type { Regularizer } from '../supervised.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';

export const regularizerParameters = [
  numberParameter('weight', {
    label: 'Weight α',
    about: 'Weight of the mixture’s log-posterior beside cross-entropy; 0.0001 in the paper.',
    default: 1e-4,
    min: 0,
    max: 1,
    step: 1e-5,
  }),
  integerParameter('subset', {
    label: 'Samples of the mixture',
    about: 'Labelled samples, balanced over the classes, that each step’s mixture is fitted to; 1,000 in the paper.',
    default: 1000,
    min: 10,
    max: 10_000,
    step: 10,
  }),
];

type RegularizerSettings = ValuesOf<(typeof regularizerParameters)[number]> & { rng: Rng };

/** @param samples the labelled set */
export function mixtureRegularizer(
  network: Network,
  samples: SampleSet,
  { weight, subset: size, rng }: RegularizerSettings,
): Regularizer {
  const { labels } = samples;
  const subset = byStep(balancedSubset({ labels, classes: network.classes, size }, rng.child('subset')));
  const dropoutRng = rng.child('subset dropout');
  const augmenter = network.augmenter?.(rng.child('subset augmentation'));
  let density: MixtureDensity | undefined;
  return {
    streams: { 'subset dropout': dropoutRng, ...prefixed('subset', augmenter?.streams) },
    async beforeStep(step) {
      const { once, repeated } = subset(step);
      const read = async (positions: Int32Array) => ({
        shape: [positions.length, ...network.shape],
        values: await samples.read(positions),
      });
      const [given, fill] = [await read(once), await read(repeated)];
      const labels = Int32Array.from([...once, ...repeated], (position) => samples.labels[position]!);
      const batch = tf.tidy(() => {
        const x = [tf.tensor(given.values, given.shape)];
        if (repeated.length > 0) {
          const copies = tf.tensor(fill.values, fill.shape);
          x.push(augmenter ? augmenter.apply(copies as tf.Tensor4D) : copies);
        }
        const z = network.trunk(tf.concat(x), { training: true, rng: dropoutRng, stateless: true });
        const floor = tf.maximum(
          tf.mul(VARIANCE_FLOOR_SHARE, tf.mean(tf.moments(z, 0).variance)),
          LEAST_VARIANCE_FLOOR,
        ) as tf.Scalar;
        return { z, floor, shares: oneHot(labels, network.classes) };
      });
      density?.dispose();
      density = MixtureDensity.ofLabelled(batch.z, batch.shares, batch.floor);
      tf.dispose([batch.z, batch.floor, batch.shares]);
    },
    term: ({ z, labels }) => tf.mul(weight, negativeLogPosterior(density!, z, labels)),
    dispose: () => density?.dispose(),
  };
}

/** L_GMM: mean of −ln p(y | z; ψ). */
export function negativeLogPosterior(density: MixtureDensity, z: tf.Tensor2D, labels: Int32Array): tf.Scalar {
  const posteriors = density.logPosteriors(z);
  return tf.neg(tf.mean(tf.sum(tf.mul(oneHot(labels, posteriors.shape[1]), posteriors), 1)));
}

/**
 * Draws positions, equally many of each class that has a sample: without replacement if the class has enough samples; else
 * all of them once, and the rest of its share repeated, with replacement.
 */
export function balancedSubset(
  { labels, classes, size }: { labels: Int32Array; classes: number; size: number },
  rng: Rng,
): () => { once: Int32Array; repeated: Int32Array } {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, position) => members[label]?.push(position));
  const present = members.filter((group) => group.length > 0).map((group) => Int32Array.from(group));
  const quota = Math.max(1, Math.round(size / present.length));
  return () => {
    const [once, repeated]: [number[], number[]] = [[], []];
    for (const group of present) {
      once.push(...rng.shuffle(group).subarray(0, quota));
      for (let missing = quota - group.length; missing > 0; missing--) repeated.push(group[rng.integer(group.length)]!);
    }
    return { once: Int32Array.from(once), repeated: Int32Array.from(repeated) };
  };
}
