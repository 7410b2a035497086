/**
 * The split of a seed: which samples it trains on, validates on, tests on and starts from. All arms of the seed share it.
 * Samples without a label are never part of a split, because the simulated annotator has no answer for them.
 */
import { defaultTestSize, type DatasetInfo, type SplitCounts } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Spec } from '../../protocol/spec.ts';
import { Rng } from '../../random/rng.ts';
import { imbalancedPool } from './imbalance.ts';
import { drawInitialSet, listedInitialSet, requireInPool, tooFewForInitial } from './initial-set.ts';
import { formatCount } from './quotas.ts';

/** Indices into the data set, each ascending. train, validation and test are disjoint; initial is part of train. */
export interface Split {
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
  /** Empty where it is chosen by features: the runner does that (`samples/initial-by-features.ts`). */
  initial: Int32Array;
}

export interface SplitInput {
  info: DatasetInfo;
  /** Of all samples; −1 for no label. */
  labels: Int32Array;
  spec: Spec;
  /** The seed's own stream. */
  rng: Rng;
}

/**
 * The test split comes from the data set's own test part if there is one (all of it, or `pool.test` samples), otherwise
 * from the whole; pool and validation come from the rest. The streams `split` and `initial` are separate, so that another
 * initial set does not change the split.
 * @throws Problem `unfit`, with the numbers, where the data set is too small for the spec
 */
export function makeSplit({ info, labels, spec, rng }: SplitInput): Split {
  const trainable = info.count - info.testCount;
  const testPart = labelledBetween(labels, trainable, info.count);
  const rest = labelledBetween(labels, 0, trainable).subarray(0, spec.pool.first);
  const splitRng = rng.child('split');
  splitRng.child('test').shuffle(testPart);
  splitRng.child('train').shuffle(rest);
  const listed = listedInitialSet({ info, labels, trainable: rest, spec, seed: rng.seed });

  // Test and validation samples are drawn from the samples outside a listed initial set.
  const listedSet = new Set(listed);
  const free = listed.length > 0 ? rest.filter((sample) => !listedSet.has(sample)) : rest;
  const drawnTestSize = info.testCount > 0 ? 0 : (spec.pool.test ?? defaultTestSize(rest.length));
  const test = info.testCount > 0 ? takeTestPart(info, testPart, spec) : free.subarray(0, drawnTestSize);
  const remaining = free.subarray(drawnTestSize);

  const validationSize = spec.pool.validation;
  const maxTrainSize = listed.length + remaining.length - validationSize;
  const trainSize = spec.pool.train ?? maxTrainSize;
  if (trainSize < 2 || trainSize > maxTrainSize)
    throw tooFewForPool(info, spec, { available: rest.length, testSize: drawnTestSize });
  if (listed.length > trainSize) throw tooFewForInitial(listed.length, trainSize);
  const validation = remaining.subarray(0, validationSize).slice().sort();
  const pool = new Int32Array(maxTrainSize);
  pool.set(listed);
  pool.set(remaining.subarray(validationSize), listed.length);
  const { imbalance } = spec.pool;
  const train = imbalance
    ? imbalancedPool(pool, labels, { names: info.classes, imbalance, size: spec.pool.train })
    : pool.subarray(0, trainSize).slice();
  train.sort();
  const initial =
    listed.length > 0
      ? requireInPool(train, listed)
      : drawInitialSet({ info, labels, train, initial: spec.initial, rng: rng.child('initial') });
  return { train, validation, test: test.slice().sort(), initial };
}

/**
 * Samples of each class in the parts of a seed's split.
 * @throws Problem `unfit` as `makeSplit` does
 */
export function splitCounts({ seed, ...data }: Omit<SplitInput, 'rng'> & { seed: number }): SplitCounts {
  const { info, labels } = data;
  const split = makeSplit({ ...data, rng: new Rng(seed) });
  const counts = (samples: Int32Array): number[] => {
    const found = new Array<number>(info.classes.length).fill(0);
    for (const sample of samples) found[labels[sample]!]!++;
    return found;
  };
  const { train, initial, validation, test } = split;
  return {
    classes: info.classes,
    ...{ pool: counts(train), initial: counts(initial), validation: counts(validation), test: counts(test) },
  };
}

/** The samples from `from` to `to` − 1 that have a label. */
function labelledBetween(labels: Int32Array, from: number, to: number): Int32Array {
  const found = new Int32Array(to - from);
  let count = 0;
  for (let i = from; i < to; i++) if (labels[i]! >= 0) found[count++] = i;
  return found.subarray(0, count);
}

/** @throws Problem `unfit` where the data set's test part has no labels, or fewer than the spec asks for */
function takeTestPart(info: DatasetInfo, testPart: Int32Array, spec: Spec): Int32Array {
  const available = testPart.length;
  const size = spec.pool.test ?? available;
  if (size > 0 && size <= available) return testPart.subarray(0, size);
  throw new Problem(
    'unfit',
    available === 0
      ? `The test part of “${info.name}” has no labels, so that nothing can be measured on it.`
      : `The test part of “${info.name}” has ${formatCount(available)} labelled samples, the spec asks for ${formatCount(size)}.`,
    available === 0 ? 'Use labelled files for the test part, or none.' : 'Ask for a smaller test split.',
  );
}

function tooFewForPool(
  info: DatasetInfo,
  spec: Spec,
  { available, testSize }: { available: number; testSize: number },
): Problem {
  const { train, validation } = spec.pool;
  const requested = [
    train === undefined ? 'at least 2' : formatCount(train),
    validation ? `${formatCount(validation)} for validation` : '',
    testSize ? `${formatCount(testSize)} for testing` : '',
  ].filter(Boolean);
  const what = info.testCount ? `The training part of “${info.name}”` : `“${info.name}”`;
  return new Problem(
    'unfit',
    `${what} has ${formatCount(available)} labelled samples, the spec asks for ${requested.join(' + ')}.`,
    'Ask for smaller splits, or use a larger data set.',
  );
}
