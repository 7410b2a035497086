/**
 * Which samples a seed trains on, validates on, measures on and starts from. Every arm of the seed gets the same. The
 * simulated oracle knows only what is labelled, so that samples without a label are never part of a split.
 */
import { Rng } from '../../random/rng.ts';
import { Problem } from '../../protocol/problem.ts';
import type { DatasetInfo, SplitCounts } from '../../protocol/dataset.ts';
import type { Spec } from '../../protocol/spec.ts';
import { initialClassCount, imbalancedPool } from './imbalance.ts';
import { equalQuota, proportionalQuota } from './quotas.ts';

/** Indices into the data set, each ascending. train, validation and test are disjoint; initial is part of train. */
export interface Split {
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
  initial: Int32Array;
}

/** What is held out for measuring where neither the data set nor the spec says it. */
const TEST_FRACTION = 0.2;

/**
 * The test split comes from the data set's own test part where there is one (all of it, or `pool.test` of it), else from
 * the whole; the other two come from the rest. The streams `split` and `initial` are apart, so that another initial set
 * leaves the splits as they are.
 * @param labels of all samples; −1 where there is none
 * @param draws the seed's own stream
 * @throws Problem `unfit`, with the numbers, where the data set is too small for what the spec asks for
 */
export function makeSplit(info: DatasetInfo, labels: Int32Array, spec: Spec, rng: Rng): Split {
  const providedTest = labelledBetween(labels, info.count - info.testCount, info.count);
  const rest = labelledBetween(labels, 0, info.count - info.testCount).subarray(0, spec.pool.first);
  const splitRng = rng.child('split');
  splitRng.child('test').shuffle(providedTest);
  splitRng.child('train').shuffle(rest);
  const listedInitial = listedInitialSet(info, labels, rest, spec, rng.seed);

  const validationSize = spec.pool.validation;
  let test: Int32Array;
  // test and validation are drawn from the others, where the initial set is given
  const listedSet = new Set(listedInitial);
  const free = listedInitial.length > 0 ? rest.filter((sample) => !listedSet.has(sample)) : rest;
  let remaining = free;
  let drawnTestSize = 0;
  if (info.testCount > 0) {
    const size = spec.pool.test ?? providedTest.length;
    if (size > providedTest.length || size === 0) throw tooFewForTest(info, providedTest.length, size);
    test = providedTest.subarray(0, size);
  } else {
    drawnTestSize = spec.pool.test ?? Math.max(1, Math.round(rest.length * TEST_FRACTION));
    test = free.subarray(0, drawnTestSize);
    remaining = free.subarray(drawnTestSize);
  }
  const maxTrainSize = listedInitial.length + remaining.length - validationSize;
  const trainSize = spec.pool.train ?? maxTrainSize;
  if (trainSize < 2 || trainSize > maxTrainSize) throw tooFewForPool(info, rest.length, spec, drawnTestSize);
  if (listedInitial.length > trainSize) throw tooFewForInitial(listedInitial.length, trainSize);
  const validation = remaining.subarray(0, validationSize).slice().sort();
  const { imbalance } = spec.pool;
  const pool = new Int32Array(maxTrainSize);
  pool.set(listedInitial);
  pool.set(remaining.subarray(validationSize), listedInitial.length);
  const train = imbalance
    ? imbalancedPool(pool, labels, info.classes, imbalance, spec.pool.train)
    : pool.subarray(0, trainSize).slice();
  train.sort();
  const initial =
    listedInitial.length > 0
      ? requireInPool(train, listedInitial)
      : drawInitialSet(info, labels, train, spec.initial, rng.child('initial'));
  return { train, validation, test: test.slice().sort(), initial };
}

