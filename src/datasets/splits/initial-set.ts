/** The labelled set that a seed starts from: drawn from the pool, or listed in the spec. */
import type { DatasetInfo } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { initialByFeatures, type Spec } from '../../protocol/spec.ts';
import type { Rng } from '../../random/rng.ts';
import { initialClassCount } from './imbalance.ts';
import { equalQuota, formatCount, proportionalQuota } from './quotas.ts';

export function tooFewForInitial(size: number, pool: number): Problem {
  return new Problem(
    'unfit',
    `The initial set of ${formatCount(size)} is larger than the training pool of ${formatCount(pool)}.`,
    'Start with fewer labels, or give the pool more samples.',
  );
}

interface ListedInput {
  info: DatasetInfo;
  /** Of all samples; −1 for no label. */
  labels: Int32Array;
  /** Samples that pool and validation (and, without a test part, the test split) are made of. */
  trainable: Int32Array;
  spec: Spec;
  seed: number;
}

/**
 * The seed's list in the spec's `initial.indices`; empty where the initial set is drawn.
 * @throws Problem `unfit` where a listed sample does not exist, is in the test part, has no label, or is not trainable
 */
export function listedInitialSet({ info, labels, trainable, spec, seed }: ListedInput): Int32Array {
  const lists = spec.initial.indices;
  if (!lists) return new Int32Array(0);
  const listed = Int32Array.from(lists[(seed + lists.length - 1) % lists.length]!);
  const trainableCount = info.count - info.testCount;
  const trainableSet = new Set(trainable);
  for (const sample of listed) {
    const fault =
      sample >= trainableCount
        ? `is not among the ${formatCount(trainableCount)} that can be trained on`
        : labels[sample]! < 0
          ? 'has no label of its classes'
          : !trainableSet.has(sample)
            ? `is not among the first ${formatCount(trainable.length)} samples that the pool is made of`
            : undefined;
    if (fault)
      throw new Problem(
        'unfit',
        `The initial set names sample ${sample}, which in “${info.name}” ${fault}.`,
        'Choose the data that the indices were written down for, in their original order, or draw the initial set.',
      );
  }
  return listed;
}

/** The listed samples, ascending. @throws Problem `unfit` where an imbalanced pool has left one out */
export function requireInPool(train: Int32Array, listed: Int32Array): Int32Array {
  const pool = new Set(train);
  const lost = listed.filter((sample) => !pool.has(sample)).length;
  if (lost > 0)
    throw new Problem(
      'unfit',
      `The unequal classes of the pool leave no room for ${lost} of the ${formatCount(listed.length)} samples of the initial set.`,
      'Make the classes less unequal, or start with fewer samples of the small ones.',
    );
  return listed.slice().sort();
}

interface CandidatesInput {
  info: DatasetInfo;
  labels: Int32Array;
  train: Int32Array;
  initial: Spec['initial'];
}

/** How a spec's initial set is chosen by comparing samples; undefined where it is listed, or drawn without a look at them. */
export function initialFeatureRule({ by, indices }: Spec['initial']): (typeof initialByFeatures)[number] | undefined {
  return indices ? undefined : initialByFeatures.find((one) => one === by);
}

/**
 * The samples of the pool that the initial set is chosen from, ascending.
 * @throws Problem `unfit` where they are too few
 */
export function initialCandidates({ info, labels, train, initial }: CandidatesInput): Int32Array {
  const { size, classShare } = initial;
  if (size > train.length) throw tooFewForInitial(size, train.length);
  const classCount = initialClassCount(info.classes.length, classShare);
  const from = train.filter((sample) => labels[sample]! < classCount);
  if (size > from.length)
    throw new Problem(
      'unfit',
      `The initial set of ${formatCount(size)} is to come from the first ${classCount} of ${info.classes.length} classes, which have ${formatCount(from.length)} samples in the pool.`,
      'Start with fewer labels, or from more classes.',
    );
  return from;
}

/**
 * Draws from the pool: uniformly at random, equally by class, or in the pool's proportions. What compares samples is chosen later.
 * @returns ascending indices; none where `initialFeatureRule` gives a rule
 * @throws Problem `unfit` where the pool has too few samples
 */
export function drawInitialSet({ rng, ...input }: CandidatesInput & { rng: Rng }): Int32Array {
  const { info, labels, initial } = input;
  const { size, by } = initial;
  const from = initialCandidates(input);
  if (initialFeatureRule(initial)) return new Int32Array(0);
  const shuffled = rng.child('order').shuffle(from);
  if (by === 'random') return shuffled.subarray(0, size).slice().sort();
  const available = new Array<number>(info.classes.length).fill(0);
  for (const sample of from) available[labels[sample]!]!++;
  const order = rng.child('classes').permutation(available.length);
  const quota = by === 'class' ? equalQuota(available, size, order) : proportionalQuota(available, size, order);
  const drawn = new Int32Array(size);
  let count = 0;
  for (const sample of shuffled) {
    const label = labels[sample]!;
    if (quota[label]! > 0) {
      quota[label]!--;
      drawn[count++] = sample;
    }
  }
  return drawn.sort();
}