/** How many samples of each class the parts of the seed's split have. @throws Problem `unfit` as `makeSplit` does */
export function splitCounts(info: DatasetInfo, labels: Int32Array, spec: Spec, seed: number): SplitCounts {
  const split = makeSplit(info, labels, spec, new Rng(seed));
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

/** The samples in `from` … `to` − 1 that have a label. */
function labelledBetween(labels: Int32Array, from: number, to: number): Int32Array {
  const found = new Int32Array(to - from);
  let count = 0;
  for (let i = from; i < to; i++) if (labels[i]! >= 0) found[count++] = i;
  return found.subarray(0, count);
}

/**
 * The seed's list of the spec's `initial.indices`; none where the initial set is drawn.
 * @param rest what pool, validation and, where there is no test part, test are made of
 * @throws Problem `unfit` where a sample of it is not there, is one of the test part's, has no label, or is none of the first
 * that the pool is made of
 */
function listedInitialSet(
  info: DatasetInfo,
  labels: Int32Array,
  rest: Int32Array,
  { initial }: Spec,
  seed: number,
): Int32Array {
  const lists = initial.indices;
  if (!lists) return new Int32Array(0);
  const given = Int32Array.from(lists[(seed + lists.length - 1) % lists.length]!);
  const trainableCount = info.count - info.testCount;
  const trainable = new Set(rest);
  for (const sample of given) {
    const fault =
      sample >= trainableCount
        ? `is not among the ${number(trainableCount)} that can be trained on`
        : labels[sample]! < 0
          ? 'has no label of its classes'
          : !trainable.has(sample)
            ? `is not among the first ${number(rest.length)} samples that the pool is made of`
            : undefined;
    if (fault)
      throw new Problem(
        'unfit',
        `The initial set names sample ${sample}, which in “${info.name}” ${fault}.`,
        'Choose the data that the indices were written down for, in their original order, or draw the initial set.',
      );
  }
  return given;
}

/** The given samples, ascending. @throws Problem `unfit` where unequal classes have left one out of the pool */
function requireInPool(train: Int32Array, given: Int32Array): Int32Array {
  const pool = new Set(train);
  const lost = given.filter((sample) => !pool.has(sample)).length;
  if (lost > 0)
    throw new Problem(
      'unfit',
      `The unequal classes of the pool leave no room for ${lost} of the ${number(given.length)} samples of the initial set.`,
      'Make the classes less unequal, or start with fewer samples of the small ones.',
    );
  return given.slice().sort();
}

function drawInitialSet(
  info: DatasetInfo,
  labels: Int32Array,
  train: Int32Array,
  { size, by, classShare }: Spec['initial'],
  rng: Rng,
): Int32Array {
  if (size > train.length) throw tooFewForInitial(size, train.length);
  const first = initialClassCount(info.classes.length, classShare);
  const from = train.filter((sample) => labels[sample]! < first);
  if (size > from.length)
    throw new Problem(
      'unfit',
      `The initial set of ${number(size)} is to come from the first ${first} of ${info.classes.length} classes, which have ${number(from.length)} samples in the pool.`,
      'Start with fewer labels, or from more classes.',
    );
  const shuffled = rng.child('order').shuffle(from);
  if (by === 'random') return shuffled.subarray(0, size).slice().sort();
  const available = new Array<number>(info.classes.length).fill(0);
  for (const sample of from) available[labels[sample]!]!++;
  const order = rng.child('classes').permutation(available.length);
  const quota = by === 'class' ? equalQuota(available, size, order) : proportionalQuota(available, size, order);
  const initial = new Int32Array(size);
  let count = 0;
  for (const sample of shuffled) {
    const label = labels[sample]!;
    if (quota[label]! > 0) {
      quota[label]!--;
      initial[count++] = sample;
    }
  }
  return initial.sort();
}

const number = (n: number): string => n.toLocaleString('en-US');

function tooFewForInitial(size: number, pool: number): Problem {
  return new Problem(
    'unfit',
    `The initial set of ${number(size)} is larger than the training pool of ${number(pool)}.`,
    'Start with fewer labels, or give the pool more samples.',
  );
}

function tooFewForTest(info: DatasetInfo, available: number, requested: number): Problem {
  return new Problem(
    'unfit',
    available === 0
      ? `The test part of “${info.name}” has no labels, so that nothing can be measured on it.`
      : `The test part of “${info.name}” has ${number(available)} labelled samples, the spec asks for ${number(requested)}.`,
    available === 0 ? 'Use labelled files for the test part, or none.' : 'Ask for a smaller test split.',
  );
}

function tooFewForPool(info: DatasetInfo, available: number, spec: Spec, testSize: number): Problem {
  const { train, validation } = spec.pool;
  const requested = [
    train === undefined ? 'at least 2' : number(train),
    validation ? `${number(validation)} for validation` : '',
    testSize ? `${number(testSize)} for testing` : '',
  ].filter(Boolean);
  const what = info.testCount ? `The training part of “${info.name}”` : `“${info.name}”`;
  return new Problem(
    'unfit',
    `${what} has ${number(available)} labelled samples, the spec asks for ${requested.join(' + ')}.`,
    'Ask for smaller splits, or use a larger data set.',
  );
}
